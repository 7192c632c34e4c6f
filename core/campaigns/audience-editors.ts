import type { Rule } from '../segments/rule.ts';
import type { Segment, SegmentService } from '../segments/segment-service.ts';

/** Every segment that a rule names, those inside the named ones included. */
const within = (rule: Rule): readonly string[] => {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return rule.rules.flatMap(within);
    case 'not':
      return within(rule.rule);
    case 'segment':
      return [rule.segment, ...(rule.inside === undefined ? [] : within(rule.inside.rule))];
    default:
      return [];
  }
};

/** Staff ids of whoever changed the rule of one of these segments, or of one inside, since then. */
export const audienceEditors = async (
  segments: Pick<SegmentService, 'versions'>,
  named: readonly Segment[],
  since: Date,
): Promise<readonly string[]> => {
  const ids = [...new Set(named.flatMap(({ id, rule }) => [id, ...within(rule)]))];
  const versions = (await Promise.all(ids.map((id) => segments.versions(id)))).flat();
  return [...new Set(versions.filter(({ at, by }) => at >= since && !by.startsWith('system:')).map(({ by }) => by))];
};
