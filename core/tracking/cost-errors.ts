import { DomainError } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';

const SAYS = {
  currency: {
    en: 'Give a currency as three letters, such as KRW.',
    ko: 'KRW처럼 세 글자로 된 통화 코드를 입력하세요.',
  },
  amount: {
    en: 'Give an amount from 0 to 1,000,000,000, such as 1,200 or 0.8. Commas stand between thousands alone and a point before decimals: what 1,2 means is not clear. Leave it empty where it is not known.',
    ko: '0~1,000,000,000 사이의 금액을 입력하세요(예: 1,200, 0.8). 쉼표는 천 단위 구분에만, 소수에는 점을 씁니다. 1,2처럼 뜻이 분명하지 않은 값은 받지 않습니다. 모르면 비워 두세요.',
  },
} as const satisfies Record<string, LocalText>;
type Saying = keyof typeof SAYS;
export const isCostSaying = (text: string): text is Saying => Object.hasOwn(SAYS, text);

export const costErrors = {
  field: (field: string, saying: Saying) =>
    new DomainError({ code: 'costs.field_invalid', kind: 'invalid', field, text: SAYS[saying] }),

  forbidden: () =>
    new DomainError({
      code: 'costs.forbidden',
      kind: 'forbidden',
      text: {
        en: 'Only an administrator can change the cost rates. Ask one listed under People.',
        ko: '비용 단가는 관리자만 변경할 수 있습니다. 구성원 화면의 관리자에게 요청하세요.',
      },
    }),

  changedMeanwhile: () =>
    new DomainError({
      code: 'costs.changed_meanwhile',
      kind: 'conflict',
      text: {
        en: 'Somebody else changed the cost rates meanwhile. Look at them as they are now, then save yours again.',
        ko: '그사이 다른 사람이 비용 단가를 변경했습니다. 현재 단가를 확인한 뒤 다시 저장하세요.',
      },
    }),
};
