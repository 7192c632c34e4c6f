import { LANES } from '../approvals/approval.ts';
import type { ApprovalService } from '../approvals/approval-service.ts';
import { type LeadTimes, leadTimesOf } from '../approvals/lead-times.ts';
import type { PolicyService } from '../approvals/policy-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { ChangeFreeze } from '../campaigns/change-freeze.ts';
import type { FreezeService } from '../campaigns/freeze-service.ts';
import type { ShownFieldRequest } from '../contacts/field-access/field-access.ts';
import type { FieldAccessService } from '../contacts/field-access/field-access-service.ts';
import { INSIGHT_STATES, type Insight, type Theme } from '../insights/insight.ts';
import type { InsightService } from '../insights/insight-service.ts';
import type { ThemeTrend } from '../insights/theme-report.ts';
import type { PeopleService } from '../people/people-service.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import { type CampaignResult, type CampaignResults, KIND_DAYS } from './campaign-results.ts';
import type { DigestPeriod } from './digest.ts';

/** Who may read what: results and reviews with `reports.view`, insights with any role. */
export type DigestAccess = 'reports' | 'insights';

export interface DigestFacts {
  readonly period: DigestPeriod;
  /** Of the period and of the 90 days before it; empty without access to reports, as is all but insights and people. */
  readonly results: readonly CampaignResult[];
  readonly times: { readonly now: LeadTimes; readonly before: LeadTimes } | null;
  readonly causes: readonly { readonly cause: string; readonly count: number; readonly campaigns: readonly string[] }[];
  /** Those that held at some time of the period. */
  readonly freezes: readonly ChangeFreeze[];
  /** Campaign ids, once for each time. */
  readonly held: readonly string[];
  readonly halted: readonly string[];
  /** Requests for restricted fields that IT granted in the period. */
  readonly granted: readonly ShownFieldRequest[];
  /** Of the period and of the one before; none that was withdrawn. */
  readonly insights: readonly Insight[];
  readonly themes: readonly Theme[];
  readonly trends: ReadonlyMap<string, ThemeTrend>;
  /** Names of all segments, by id; empty without access to reports. */
  readonly segmentNames: ReadonlyMap<string, string>;
  /** Names of campaigns that are listed. */
  readonly campaignNames: ReadonlyMap<string, string>;
  /** Of everybody who did something in the period. */
  readonly contributors: readonly string[];
}

const DAY_MS = 86_400_000;
const PAGE = 200;
const FREEZES = 200;
const SHOWN_STATES = INSIGHT_STATES.filter((state) => state !== 'withdrawn');

export interface DigestFactsDeps {
  readonly results: CampaignResults;
  readonly approvals: Pick<ApprovalService, 'openedBetween'>;
  readonly policy: Pick<PolicyService, 'current'>;
  readonly campaigns: Pick<CampaignService, 'preflightFailures' | 'byIds'>;
  readonly freezes: Pick<FreezeService, 'list'>;
  readonly fields: Pick<FieldAccessService, 'list'>;
  readonly segments: Pick<SegmentService, 'list'>;
  readonly audit: Pick<AuditService, 'list'>;
  readonly insights: Pick<InsightService, 'list' | 'themes' | 'themeTrends'>;
  readonly people: Pick<PeopleService, 'byIds'>;
}

const within = (at: Date, { from, to }: { from: Date; to: Date }): boolean => at >= from && at < to;

/** Everything that a digest of this period counts, read from counters and records, never from deliveries. */
export const readDigestFacts = async (
  deps: DigestFactsDeps,
  period: DigestPeriod,
  access: DigestAccess,
): Promise<DigestFacts> => {
  const { from, to, before } = period;
  const reports = access === 'reports';

  const insightsOf = async (): Promise<Insight[]> => {
    const found: Insight[] = [];
    for (let below: number | undefined; ; ) {
      const page = await deps.insights.list(
        { states: SHOWN_STATES, from: before.from, to },
        { limit: PAGE, ...(below === undefined ? {} : { below }) },
      );
      found.push(...page);
      below = page.at(-1)?.number;
      if (page.length < PAGE) return found;
    }
  };
  /** What it happened to, once for each time. */
  const acts = async (action: string): Promise<string[]> => {
    const found: string[] = [];
    for (let below: number | undefined; ; ) {
      const page = await deps.audit.list({
        action,
        from,
        to,
        limit: PAGE,
        ...(below === undefined ? {} : { before: below }),
      });
      found.push(...page.map(({ subject }) => subject));
      below = page.at(-1)?.seq;
      if (page.length < PAGE) return found;
    }
  };

  const [results, causes, freezes, held, halted, insights, themes, trends, cycles, { hours }, fields, segments] =
    await Promise.all([
      reports ? deps.results.startedBetween(new Date(from.getTime() - KIND_DAYS * DAY_MS), to, before.from) : [],
      reports ? deps.campaigns.preflightFailures({ from, to }) : [],
      reports ? deps.freezes.list(FREEZES) : [],
      reports ? acts('campaign.held') : [],
      reports ? acts('campaign.halted') : [],
      insightsOf(),
      deps.insights.themes(),
      deps.insights.themeTrends(),
      reports ? deps.approvals.openedBetween({ from: before.from, to }) : [],
      deps.policy.current(),
      reports ? deps.fields.list() : [],
      reports ? deps.segments.list() : [],
    ]);
  const timesOf = (range: { from: Date; to: Date }): LeadTimes =>
    leadTimesOf(
      cycles.filter(({ openedAt }) => within(openedAt, range)),
      hours,
    );
  const times = reports ? { now: timesOf(period), before: timesOf(before) } : null;

  const decided = cycles.flatMap(({ decisions }) =>
    decisions.filter(({ at }) => within(at, period)).map(({ by }) => by),
  );
  const heard = insights.flatMap(({ createdAt, authorId, supporters, comments }) => [
    ...(within(createdAt, period) ? [authorId, ...supporters] : []),
    ...comments.filter(({ at }) => within(at, period)).map(({ by }) => by),
  ]);
  const listed = new Set([
    ...held,
    ...halted,
    ...causes.flatMap(({ campaigns }) => campaigns),
    ...(times === null ? [] : LANES.flatMap((lane) => times.now.lanes[lane].cycles)).map(({ subjectId }) => subjectId),
    ...(times?.now.rework.approved ?? []).map((id) => id.split('/')[0] ?? ''),
  ]);
  const known = new Map(results.map(({ campaignId, name }) => [campaignId, name]));
  const missing = [...listed].filter((id) => !known.has(id));
  const [named, people] = await Promise.all([
    missing.length === 0 ? [] : deps.campaigns.byIds(missing),
    deps.people.byIds([...new Set([...decided, ...heard])]),
  ]);
  return {
    period,
    results,
    times,
    causes,
    freezes: freezes.filter((freeze) => {
      const end = freeze.endedAt ?? freeze.until;
      return freeze.from < to && (end === null || end > from);
    }),
    held,
    halted,
    granted: fields.filter(
      ({ purpose, decidedAt }) => purpose !== null && decidedAt !== null && within(decidedAt, period),
    ),
    insights,
    themes,
    trends,
    segmentNames: new Map(segments.map(({ id, name }) => [id, name])),
    campaignNames: new Map([...known, ...named.map(({ id, name }) => [id, name] as const)]),
    contributors: people.map(({ name }) => name),
  };
};
