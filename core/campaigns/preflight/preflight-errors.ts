import { DomainError } from '../../common/errors.ts';
import type { LocalText } from '../../common/lang.ts';
import { ROLE_WORDS } from '../../common/words.ts';
import type { PreflightItem } from './preflight.ts';

/** Items named in one sentence. */
const NAMED = 5;

const named = (items: readonly PreflightItem[], lang: 'en' | 'ko'): string => {
  const names = items.slice(0, NAMED).map(({ label, measured }) => `${label[lang]} (${measured[lang]})`);
  const more = items.length - NAMED;
  return names.join('; ') + (more <= 0 ? '' : lang === 'en' ? `; ${more} more` : ` 외 ${more}건`);
};

/** The banner of a campaign that the checks before its start hold. */
export const heldReason = (items: readonly PreflightItem[]): LocalText => ({
  en: `Held before its start: ${named(items, 'en')}. Have it mended or waived by IT, then resume; or withdraw it, or cancel.`,
  ko: `발송 전에 보류되었습니다: ${named(items, 'ko')}. 문제를 고치거나 IT가 면제한 뒤 재개하세요. 회수하거나 취소할 수도 있습니다.`,
});

export const preflightErrors = {
  red: (items: readonly PreflightItem[]) =>
    new DomainError({
      code: 'preflight.red',
      kind: 'conflict',
      text: {
        en: `IT's key cannot be given while the preflight has red items: ${named(items, 'en')}. Have them mended, or waive them with a reason and an expiry.`,
        ko: `사전 점검에 위험 항목이 있어 IT 승인을 할 수 없습니다: ${named(items, 'ko')}. 문제를 고치거나, 사유와 기한을 적어 면제하세요.`,
      },
    }),
  running: () =>
    new DomainError({
      code: 'preflight.running',
      kind: 'conflict',
      retrySafe: true,
      text: {
        en: 'The preflight of this content is not finished. It takes a few seconds; try again then.',
        ko: '이 내용의 사전 점검이 아직 끝나지 않았습니다. 몇 초 후 다시 시도하세요.',
      },
    }),
  forbidden: () =>
    new DomainError({
      code: 'preflight.forbidden',
      kind: 'forbidden',
      text: {
        en: `Only a person with the role ${ROLE_WORDS.it_reviewer.en}, named by the review policy, who neither wrote, submitted nor edited the campaign nor decided for marketing, can waive an item.`,
        ko: `캠페인을 작성, 제출, 편집하지 않았고 마케팅 검토에서 결정하지 않은, 검토 정책에 지정된 ${ROLE_WORDS.it_reviewer.ko}만 항목을 면제할 수 있습니다.`,
      },
    }),
  noSuchItem: () =>
    new DomainError({
      code: 'preflight.no_such_item',
      kind: 'not_found',
      text: {
        en: 'The preflight of the present content has no such red item. Look at the campaign again: it may be mended already.',
        ko: '현재 내용의 사전 점검에 그런 위험 항목이 없습니다. 이미 해결되었을 수 있으니 캠페인을 다시 확인하세요.',
      },
    }),
  needsBothKeys: () =>
    new DomainError({
      code: 'preflight.needs_both_keys',
      kind: 'conflict',
      text: {
        en: 'A drift of the audience is not for IT alone to waive: both keys release the campaign.',
        ko: '수신 대상의 변동은 IT가 단독으로 면제할 수 없습니다. 두 승인이 모두 있어야 해제됩니다.',
      },
    }),
  field: (field: 'reason' | 'until', en: string, ko: string) =>
    new DomainError({
      code: 'preflight.field_invalid',
      kind: 'invalid',
      field,
      text: { en: `${field}: ${en}`, ko: `${field}: ${ko}` },
    }),
};
