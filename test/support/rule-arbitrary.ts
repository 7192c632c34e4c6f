import fc from 'fast-check';
import type { AttributeValue, ConsentStatus, SuppressionReason } from '../../core/contacts/contact.ts';
import type { Activities, Activity, EventValue } from '../../core/contacts/events/event.ts';
import type { EventFilter, EventWindow } from '../../core/segments/event-rule.ts';
import { DATE_UNITS, type Rule } from '../../core/segments/rule.ts';

/** Few values, so that conditions and contacts often meet; among them what a careless filter or pattern trips over. */
const TEXTS = [
  'Master',
  'master',
  'MASTER',
  'PhD',
  '',
  '석사',
  '석사 과정',
  'a.b',
  'a+b',
  '.*',
  '(',
  '$gt',
  'x$',
  '^x',
  'é',
  'É',
  'line\nbreak',
  'a.b\n',
  '2n Cycle',
  '50',
  '\\d',
];
const SEARCHED = TEXTS.filter((text) => text !== '');
const NUMBERS = [0, 1, -1, 1957, 1960, 1970, 1980, 1981.5, 2000, 2008, 50_000, 50_000.5, 1e12];
const DAYS = [
  '1960-02-29',
  '1960-03-01',
  '1980-11-23',
  '1980-11-24',
  '1980-11-25',
  '2000-02-29',
  '2004-02-28',
  '2012-09-04',
  '2025-12-31',
  '2026-01-01',
  '2026-10-31',
  '2026-11-23',
  '2026-11-24',
  '2026-12-24',
];

export const ATTRIBUTES = ['text', 'amount', 'flag', 'day', 'tags', 'mixed', '학력', 'never'] as const;

const textValue = fc.constantFrom(...TEXTS);
const numberValue = fc.constantFrom(...NUMBERS);
const dayValue = fc.constantFrom(...DAYS).map((day) => new Date(`${day}T00:00:00Z`));
const listValue = fc.array(fc.constantFrom(...SEARCHED), { maxLength: 3 });
const anyValue = fc.oneof(textValue, numberValue, fc.boolean(), dayValue, listValue);

/** Attributes of a contact; every one may be missing. */
export const anAttributeSet: fc.Arbitrary<Record<string, AttributeValue>> = fc.record(
  {
    text: textValue,
    amount: numberValue,
    flag: fc.boolean(),
    day: dayValue,
    tags: listValue,
    mixed: anyValue,
    학력: textValue,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, AttributeValue>>;

/** Hashes of addresses that are suppressed, and why. */
export const SUPPRESSED: ReadonlyMap<string, SuppressionReason> = new Map([
  ['hash-1', 'unsubscribed'],
  ['hash-2', 'bounced'],
  ['hash-3', 'manual'],
]);

/** Moments around the midnights of several zones on days that windows end on. */
const EVENT_TIMES = [
  '2024-02-28T15:00:00Z',
  '2025-02-28T23:59:59.999Z',
  '2026-10-31T15:00:00Z',
  '2026-11-20T14:59:59.999Z',
  '2026-11-20T15:00:00Z',
  '2026-11-21T00:00:00Z',
  '2026-11-21T08:00:00Z',
  '2026-11-23T12:00:00Z',
];
const AMOUNTS = [0, -1.5, 0.1, 0.2, 0.3, 20, 1e12];
const CATEGORIES = ['shoes', 'Shoes', '신발', '$amount', 'a.b'];

/** What a contact did of one event, or nothing; the newest first, and more than is kept. */
function anActivity(): fc.Arbitrary<Activity | undefined> {
  const kept = fc.record(
    {
      amount: fc.constantFrom<EventValue>(...AMOUNTS, 'text'),
      category: fc.constantFrom<EventValue>(...CATEGORIES, 7),
      gift: fc.boolean(),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, EventValue>>;
  const recent = fc.array(fc.record({ at: fc.constantFrom(...EVENT_TIMES).map((at) => new Date(at)), p: kept }), {
    minLength: 1,
    maxLength: 4,
  });
  return fc.option(
    fc
      .tuple(
        recent,
        fc.constantFrom(0, 2),
        fc.option(fc.record({ n: fc.integer({ min: 1, max: 5 }), sum: fc.constantFrom(...AMOUNTS) })),
      )
      .map(([some, older, total]): Activity => {
        const all = some.sort((a, b) => b.at.getTime() - a.at.getTime());
        const last = all[0]?.at ?? new Date(0);
        return {
          count: all.length + older,
          first: older === 0 ? (all.at(-1)?.at ?? last) : new Date('2020-01-01T00:00:00Z'),
          last,
          recent: all,
          ...(total === null ? {} : { totals: { amount: total } }),
        };
      }),
    { nil: undefined },
  );
}

/** What a contact is beside its attributes. Whoever has no address has no hash of one. */
export const aContactState = fc.record({
  consent: fc.record({ status: fc.constantFrom<ConsentStatus>('granted', 'unknown', 'refused') }),
  hash: fc.constantFrom(undefined, 'hash-1', 'hash-2', 'hash-3', 'hash-4', 'hash-5'),
  lists: fc.constantFrom(undefined, [], ['list-a'], ['list-b', 'list-a'], ['list-b']),
  tags: fc.constantFrom(undefined, [], ['vip'], ['vip', '단골'], ['$x']),
  topics: fc.constantFrom<Record<string, { status: 'granted' | 'refused' }> | undefined>(
    undefined,
    {},
    { offers: { status: 'granted' } },
    { offers: { status: 'refused' }, news: { status: 'granted' } },
  ),
  activity: fc.option(
    fc.tuple(anActivity(), anActivity()).map(
      ([bought, seen]): Activities => ({
        ...(bought === undefined ? {} : { bought }),
        ...(seen === undefined ? {} : { 본_상품: seen }),
      }),
    ),
    { nil: undefined },
  ),
});

const attribute = fc.constantFrom(...ATTRIBUTES);
const search = fc.constantFrom(...SEARCHED, 'ast', '사', 'B', 'é');
const zone = fc.constantFrom('Asia/Seoul', 'America/Los_Angeles', 'UTC');
const eventKey = fc.constantFrom('bought', '본_상품', 'never');
const property = fc.constantFrom('amount', 'category', 'gift', 'none');
const eventDay = fc.constantFrom('2025-03-01', '2026-11-20', '2026-11-21', '2026-11-23');
const within: fc.Arbitrary<EventWindow> = fc.oneof(
  fc.constant({ kind: 'ever' as const }),
  fc.record({
    kind: fc.constant('last' as const),
    amount: fc.constantFrom(0, 1, 2, 3, 30),
    unit: fc.constantFrom(...DATE_UNITS),
    zone,
  }),
  fc.record({ kind: fc.constant('between' as const), from: eventDay, to: eventDay, zone }),
);
const eventFilter: fc.Arbitrary<EventFilter> = fc.oneof(
  fc.record({
    property,
    op: fc.constantFrom('is' as const, 'is_not' as const),
    value: fc.constantFrom<string | boolean>(...CATEGORIES, true, false),
  }),
  fc.record({
    property,
    op: fc.constantFrom('in' as const, 'not_in' as const),
    values: fc.array(fc.constantFrom(...CATEGORIES), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    property,
    op: fc.constantFrom('eq' as const, 'ne' as const, 'lt' as const, 'lte' as const, 'gt' as const, 'gte' as const),
    value: fc.constantFrom(...AMOUNTS, 7),
  }),
);
const where = fc.oneof(
  { weight: 1, arbitrary: fc.constant<EventFilter[]>([]) },
  { weight: 1, arbitrary: fc.array(eventFilter, { minLength: 1, maxLength: 2 }) },
);
/** Conditions about events. */
export const anEventCondition: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({
    kind: fc.constant('event' as const),
    event: eventKey,
    op: fc.constantFrom('at_least' as const, 'at_most' as const, 'exactly' as const),
    times: fc.integer({ min: 0, max: 4 }),
    within,
    where,
  }),
  fc.record({
    kind: fc.constant('event_value' as const),
    event: eventKey,
    property,
    of: fc.constantFrom('sum' as const, 'average' as const, 'latest' as const),
    op: fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const),
    value: fc.constantFrom(...AMOUNTS, 0.30000000000000004, 0.6, 10),
    within,
    where,
  }),
  fc.record({
    kind: fc.constant('event_last' as const),
    event: eventKey,
    op: fc.constantFrom('last' as const, 'earlier' as const),
    amount: fc.constantFrom(0, 1, 2, 3, 30),
    unit: fc.constantFrom(...DATE_UNITS),
    zone,
  }),
);

const attributeOrContact: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    attribute,
    op: fc.constantFrom(
      'is' as const,
      'is_not' as const,
      'contains' as const,
      'not_contains' as const,
      'starts_with' as const,
      'ends_with' as const,
    ),
    value: search,
  }),
  fc.record({
    kind: fc.constant('text_in' as const),
    attribute,
    op: fc.constantFrom('in' as const, 'not_in' as const),
    values: fc.array(search, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    attribute,
    op: fc.constantFrom('eq' as const, 'ne' as const, 'lt' as const, 'lte' as const, 'gt' as const, 'gte' as const),
    value: numberValue,
  }),
  fc.record({
    kind: fc.constant('number_in' as const),
    attribute,
    op: fc.constantFrom('in' as const, 'not_in' as const),
    values: fc.array(numberValue, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('number_between' as const), attribute, from: numberValue, to: numberValue }),
  fc.record({ kind: fc.constant('boolean' as const), attribute, value: fc.boolean() }),
  fc.record({
    kind: fc.constant('date' as const),
    attribute,
    op: fc.constantFrom('on' as const, 'before' as const, 'after' as const),
    value: fc.constantFrom(...DAYS),
  }),
  fc.record({
    kind: fc.constant('date_between' as const),
    attribute,
    from: fc.constantFrom(...DAYS),
    to: fc.constantFrom(...DAYS),
  }),
  fc.record({
    kind: fc.constant('date_relative' as const),
    attribute,
    op: fc.constantFrom('last' as const, 'next' as const, 'earlier' as const, 'later' as const),
    amount: fc.integer({ min: 0, max: 60 }),
    unit: fc.constantFrom(...DATE_UNITS),
    zone,
  }),
  fc
    .tuple(attribute, fc.integer({ min: -366, max: 366 }), fc.integer({ min: 0, max: 61 }), zone)
    .map(([key, from, span, where]) => ({
      kind: 'anniversary' as const,
      attribute: key,
      from,
      to: from + span,
      zone: where,
    })),
  fc.record({
    kind: fc.constant('age_between' as const),
    attribute,
    from: fc.integer({ min: 0, max: 70 }),
    to: fc.integer({ min: 0, max: 70 }),
    zone,
  }),
  fc.record({
    kind: fc.constant('list_has' as const),
    attribute,
    op: fc.constantFrom('has' as const, 'has_not' as const),
    value: search,
  }),
  fc.record({
    kind: fc.constant('list_in' as const),
    attribute,
    op: fc.constantFrom('any' as const, 'every' as const, 'none' as const),
    values: fc.array(search, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('consent' as const),
    op: fc.constantFrom('is' as const, 'is_not' as const),
    value: fc.constantFrom<ConsentStatus>('granted', 'unknown', 'refused'),
  }),
  fc.record({
    kind: fc.constant('suppression' as const),
    op: fc.constantFrom('is' as const, 'is_not' as const),
    value: fc.constantFrom<SuppressionReason | 'any'>('any', 'unsubscribed', 'bounced', 'erased'),
  }),
  fc.record({ kind: fc.constant('address' as const), op: fc.constantFrom('known' as const, 'unknown' as const) }),
  fc.record({
    kind: fc.constant('tag' as const),
    op: fc.constantFrom('has' as const, 'has_not' as const),
    tag: fc.constantFrom('vip', '단골', '$x', 'none'),
  }),
  fc.record({
    kind: fc.constant('topic' as const),
    topic: fc.constantFrom('offers', 'news', 'none'),
    op: fc.constantFrom('is' as const, 'is_not' as const),
    value: fc.constantFrom<ConsentStatus>('granted', 'unknown', 'refused'),
  }),
  fc.record({ kind: fc.constant('listed' as const), list: fc.constantFrom('list-a', 'list-b', 'list-c') }),
  fc.record({
    kind: fc.constant('presence' as const),
    attribute,
    op: fc.constantFrom('empty' as const, 'not_empty' as const),
  }),
);

const condition = fc.oneof({ weight: 4, arbitrary: attributeOrContact }, { weight: 1, arbitrary: anEventCondition });

/** A rule tree of a few levels. */
export const aRule: fc.Arbitrary<Rule> = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 4, arbitrary: condition },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        rules: fc.array(tie('rule'), { maxLength: 3 }),
      }) as fc.Arbitrary<Rule>,
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), rule: tie('rule') }) as fc.Arbitrary<Rule> },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('segment' as const),
        op: fc.constantFrom('in' as const, 'not_in' as const),
        segment: fc.constant('other'),
        inside: fc.record({ version: fc.constant(1), rule: tie('rule') }),
      }) as fc.Arbitrary<Rule>,
    },
  ),
})).rule;

/** Moments around days on which ages change, leap days included. */
export const aMoment: fc.Arbitrary<Date> = fc
  .constantFrom(
    '2026-11-23T14:59:00Z',
    '2026-11-23T15:01:00Z',
    '2024-02-29T12:00:00Z',
    '2025-02-28T12:00:00Z',
    '2025-03-01T12:00:00Z',
    '2026-01-01T00:30:00Z',
  )
  .map((at) => new Date(at));
