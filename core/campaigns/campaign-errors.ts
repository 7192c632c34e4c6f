import { DomainError } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { momentText } from '../common/moment.ts';
import { ROLE_WORDS } from '../common/words.ts';
import type { Role } from '../people/staff.ts';

/** One field that cannot be taken as it is. `text` completes "FIELD: …". */
export const fieldError = (field: string, text: LocalText, code = 'campaign.field_invalid'): DomainError =>
  new DomainError({
    code,
    kind: 'invalid',
    field,
    text: { en: `${field}: ${text.en}`, ko: `${field}: ${text.ko}` },
  });

export const campaignNotFound = (id: string): DomainError =>
  new DomainError({
    code: 'campaign.not_found',
    kind: 'not_found',
    text: {
      en: `There is no campaign ${id}. "list" shows the campaigns there are.`,
      ko: `${id} 캠페인이 없습니다. "list"로 캠페인 목록을 볼 수 있습니다.`,
    },
  });

export const illegalMove = (input: {
  id: string;
  state: LocalText;
  event: LocalText;
  /** Where the state alone does not say it. */
  why?: LocalText | undefined;
  possible: readonly LocalText[];
}): DomainError => {
  const { id, state, event, why, possible } = input;
  const because = why === undefined ? { en: '', ko: '' } : { en: `${why.en} `, ko: `${why.ko} ` };
  const en =
    possible.length === 0
      ? 'Nothing can be done with it any more; it can be duplicated.'
      : `Possible now: ${possible.map((e) => e.en).join(', ')}.`;
  const ko =
    possible.length === 0
      ? '더 이상 바꿀 수 없으며, 복제할 수 있습니다.'
      : `지금 가능한 작업: ${possible.map((e) => e.ko).join(', ')}.`;
  return new DomainError({
    code: 'campaign.illegal_move',
    kind: 'conflict',
    text: {
      en: `${id} is "${state.en}", so "${event.en}" is not possible. ${because.en}${en}`,
      ko: `${id}은(는) 현재 "${state.ko}" 상태이므로 "${event.ko}"을(를) 할 수 없습니다. ${because.ko}${ko}`,
    },
  });
};

export const changedMeanwhile = (id: string): DomainError =>
  new DomainError({
    code: 'campaign.changed_meanwhile',
    kind: 'conflict',
    retrySafe: true,
    text: {
      en: `${id} was changed by somebody else meanwhile. Nothing of yours was stored; load it again and repeat your change.`,
      ko: `그 사이 다른 사람이 ${id}을(를) 변경했습니다. 입력한 내용은 저장되지 않았으니 다시 불러온 뒤 수정해 주세요.`,
    },
  });

export const notEditable = (id: string, state: LocalText): DomainError =>
  new DomainError({
    code: 'campaign.not_editable',
    kind: 'conflict',
    text: {
      en: `${id} is "${state.en}" and cannot be edited: what both keys approved is what is sent. Withdraw it to draft where that is still possible, or duplicate it.`,
      ko: `${id}은(는) "${state.ko}" 상태여서 편집할 수 없습니다. 두 검토자가 승인한 내용이 그대로 발송됩니다. 가능하면 초안으로 회수하거나 복제해 주세요.`,
    },
  });

export const notOver = (id: string, state: LocalText): DomainError =>
  new DomainError({
    code: 'campaign.not_over',
    kind: 'conflict',
    text: {
      en: `${id} is "${state.en}": whom it missed is known once it has been sent. Wait until then.`,
      ko: `${id}은(는) 현재 "${state.ko}" 상태입니다. 발송이 끝나야 누가 받지 못했는지 알 수 있으니 그때 다시 시도하세요.`,
    },
  });

export const forbidden = (roles: readonly Role[], action: LocalText): DomainError =>
  new DomainError({
    code: 'campaign.forbidden',
    kind: 'forbidden',
    text: {
      en: `To ${action.en} you need one of these roles: ${roles.map((r) => ROLE_WORDS[r].en).join(', ')}. An administrator can give it to you.`,
      ko: `${action.ko}에는 다음 역할 중 하나가 필요합니다: ${roles.map((r) => ROLE_WORDS[r].ko).join(', ')}. 관리자에게 요청하세요.`,
    },
  });

export const notOwner = (action: LocalText): DomainError =>
  new DomainError({
    code: 'campaign.forbidden',
    kind: 'forbidden',
    text: {
      en: `To ${action.en} you must be the campaign's owner or author, or hold one of these roles: ${ROLE_WORDS.marketing_reviewer.en}, ${ROLE_WORDS.it_reviewer.en}, ${ROLE_WORDS.admin.en}.`,
      ko: `${action.ko}은(는) 캠페인의 담당자나 작성자, 또는 ${ROLE_WORDS.marketing_reviewer.ko}, ${ROLE_WORDS.it_reviewer.ko}, ${ROLE_WORDS.admin.ko} 역할만 할 수 있습니다.`,
    },
  });

export const editorCannotDecide = (): DomainError =>
  new DomainError({
    code: 'review.author_cannot_decide',
    kind: 'forbidden',
    text: {
      en: 'You wrote or edited this campaign, so somebody else must decide about it.',
      ko: '이 캠페인을 작성하거나 편집했으므로 다른 사람이 결정해야 합니다.',
    },
  });

/** The way out is called as the editor calls it. */
export const TIME_PASSED: LocalText = {
  en: 'this time has passed. Choose a later one, or “As soon as both keys are given”.',
  ko: '이미 지난 시각입니다. 더 늦은 시각이나 “두 승인을 모두 받는 즉시”를 선택하세요.',
};

export const schedulePast = (field: string): DomainError => fieldError(field, TIME_PASSED, 'campaign.schedule_past');

export const notApproved = (id: string): DomainError =>
  new DomainError({
    code: 'campaign.not_approved',
    kind: 'conflict',
    text: {
      en: `${id} has no approved content: both keys must be given first.`,
      ko: `${id}에는 승인된 내용이 없습니다. 먼저 두 승인이 모두 필요합니다.`,
    },
  });

export const contentChanged = (id: string): DomainError =>
  new DomainError({
    code: 'campaign.content_changed',
    kind: 'conflict',
    text: {
      en: `The content of ${id} is not what both keys approved, so nothing was sent. Withdraw it and submit it again.`,
      ko: `${id}의 내용이 승인된 내용과 다르므로 발송하지 않았습니다. 회수한 뒤 다시 검토를 요청하세요.`,
    },
  });

/** The template ended at a limit, or at a value that it cannot take. */
export const mailFails = (reason: string): DomainError =>
  fieldError(
    'content.body',
    { en: `fails for a contact: ${reason}.`, ko: `일부 연락처에서 실패합니다: ${reason}.` },
    'campaign.mail_fails',
  );

/** Loops and filters of the template go on for too long, counted and not timed: the same everywhere. */
export const mailTooMuchWork = (most: number): DomainError =>
  fieldError(
    'content.body',
    {
      en: `takes more than ${most.toLocaleString('en')} steps for one contact. Shorten its lists, its loops within loops, or the conditions that they repeat.`,
      ko: `연락처 한 명의 메일을 만드는 데 ${most.toLocaleString('en')}단계가 넘게 걸립니다. 목록, 겹친 반복, 반복되는 조건을 줄여 주세요.`,
    },
    'campaign.mail_too_much_work',
  );

/** Part of a mail that went past the checks of links and elements, in words. */
export const uncheckedPart = (part: string): LocalText => ({
  en: `"${part}" stands where links and elements are not checked: in a raw block, in a condition across a tag, in what {{ … }} puts together, or in a tag with stray quotes. Write it as a plain tag or word.`,
  ko: `"${part}"은(는) 링크와 요소를 확인할 수 없는 위치에 있습니다(raw 블록, 태그에 걸친 조건, {{ … }}가 이어 붙인 값, 짝이 맞지 않는 따옴표). 일반 태그나 글로 작성해 주세요.`,
});
export const mailUnchecked = (part: string): DomainError =>
  fieldError('content.body', uncheckedPart(part), 'campaign.mail_unchecked');

export const tooManyVariants = (limit: number): DomainError =>
  fieldError(
    'content.body',
    {
      en: `the conditions make more than ${limit} different mails. Use fewer conditions or loops.`,
      ko: `조건에 따라 ${limit}개가 넘는 서로 다른 메일이 만들어집니다. 조건이나 반복을 줄여 주세요.`,
    },
    'campaign.too_many_variants',
  );

export const tooManyTests = (
  most: number,
  { now, again, zone }: { readonly now: Date; readonly again: Date; readonly zone: string },
): DomainError => {
  // To the next full minute: at the minute that is told it surely works.
  const from = new Date(Math.ceil(again.getTime() / 60_000) * 60_000);
  return new DomainError({
    code: 'campaign.too_many_tests',
    kind: 'too_many',
    field: 'addresses',
    text: {
      en: `You have sent ${most} test mails within an hour, which is the most. Send the next one from ${momentText(from, zone, 'en')} (${zone}) on. Until then the preview shows the mail.`,
      ko: `테스트 메일을 한 시간에 보낼 수 있는 ${most}번까지 모두 보냈습니다. ${momentText(from, zone, 'ko')}(${zone})부터 다시 보낼 수 있습니다. 그때까지는 미리 보기로 메일을 확인하세요.`,
    },
    retrySafe: true,
    retryAfterSeconds: Math.max(1, Math.ceil((again.getTime() - now.getTime()) / 1_000)),
  });
};

export const testNotSent = (reason: string): DomainError =>
  new DomainError({
    code: 'campaign.test_not_sent',
    kind: 'unavailable',
    text: {
      en: `The test mail was not surely sent: ${reason}. Look into the mailbox before you try again.`,
      ko: `테스트 메일이 확실히 발송되지 않았습니다: ${reason}. 다시 시도하기 전에 받은편지함을 확인하세요.`,
    },
  });
