import { costsSection } from './cost-section.ts';
import type { DigestSection } from './digest.ts';
import type { DigestFacts } from './digest-facts.ts';
import { insightsSection, thanksSection } from './people-sections.ts';
import { changesSection, kindOf, resultsSection } from './results-section.ts';
import { fieldsSection, incidentsSection, preflightSection, reviewsSection } from './work-sections.ts';

const hasSomething = ({ figures, lines, table }: DigestSection): boolean =>
  figures.length > 0 || lines.length > 0 || table !== null;

/**
 * The sections that have something to say, in their order; empty where nothing happened. Pure.
 */
export const buildDigest = (facts: DigestFacts): DigestSection[] => {
  const { from, before } = facts.period;
  const now = facts.results.filter(({ startedAt }) => startedAt >= from);
  const earlier = facts.results.filter(({ startedAt }) => startedAt >= before.from && startedAt < before.to);
  const kinds = new Map(
    now.flatMap((result) => {
      const kind = kindOf(result, facts.results);
      return kind === undefined ? [] : [[result.campaignId, kind] as const];
    }),
  );
  const results = { now, before: earlier, kinds };
  const sections = [
    ...(now.length === 0 ? [] : [resultsSection(results), costsSection(now, facts), changesSection(results)]),
    reviewsSection(facts),
    preflightSection(facts),
    incidentsSection(facts),
    fieldsSection(facts),
    insightsSection(facts),
    thanksSection(facts),
  ];
  return sections.filter((section) => section !== null).filter(hasSomething);
};
