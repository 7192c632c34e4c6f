import { DomainError } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { ROLE_WORDS } from '../common/words.ts';

/** Longest reason of a freeze or a halt, in characters. */
export const STOP_REASON_LIMIT = 500;
/** Longest planned window. */
export const WINDOW_DAYS = 90;

export const freezeErrors = {
  forbidden: () =>
    new DomainError({
      code: 'freeze.forbidden',
      kind: 'forbidden',
      text: {
        en: `To announce or end a change freeze you need one of these roles: ${ROLE_WORDS.it_reviewer.en}, ${ROLE_WORDS.admin.en}.`,
        ko: `발송 동결을 알리거나 종료하려면 다음 역할 중 하나가 필요합니다: ${ROLE_WORDS.it_reviewer.ko}, ${ROLE_WORDS.admin.ko}.`,
      },
    }),
  notFound: () =>
    new DomainError({
      code: 'freeze.not_found',
      kind: 'not_found',
      text: {
        en: 'There is no such change freeze. Look at the list of those that hold.',
        ko: '해당 발송 동결이 없습니다. 진행 중인 목록을 확인하세요.',
      },
    }),
  over: () =>
    new DomainError({
      code: 'freeze.over',
      kind: 'conflict',
      text: {
        en: 'This change freeze is over already. Nothing was changed.',
        ko: '이미 종료된 발송 동결입니다. 변경된 내용은 없습니다.',
      },
    }),
  /** A campaign is to go on while sending is frozen. */
  active: (id: string, end: LocalText, reason: string) =>
    new DomainError({
      code: 'review.freeze_active',
      kind: 'conflict',
      text: {
        en: `Sending is frozen ${end.en} (${reason}), so ${id} cannot be released yet. Give your key when the freeze is over.`,
        ko: `${end.ko} 발송이 동결되어(${reason}) 아직 ${id}을(를) 해제할 수 없습니다. 동결이 끝난 뒤 승인해 주세요.`,
      },
    }),
  field: (field: 'kind' | 'reason' | 'from' | 'until', en: string, ko: string) =>
    new DomainError({
      code: 'freeze.field_invalid',
      kind: 'invalid',
      field,
      text: { en: `${field}: ${en}`, ko: `${field}: ${ko}` },
    }),
};
