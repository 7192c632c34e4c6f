import type { FieldRequestState, LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

export const FIELD_STATE_WORDS = {
  asked: { en: 'Waits for IT', ko: 'IT 결정 대기' },
  granted: { en: 'Granted', ko: '허가됨' },
  refused: { en: 'Refused', ko: '거절됨' },
  ended: { en: 'Ended', ko: '종료됨' },
} as const satisfies Record<FieldRequestState, LocalText>;

export const FIELDS = words({
  title: { en: 'Restricted fields', ko: '제한된 속성' },
  lead: {
    en: 'Attributes that an administrator marks as restricted are used in segments and mails only where IT granted them, for a purpose and a period. Everything else needs no grant.',
    ko: '관리자가 제한한 속성은 IT가 목적과 기간을 정해 허가한 경우에만 세그먼트와 메일에 쓸 수 있습니다. 그 밖의 속성은 허가가 필요 없습니다.',
  },
  ask: { en: 'Ask for a field', ko: '속성 사용 요청' },
  field: { en: 'Field', ko: '속성' },
  chooseField: { en: 'Choose a field …', ko: '속성을 고르세요…' },
  reason: { en: 'Why it is needed', ko: '필요한 이유' },
  reasonHint: { en: 'IT reads it and decides by it.', ko: 'IT가 읽고 결정합니다.' },
  campaign: { en: 'Campaign', ko: '캠페인' },
  campaignHint: { en: 'Such as C-12, where it is for one.', ko: '특정 캠페인을 위한 것이라면 C-12처럼 적으세요.' },
  send: { en: 'Ask', ko: '요청' },
  noneToAsk: {
    en: 'There is nothing to ask for: no attribute is restricted, or those that are were granted or asked for already.',
    ko: '요청할 속성이 없습니다. 제한된 속성이 없거나, 모두 이미 허가되었거나 요청 중입니다.',
  },
  requests: { en: 'Requests', ko: '요청' },
  waiting: { en: 'Field requests', ko: '속성 요청' },
  one: { en: 'Field request', ko: '속성 요청' },
  unknown: { en: 'There is no such field request.', ko: '해당 속성 요청이 없습니다.' },
  decide: { en: 'Look and decide', ko: '살펴보고 결정하기' },
  none: { en: 'Nothing was asked for yet.', ko: '아직 요청이 없습니다.' },
  askedBy: { en: 'asked for by {who}', ko: '{who} 님 요청' },
  forCampaign: { en: 'for', ko: '캠페인' },
  purpose: { en: 'Purpose', ko: '사용 목적' },
  purposeHint: { en: 'What it may be used for.', ko: '어떤 목적으로 사용할 수 있는지 적으세요.' },
  days: { en: 'Period in days', ko: '기간(일)' },
  daysHint: {
    en: 'From 1 to 365. It is warned of 7 days and 1 day before it ends.',
    ko: '1~365일. 종료 7일 전과 1일 전에 알려 드립니다.',
  },
  comment: { en: 'Comment', ko: '의견' },
  commentHint: { en: 'Whoever asked reads it.', ko: '요청한 사람에게 전달됩니다.' },
  grant: { en: 'Grant', ko: '허가' },
  refuse: { en: 'Refuse', ko: '거절' },
  why: { en: 'Why it is refused', ko: '거절하는 이유' },
  end: { en: 'End early', ko: '조기 종료' },
  endConfirm: {
    en: 'End this access now? What uses the field is neither submitted nor launched from then on.',
    ko: '지금 종료할까요? 이 속성을 쓰는 캠페인은 이후 검토 요청도 발송도 되지 않습니다.',
  },
  until: { en: 'until', ko: '종료 예정' },
  forDays: { en: 'for {days} days', ko: '{days}일간' },
  by: { en: 'by {who}', ko: '{who} 님' },
  byTime: { en: 'its time was over', ko: '기간 만료' },
  usedBy: { en: 'Used by', ko: '사용 중' },
  own: {
    en: 'You asked for it: another IT reviewer decides.',
    ko: '본인이 요청한 속성이므로 다른 IT 검토자가 결정합니다.',
  },
  asked: {
    en: '{id} is asked for. IT is told; you hear what becomes of it.',
    ko: '{id}을(를) 요청했습니다. 결과를 알려 드립니다.',
  },
  granted: {
    en: '{id} is granted; whoever asked is told.',
    ko: '{id}을(를) 허가했습니다. 요청한 사람에게 알렸습니다.',
  },
  refused: {
    en: '{id} is refused; whoever asked is told.',
    ko: '{id}을(를) 거절했습니다. 요청한 사람에게 알렸습니다.',
  },
  ended: {
    en: '{id} has ended; whoever asked, IT and the owners of what uses it are told.',
    ko: '{id}을(를) 종료했습니다. 요청한 사람과 IT, 사용 중인 캠페인의 담당자에게 알렸습니다.',
  },
  /** Where fields are offered. */
  notOffered: {
    en: 'Restricted and not granted now, so not offered:',
    ko: '제한된 속성이며 현재 허가되지 않아 고를 수 없습니다:',
  },
  askHere: { en: 'Ask for one', ko: '사용 요청' },
  ungranted: { en: 'not granted', ko: '허가 없음' },
  campaignUses: {
    en: 'This campaign reads fields whose access is not granted or has ended: {fields}. It can be neither submitted nor launched until it is granted or they are taken out.',
    ko: '이 캠페인은 사용 허가가 없거나 종료된 속성을 씁니다: {fields}. 허가를 받거나 속성을 빼기 전에는 검토 요청도 발송도 할 수 없습니다.',
  },
  open: { en: 'Restricted fields', ko: '제한된 속성' },
  segmentUses: {
    en: 'This segment reads fields whose access is not granted or has ended: {fields}. It matches as before, but no campaign with it can be submitted or launched.',
    ko: '이 세그먼트는 사용 허가가 없거나 종료된 속성을 씁니다: {fields}. 해당 인원은 그대로이지만, 이 세그먼트를 쓰는 캠페인은 검토 요청도 발송도 할 수 없습니다.',
  },
});
