import { DomainError } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { ROLE_WORDS } from '../common/words.ts';
import { PERMISSIONS, type Permission } from '../people/permissions.ts';

const roles = (permission: Permission, lang: 'en' | 'ko'): string =>
  PERMISSIONS[permission].map((role) => ROLE_WORDS[role][lang]).join(', ');

const invalid = (field: string, text: LocalText): DomainError =>
  new DomainError({ code: 'digest.field_invalid', kind: 'invalid', field, text });

const cut = (text: string): string => [...text].slice(0, 40).join('');

export const digestErrors = {
  days: (typed: string) =>
    invalid('days', {
      en: `"${cut(typed)}" names no day. Give days such as mon, mon,thu, weekdays or daily.`,
      ko: `"${cut(typed)}"은(는) 요일이 아닙니다. 월, 월,목, 평일, 매일처럼 입력하세요.`,
    }),
  time: (typed: string) =>
    invalid('time', {
      en: `"${cut(typed)}" is no time of day. Give one such as 09:00 or 14:30.`,
      ko: `"${cut(typed)}"은(는) 시각이 아닙니다. 09:00, 14:30처럼 입력하세요.`,
    }),
  zone: (typed: string) =>
    invalid('zone', {
      en: `"${cut(typed)}" is not a time zone. Give one such as Asia/Seoul or Europe/Berlin.`,
      ko: `"${cut(typed)}"은(는) 시간대가 아닙니다. Asia/Seoul, Europe/Berlin처럼 입력하세요.`,
    }),
  forbidden: () =>
    new DomainError({
      code: 'digest.forbidden',
      kind: 'forbidden',
      text: {
        en: `A channel's digest shows results to everybody in it: it is set up by ${roles('reports.view', 'en')}.`,
        ko: `채널 다이제스트는 채널의 모든 사람에게 결과를 보여 주므로 ${roles('reports.view', 'ko')}만 설정할 수 있습니다.`,
      },
    }),
  notYours: () =>
    new DomainError({
      code: 'digest.not_yours',
      kind: 'forbidden',
      text: {
        en: "Somebody's own digest is theirs alone. Write digest for yours.",
        ko: '다른 사람의 다이제스트입니다. 내 것은 digest 명령으로 볼 수 있습니다.',
      },
    }),
  notFound: () =>
    new DomainError({
      code: 'digest.not_found',
      kind: 'not_found',
      text: {
        en: 'There is no such digest. Write digest weekly mon 09:00 to get one.',
        ko: '해당 다이제스트가 없습니다. digest weekly mon 09:00처럼 입력하면 받을 수 있습니다.',
      },
    }),
  inactive: () =>
    new DomainError({
      code: 'digest.inactive',
      kind: 'forbidden',
      text: {
        en: 'Only active staff get a digest. An administrator can activate the account under People.',
        ko: '활동 중인 구성원만 다이제스트를 받을 수 있습니다. 관리자가 구성원 화면에서 활성화할 수 있습니다.',
      },
    }),
};
