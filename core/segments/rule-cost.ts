import type { LocalText } from '../common/lang.ts';
import type { AttributeDefinition } from '../contacts/contact.ts';
import { type Condition, conditionsIn, type Rule } from './rule.ts';

/** A condition as a clause, and why the database has to read every contact for it. */
export interface CostlyClause {
  readonly clause: string;
  readonly why: LocalText;
}

const WHY = {
  inside: {
    en: 'it looks inside every text; “is” or “is one of” can use an index',
    ko: '모든 글의 내용을 확인합니다. “같음”이나 “다음 중 하나”는 색인을 쓸 수 있습니다',
  },
  anniversary: {
    en: 'an anniversary is worked out for every contact',
    ko: '기념일은 모든 연락처에 대해 계산합니다',
  },
  negative: {
    en: 'it asks who is not so, which is nearly everybody',
    ko: '아닌 사람을 찾으므로 거의 모든 연락처를 확인합니다',
  },
  notSearchable: {
    en: 'its attribute is not searchable; make it so under Settings',
    ko: '검색용 속성이 아닙니다. 설정에서 검색용으로 지정하세요',
  },
  events: {
    en: 'it looks through the events of everybody who did it',
    ko: '해당 이벤트가 있는 모든 사람의 이벤트를 확인합니다',
  },
  everybody: {
    en: 'it is asked of every contact',
    ko: '모든 연락처에 대해 확인합니다',
  },
} as const satisfies Record<string, LocalText>;

const NEGATIVE: ReadonlySet<string> = new Set(['is_not', 'not_in', 'ne', 'has_not', 'none', 'empty', 'not_empty']);

/** The heavier, the more it costs; 0 where an index answers. */
const costOf = (condition: Condition, searchable: (key: string) => boolean): { weight: number; why: LocalText } => {
  if (condition.kind === 'listed' || (condition.kind === 'tag' && condition.op === 'has'))
    return { weight: 0, why: WHY.everybody };
  if (condition.kind === 'text' && !['is', 'is_not'].includes(condition.op)) return { weight: 5, why: WHY.inside };
  if (condition.kind === 'event') {
    if (condition.op !== 'at_least') return { weight: 2, why: WHY.negative };
    const looked = condition.within.kind !== 'ever' || condition.where.length > 0;
    return { weight: looked ? 1 : 0, why: WHY.events };
  }
  if (condition.kind === 'event_value') return { weight: 1, why: WHY.events };
  if (condition.kind === 'event_last') return { weight: 0, why: WHY.events };
  if (condition.kind === 'anniversary') return { weight: 4, why: WHY.anniversary };
  if ('attribute' in condition && !searchable(condition.attribute)) return { weight: 3, why: WHY.notSearchable };
  if ('op' in condition && NEGATIVE.has(condition.op)) return { weight: 2, why: WHY.negative };
  return 'attribute' in condition ? { weight: 0, why: WHY.everybody } : { weight: 1, why: WHY.everybody };
};

/** The conditions that cost, the costliest first; each once. */
export const costlyConditions = (
  rule: Rule,
  definitions: readonly AttributeDefinition[],
): readonly { readonly condition: Condition; readonly why: LocalText }[] => {
  const searchable = new Set(definitions.filter((definition) => definition.searchable).map(({ key }) => key));
  return [...new Set(conditionsIn(rule))]
    .map((condition) => ({ condition, ...costOf(condition, (key) => searchable.has(key)) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ condition, why }) => ({ condition, why }));
};
