import { DomainError } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';

/** Longest absence. */
export const LONGEST_ABSENCE_DAYS = 366;

const invalid = (field: string, text: LocalText) =>
  new DomainError({ code: `absence.${field}`, kind: 'invalid', field, text });

export const absenceErrors = {
  notYours: () =>
    new DomainError({
      code: 'absence.forbidden',
      kind: 'forbidden',
      text: {
        en: 'You can set your own absence. An administrator can set anybody’s.',
        ko: '자신의 부재만 설정할 수 있습니다. 다른 구성원의 부재는 관리자가 설정합니다.',
      },
    }),
  fromUnreadable: () => invalid('from', { en: 'Choose the first day away.', ko: '부재가 시작되는 날짜를 선택하세요.' }),
  untilBeforeFrom: () =>
    invalid('until', {
      en: 'The first day back must be after the first day away.',
      ko: '복귀하는 날짜는 부재가 시작되는 날짜보다 뒤여야 합니다.',
    }),
  untilPast: () =>
    invalid('until', {
      en: 'This absence is over already. Choose a later day, or clear it.',
      ko: '이미 지난 기간입니다. 더 늦은 날짜를 선택하거나 부재를 해제하세요.',
    }),
  tooLong: () =>
    invalid('until', {
      en: `An absence lasts at most ${LONGEST_ABSENCE_DAYS} days. Choose an earlier day back; it can be extended later.`,
      ko: `부재는 최대 ${LONGEST_ABSENCE_DAYS}일입니다. 더 이른 복귀일을 선택하세요. 나중에 연장할 수 있습니다.`,
    }),
  delegateOneself: () =>
    invalid('delegateId', {
      en: 'You cannot decide for yourself while you are away. Choose somebody else, or nobody.',
      ko: '부재 중인 본인을 대리인으로 정할 수 없습니다. 다른 구성원을 선택하거나 비워 두세요.',
    }),
  delegateUnknown: () =>
    invalid('delegateId', {
      en: 'Choose an active member of staff who can see campaigns, or nobody.',
      ko: '캠페인을 볼 수 있는 활성 구성원을 선택하거나 비워 두세요.',
    }),
  delegateLeadsBack: (names: readonly string[]) =>
    invalid('delegateId', {
      en: `This leads back to whoever is away: ${names.join(' → ')} would all be away at the same time. Choose somebody who is there.`,
      ko: `${names.join(' → ')} 순서로 모두 같은 기간에 부재 중이어서 대리인이 다시 본인으로 돌아옵니다. 근무 중인 구성원을 선택하세요.`,
    }),
};
