import type { LocalText, PreflightGroup, PreflightState } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

/** Words of the checks that IT looks at, of a halt, and of what a person must answer. */
export const PREFLIGHT = words({
  title: { en: 'Preflight', ko: '사전 점검' },
  running: {
    en: 'The checks of what stands now are running; they take at most ten seconds and show here by themselves. IT’s key waits for them.',
    ko: '현재 내용을 점검하는 중입니다. 최대 10초가 걸리며 끝나면 여기에 바로 표시됩니다. IT 승인은 점검이 끝나야 가능합니다.',
  },
  notYet: {
    en: 'The checks run when the campaign is submitted, and once more before it starts.',
    ko: '검토를 요청할 때, 그리고 발송 직전에 한 번 더 점검합니다.',
  },
  blocking: {
    en: 'IT’s key is refused: {n} red. Have it mended and check again, or let an IT reviewer waive it.',
    ko: '위험 항목 {n}건이 있어 IT 승인을 할 수 없습니다. 문제를 고쳐 다시 점검하거나 IT 검토자가 면제해야 합니다.',
  },
  clear: { en: 'Nothing stands in the way of IT’s key.', ko: 'IT 승인을 막는 항목이 없습니다.' },
  again: { en: 'Check again', ko: '다시 점검' },
  checked: { en: 'Checked again.', ko: '다시 점검했습니다.' },
  fix: { en: 'What to do:', ko: '조치:' },
  details: { en: '{n} more', ko: '그 밖의 {n}건' },
  waive: { en: 'Waive this item', ko: '이 항목 면제' },
  waiveHint: {
    en: 'You answer for it: the reason stands on the card, in the thread and in the audit log.',
    ko: '면제한 사람이 책임집니다. 사유는 카드와 기록, 감사 로그에 남습니다.',
  },
  reason: { en: 'Reason', ko: '사유' },
  until: { en: 'Holds for', ko: '기한' },
  choose: { en: 'Choose …', ko: '선택 …' },
  days: { en: '{n} days', ko: '{n}일' },
  oneDay: { en: '1 day', ko: '1일' },
  waived: { en: 'Waived by {who}: {reason}', ko: '{who} 님이 면제: {reason}' },
  waivedMark: { en: 'Waived', ko: '면제' },
  waivedUntil: { en: 'Holds until', ko: '기한' },
  waivedFlash: { en: 'Waived.', ko: '면제했습니다.' },

  halt: { en: 'Halt', ko: '중단' },
  haltTitle: { en: 'Halt the campaign', ko: '캠페인 중단' },
  haltHint: {
    en: 'Effective within one batch. Only both keys let it go on.',
    ko: '한 묶음 안에 멈춥니다. 두 승인이 모두 있어야 다시 진행됩니다.',
  },
  halting: {
    en: 'Halting: batches claimed before are still being answered. {sent} sent so far.',
    ko: '중단하는 중: 먼저 시작된 묶음의 응답을 기다리고 있습니다. 지금까지 {sent}명에게 발송했습니다.',
  },
  halted: { en: 'Halted: {sent} sent, {held} held.', ko: '중단됨: 발송 {sent}명, 보류 {held}명.' },
  uncertain: {
    en: '{n} uncertain: nobody knows yet whether the provider took them.',
    ko: '불확실 {n}명: 발송사가 접수했는지 아직 알 수 없습니다.',
  },

  askedTitle: { en: 'Needs a person', ko: '담당자 확인 필요' },
  askedLead: {
    en: 'Tandem does not know whether the provider took these mails, and never sends them again by itself. Look for the message id in the provider’s log, then answer.',
    ko: '발송사가 이 메일을 접수했는지 알 수 없어 자동으로 다시 보내지 않습니다. 발송사 기록에서 메시지 ID를 찾아본 뒤 답해 주세요.',
  },
  askedPeople: { en: 'People: {n}', ko: '{n}명' },
  taken: { en: 'The provider took it', ko: '발송사가 접수함' },
  takenSure: {
    en: 'Count these people as submitted? They get nothing more from this campaign.',
    ko: '이 사람들을 접수된 것으로 기록할까요? 이 캠페인에서는 더 보내지 않습니다.',
  },
  notTaken: { en: 'It did not: send once more', ko: '접수 안 됨: 한 번 더 발송' },
  notTakenSure: {
    en: 'Send once more? If the provider did take the mails, these people get them twice.',
    ko: '한 번 더 보낼까요? 발송사가 이미 접수했다면 같은 메일을 두 번 받게 됩니다.',
  },
  answered: { en: 'Your answer is recorded.', ko: '답변을 기록했습니다.' },
});

export const GROUP_WORDS: Readonly<Record<PreflightGroup, LocalText>> = {
  sender: { en: 'Sender domain', ko: '발신 도메인' },
  links: { en: 'Links', ko: '링크' },
  pictures: { en: 'Pictures', ko: '사진' },
  message: { en: 'Message', ko: '메일' },
  data: { en: 'Data fields', ko: '데이터 항목' },
  audience: { en: 'Audience', ko: '발송 대상' },
  law: { en: 'Advertising law', ko: '광고성 정보 규정' },
};

export const PREFLIGHT_STATE_WORDS: Readonly<Record<PreflightState, LocalText>> = {
  green: { en: 'Green', ko: '정상' },
  amber: { en: 'Amber', ko: '주의' },
  red: { en: 'Red', ko: '위험' },
  not_applicable: { en: 'Not applicable', ko: '해당 없음' },
};
