import type { ContactDocument, ContactStore } from '../contacts/contact-store.ts';
import type { ContactWindowsStore } from '../contacts/contact-windows-store.ts';
import type { RuleFilter } from './compile-rule.ts';

/** Contacts that say how many fulfil a condition, about. */
const SAMPLE = { places: 3, each: 100, keptMs: 60_000 } as const;
/** Fewer windows than this are read whole as soon. */
const FEW_WINDOWS = 5;
/** Reading by an index costs the embedded server three times as much a contact as reading all. */
const WORTH_IT = 0.3;
/** Values that one condition may name. */
const VALUES = 2_000;

const POSITIVE: ReadonlySet<string> = new Set(['$eq', '$in', '$gt', '$gte', '$lt', '$lte']);
const ALWAYS: ReadonlySet<string> = new Set(['lists', 'tags', 'did', 'addressHash']);

/** Conditions that all have to hold, out of the filters that hold them. */
const allOf = (filter: RuleFilter): readonly RuleFilter[] => {
  const keys = Object.keys(filter);
  const inner = filter.$and;
  if (keys.length === 1 && Array.isArray(inner)) return inner.flatMap((one) => allOf(one as RuleFilter));
  return keys.map((key) => ({ [key]: filter[key] }));
};

const isPositive = (asked: unknown): boolean =>
  typeof asked !== 'object' || asked === null || asked instanceof Date
    ? asked !== null && asked !== undefined
    : Object.keys(asked).length > 0 &&
      Object.entries(asked).every(([operator, value]) => POSITIVE.has(operator) && value !== null);

/** Of a filter, the conditions that an index answers, each alone: every one of them has to hold. */
export const indexedConditions = (filter: RuleFilter, searchable: ReadonlySet<string>): readonly RuleFilter[] =>
  allOf(filter).filter((one) =>
    Object.entries(one).every(
      ([path, asked]) =>
        (ALWAYS.has(path) || (path.startsWith('attributes.') && searchable.has(path.slice('attributes.'.length)))) &&
        isPositive(asked),
    ),
  );

const valueAt = (document: ContactDocument, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], document);

const plain = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value);

/** About: of values of one type, as an attribute has them. */
const fulfils = (document: ContactDocument, condition: RuleFilter): boolean =>
  Object.entries(condition).every(([path, asked]) => {
    const values = [valueAt(document, path)].flat().map(plain);
    const operators = typeof asked === 'object' && asked !== null && !(asked instanceof Date) ? asked : { $eq: asked };
    return Object.entries(operators).every(([operator, named]) => {
      const operand = plain(named) as number;
      return values.some((each) => {
        const value = each as number;
        if (operator === '$in') return (named as unknown[]).map(plain).includes(value);
        if (operator === '$gt') return value > operand;
        if (operator === '$gte') return value >= operand;
        if (operator === '$lt') return value < operand;
        return operator === '$lte' ? value <= operand : value === operand;
      });
    });
  });

const namesFew = (condition: RuleFilter): boolean =>
  Object.values(condition).every((asked) => {
    const named = (asked as { $in?: unknown } | null)?.$in;
    return !Array.isArray(named) || named.length <= VALUES;
  });

/**
 * Of a filter the condition that fewest contacts fulfil, out of those that an index answers; undefined where reading
 * everybody is no longer way. The embedded server uses an index only for a step that asks for nothing else.
 */
export const createIndexStep = ({
  store,
  windows,
  searchable,
}: {
  store: ContactStore;
  windows: ContactWindowsStore;
  /** Keys of the attributes that have an index. */
  searchable: () => Promise<ReadonlySet<string>>;
}) => {
  let kept: { at: number; people: readonly ContactDocument[] } | undefined;
  const sample = async (): Promise<readonly ContactDocument[]> => {
    if (kept !== undefined && performance.now() - kept.at < SAMPLE.keptMs) return kept.people;
    const bounds = await windows.bounds();
    if (bounds.length < FEW_WINDOWS) return [];
    const places = Array.from({ length: SAMPLE.places }, (_, i) =>
      Math.floor(((i + 0.5) * bounds.length) / SAMPLE.places),
    );
    const some = await Promise.all(
      places.map((n) => store.someOf({ from: bounds[n - 1], end: bounds[n] }, SAMPLE.each)),
    );
    kept = { at: performance.now(), people: some.flat() };
    return kept.people;
  };

  return async (filter: RuleFilter): Promise<RuleFilter | undefined> => {
    const conditions = indexedConditions(filter, await searchable()).filter(namesFew);
    if (conditions.length === 0) return undefined;
    const people = await sample();
    if (people.length === 0) return undefined;
    const [rarest] = conditions
      .map((condition) => ({
        condition,
        share: people.filter((one) => fulfils(one, condition)).length / people.length,
      }))
      .sort((a, b) => a.share - b.share);
    return rarest !== undefined && rarest.share <= WORTH_IT ? rarest.condition : undefined;
  };
};
