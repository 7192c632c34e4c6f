import type { LocalText } from '../common/lang.ts';
import type { Rule, SegmentCondition } from '../segments/rule.ts';
import type { Segment } from '../segments/segment-service.ts';
import type { Campaign, MissedAudience } from './campaign.ts';
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
  missed: MissedAudience | undefined,
): string => {
  const meant = [...(missed === undefined ? [] : [missed.campaignId]), ...included.map(({ name }) => name)];
  return [meant.join(' + '), ...excluded.map(({ name }) => name)].join(' − ');
};

/** Whom a resend means, before what its segments say. Pure. */
export const missedText = ({ campaignId: id, event }: MissedAudience): LocalText => {
  switch (event) {
    case 'delivered':
      return { en: `The audience of ${id} to whom it was not delivered`, ko: `${id} 대상 중 전달되지 않은 사람` };
    case 'opened':
      return { en: `The audience of ${id} who did not open it`, ko: `${id} 대상 중 열지 않은 사람` };
    case 'clicked':
      return { en: `The audience of ${id} who did not click in it`, ko: `${id} 대상 중 링크를 클릭하지 않은 사람` };
  }
};

/** What was given laid over what stands; the first included segment comes first, and nothing empty is kept. */
export const mergeAudience = (
  base: Campaign['audience'],
  given: ParsedInput['audience'] = {},
): Campaign['audience'] => {
  const laid = { ...base, ...given };
  const missed = laid.missed ?? null;
  const topicId = laid.topicId ?? null;
  const [segmentId = null, ...alsoIds] = includedIds({ segmentId: laid.segmentId, alsoIds: laid.alsoIds ?? [] });
  const exceptIds = laid.exceptIds ?? [];
  return {
    segmentId,
    ...(alsoIds.length === 0 ? {} : { alsoIds }),
    ...(exceptIds.length === 0 ? {} : { exceptIds }),
    ...(topicId === null ? {} : { topicId }),
    ...(missed === null ? {} : { missed }),
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

/** The rule less those who refused the topic: whom consent, as far as it is by topic, lets be written to. Pure. */
export const withoutRefusals = (rule: Rule, topicId: string | undefined): Rule =>
  topicId === undefined
    ? rule
    : { kind: 'all', rules: [rule, { kind: 'topic', topic: topicId, op: 'is_not', value: 'refused' }] };

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
