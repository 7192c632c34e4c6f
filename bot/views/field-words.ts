import type { FieldRequestState, Lang } from '../../core/index.ts';

/** What chat says of field requests. */
export interface FieldWords {
  readonly title: (id: string, label: string) => string;
  readonly states: Readonly<Record<FieldRequestState, string>>;
  readonly waits: (who: string, at: string) => string;
  readonly granted: (who: string, until: string) => string;
  readonly refused: (who: string, at: string) => string;
  readonly endedBy: (who: string, at: string) => string;
  readonly endedByTime: (at: string) => string;
  readonly reason: string;
  readonly campaign: string;
  readonly purpose: string;
  readonly period: string;
  readonly periodDays: (days: number) => string;
  readonly comment: string;
  readonly usedBy: string;
  readonly system: string;
  readonly grant: string;
  readonly refuse: string;
  readonly grantTitle: string;
  readonly refuseTitle: string;
  readonly purposeHint: string;
  readonly days: string;
  readonly daysHint: string;
  readonly commentOptional: string;
  readonly commentHint: string;
  readonly why: string;
  readonly open: string;
  readonly listTitle: string;
  readonly listNone: string;
  readonly listLine: (id: string, label: string, state: string) => string;
  readonly until: (at: string) => string;
  readonly how: (typed: string) => string;
  readonly asked: (id: string, label: string) => string;
  readonly answered: Readonly<Record<'granted' | 'refused' | 'ended', (id: string, label: string) => string>>;
  readonly needs: (typed: string) => string;
  readonly none: (id: string) => string;
  readonly mayNotSee: (roles: string) => string;
  readonly waiting: string;
}

export const FIELD_CHAT_WORDS: Readonly<Record<Lang, FieldWords>> = {
  en: {
    title: (id, label) => `${id} · field ${label}`,
    states: { asked: 'Waits for IT', granted: 'Granted', refused: 'Refused', ended: 'Ended' },
    waits: (who, at) => `Waits for IT. Asked for by ${who}, ${at}.`,
    granted: (who, until) => `Granted by ${who} until ${until}.`,
    refused: (who, at) => `Refused by ${who}, ${at}.`,
    endedBy: (who, at) => `Ended by ${who}, ${at}. What uses the field is neither submitted nor launched.`,
    endedByTime: (at) => `Ended ${at}: its time was over. What uses the field is neither submitted nor launched.`,
    reason: 'Why it is asked for',
    campaign: 'Campaign',
    purpose: 'Purpose',
    period: 'Period',
    periodDays: (days) => (days === 1 ? '1 day' : `${days} days`),
    comment: 'Comment',
    usedBy: 'Used by',
    system: 'Tandem',
    grant: 'Grant',
    refuse: 'Refuse',
    grantTitle: 'Grant a field',
    refuseTitle: 'Refuse a field',
    purposeHint: 'What it may be used for. At most 500 characters.',
    days: 'Period in days',
    daysHint: 'From 1 to 365. It is warned of 7 days and 1 day before it ends.',
    commentOptional: 'Comment',
    commentHint: 'Whoever asked reads it. At most 500 characters.',
    why: 'Why is it refused?',
    open: 'Open in Tandem',
    listTitle: 'Restricted fields',
    listNone: 'No field is asked for or granted.',
    listLine: (id, label, state) => `${id} · ${label}: ${state}`,
    until: (at) => `until ${at}`,
    how: (typed) => `To ask for one: ${typed}request income for C-12 because …`,
    asked: (id, label) => `${id} is asked for: "${label}". IT is told; you hear what becomes of it.`,
    answered: {
      granted: (id, label) => `${id} is granted: "${label}". Whoever asked is told.`,
      refused: (id, label) => `${id} is refused: "${label}". Whoever asked is told.`,
      ended: (id, label) => `${id} has ended: "${label}". Whoever asked, IT and the owners of what uses it are told.`,
    },
    needs: (typed) => `Say which field and why, for example: ${typed}request income for C-12 because …`,
    none: (id) => `There is no field request ${id}.`,
    waiting: 'Field requests that wait for IT',
    mayNotSee: (roles) =>
      `To see or ask for restricted fields you need one of these roles: ${roles}. An administrator can give it to you.`,
  },
  ko: {
    title: (id, label) => `${id} · ${label} 속성`,
    states: { asked: 'IT 결정 대기', granted: '허가됨', refused: '거절됨', ended: '종료됨' },
    waits: (who, at) => `IT 결정을 기다립니다. ${who} 님이 ${at}에 요청했습니다.`,
    granted: (who, until) => `${who} 님이 ${until}까지 허가했습니다.`,
    refused: (who, at) => `${who} 님이 ${at}에 거절했습니다.`,
    endedBy: (who, at) => `${who} 님이 ${at}에 종료했습니다. 이 속성을 쓰는 캠페인은 검토 요청도 발송도 되지 않습니다.`,
    endedByTime: (at) =>
      `기간이 끝나 ${at}에 종료되었습니다. 이 속성을 쓰는 캠페인은 검토 요청도 발송도 되지 않습니다.`,
    reason: '요청 이유',
    campaign: '캠페인',
    purpose: '사용 목적',
    period: '기간',
    periodDays: (days) => `${days}일`,
    comment: '의견',
    usedBy: '사용 중',
    system: 'Tandem',
    grant: '허가',
    refuse: '거절',
    grantTitle: '속성 사용 허가',
    refuseTitle: '속성 사용 거절',
    purposeHint: '어떤 목적으로 사용할 수 있는지 적어 주세요. 최대 500자.',
    days: '기간(일)',
    daysHint: '1~365일. 종료 7일 전과 1일 전에 알려 드립니다.',
    commentOptional: '의견',
    commentHint: '요청한 사람에게 전달됩니다. 최대 500자.',
    why: '거절하는 이유는 무엇인가요?',
    open: 'Tandem에서 열기',
    listTitle: '제한된 속성',
    listNone: '요청되었거나 허가된 속성이 없습니다.',
    listLine: (id, label, state) => `${id} · ${label}: ${state}`,
    until: (at) => `${at}까지`,
    how: (typed) => `요청 방법: ${typed}request 소득 for C-12 because …`,
    asked: (id, label) => `${id}: “${label}” 속성 사용을 요청했습니다. IT에 알렸으며 결과를 알려 드립니다.`,
    answered: {
      granted: (id, label) => `${id}: “${label}” 속성 사용을 허가했습니다. 요청한 사람에게 알렸습니다.`,
      refused: (id, label) => `${id}: “${label}” 속성 사용을 거절했습니다. 요청한 사람에게 알렸습니다.`,
      ended: (id, label) =>
        `${id}: “${label}” 속성 사용을 종료했습니다. 요청한 사람과 IT, 사용 중인 캠페인의 담당자에게 알렸습니다.`,
    },
    needs: (typed) => `어떤 속성이 왜 필요한지 적어 주세요. 예: ${typed}request 소득 for C-12 because …`,
    none: (id) => `${id} 속성 요청이 없습니다.`,
    waiting: 'IT 결정을 기다리는 속성 요청',
    mayNotSee: (roles) =>
      `제한된 속성을 보거나 요청하려면 다음 역할 중 하나가 필요합니다: ${roles}. 관리자에게 요청하세요.`,
  },
};
