import type { LocalText } from '../common/lang.ts';
import type { EventWindow } from './event-rule.ts';
import type { Rule } from './rule.ts';

/** A rule to begin with. */
export interface RuleStarter {
  readonly id: string;
  readonly name: LocalText;
  readonly rule: Rule;
}

/**
 * Rules by recency, frequency and money over one event and its numeric property (RFM: how lately, how often, how much).
 * Rules of money are left out where there is no such property.
 * @param much a sum that few reach in a year
 */
export const rfmStarters = ({
  event,
  property,
  much,
  zone,
}: {
  event: string;
  property?: string;
  much?: number;
  zone: string;
}): readonly RuleStarter[] => {
  const last = (amount: number): EventWindow => ({ kind: 'last', amount, unit: 'day', zone });
  const did = (times: number, within: EventWindow): Rule => ({
    kind: 'event',
    event,
    op: 'at_least',
    times,
    within,
    where: [],
  });
  const notMore = (times: number, within: EventWindow): Rule => ({
    kind: 'event',
    event,
    op: 'at_most',
    times,
    within,
    where: [],
  });
  const all = (...rules: Rule[]): Rule => ({ kind: 'all', rules });
  const spent: Rule | undefined =
    property === undefined || much === undefined
      ? undefined
      : { kind: 'event_value', event, property, of: 'sum', op: 'gte', value: much, within: last(365), where: [] };
  return [
    ...(spent === undefined
      ? []
      : [
          {
            id: 'champions',
            name: { en: 'Champions: lately, often and much', ko: '최우수 고객: 최근에, 자주, 많이' },
            rule: all(did(1, last(30)), did(4, last(365)), spent),
          },
          { id: 'big', name: { en: 'Spend much', ko: '많이 쓰는 고객' }, rule: all(spent) },
        ]),
    { id: 'loyal', name: { en: 'Come often', ko: '자주 찾는 고객' }, rule: all(did(4, last(365))) },
    {
      id: 'new',
      name: { en: 'New: the first time lately', ko: '신규: 최근에 처음' },
      rule: all(did(1, last(30)), notMore(1, { kind: 'ever' })),
    },
    {
      id: 'at_risk',
      name: { en: 'At risk: often before, not lately', ko: '이탈 위험: 자주 찾다가 최근에 없음' },
      rule: all(did(3, last(365)), notMore(0, last(90))),
    },
    {
      id: 'lost',
      name: { en: 'Lost: not for a year', ko: '이탈: 1년 넘게 없음' },
      rule: all({ kind: 'event_last', event, op: 'earlier', amount: 365, unit: 'day', zone }),
    },
  ];
};
