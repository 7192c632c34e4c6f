import type { Rule, SegmentCondition } from '../segments/rule.ts';
import type { Segment } from '../segments/segment-service.ts';
import type { Campaign } from './campaign.ts';
import type { ParsedInput } from './campaign-input.ts';

/** Segments that one campaign may include, and as many that it may exclude. */
export const SEGMENTS_LIMIT = 20;

/** Ids of the segments whose people are meant, each once. Pure. */
export const includedIds = ({ segmentId, alsoIds = [] }: Campaign['audience']): readonly string[] => [
  ...new Set([...(segmentId === null ? [] : [segmentId]), ...alsoIds]),
];

/** Every segment that a campaign names. Pure. */
export const namedIds = (audience: Campaign['audience']): readonly string[] => [
  ...new Set([...includedIds(audience), ...(audience.exceptIds ?? [])]),
];

/** The segments by name, as one line: `Everybody + Guests − Staff`. Pure. */
export const audienceName = (
  { included, excluded }: { readonly included: readonly Segment[]; readonly excluded: readonly Segment[] },
  otherwise: string,
): string =>
  [included.map(({ name }) => name).join(' + ') || otherwise, ...excluded.map(({ name }) => name)].join(' − ');

/** What was given laid over what stands; the first included segment comes first, and nothing empty is kept. */
export const mergeAudience = (
  base: Campaign['audience'],
  given: ParsedInput['audience'] = {},
): Campaign['audience'] => {
  const laid = { ...base, ...given };
  const [segmentId = null, ...alsoIds] = includedIds(laid);
  const exceptIds = laid.exceptIds ?? [];
  return {
    segmentId,
    ...(alsoIds.length === 0 ? {} : { alsoIds }),
    ...(exceptIds.length === 0 ? {} : { exceptIds }),
  };
};

/** What was given laid over what stands; `none` lifts it. Pure. */
export const mergeExemption = (
  base: Campaign['exemption'],
  given: ParsedInput['exemption'] = {},
): Campaign['exemption'] => {
  const { kind = 'none', reason = '' } = { ...base, ...given };
  return kind === 'none' ? null : { kind, reason };
};

const standsIn = (op: SegmentCondition['op'], { id, version, rule }: Segment): SegmentCondition => ({
  kind: 'segment',
  op,
  segment: id,
  inside: { version, rule },
});

/**
 * Whoever is in any of the included and in none of the excluded: one rule, so that each person is there once, with the
 * version of every segment inside. A single segment stands for itself. Pure.
 */
export const audienceRule = (included: readonly Segment[], excluded: readonly Segment[]): Rule => {
  const [only, ...others] = included;
  if (only !== undefined && others.length === 0 && excluded.length === 0) return only.rule;
  const meant = included.map((segment) => standsIn('in', segment));
  return {
    kind: 'all',
    rules: [
      ...(meant.length > 1 ? [{ kind: 'any' as const, rules: meant }] : meant),
      ...excluded.map((segment) => standsIn('not_in', segment)),
    ],
  };
};
