import type { ReviewCycle } from '../../core/approvals/approval.ts';
import type { Campaign } from '../../core/campaigns/campaign.ts';
import type { CampaignView } from '../../core/campaigns/campaign-service.ts';
import { type ClosedSum, OUTCOMES, type Outcome } from '../../core/deliveries/delivery.ts';
import type { Segment } from '../../core/segments/segment-service.ts';

const AT = new Date('2026-11-20T05:30:00Z');

/** A campaign as a value, for views. */
export const aCampaignValue = (over: Partial<Campaign> = {}): Campaign => ({
  id: 'C-12',
  name: 'Winter stay',
  state: 'in_review',
  version: 3,
  revision: 7,
  brief: {
    goal: 'Fill the last two weeks of January',
    kpi: 'clicked',
    kpiTarget: 4.5,
    budget: 1200,
    currency: 'EUR',
    ownerId: 's1',
  },
  content: {
    fromName: 'Harbour Hotel',
    fromLocalPart: 'news',
    replyTo: 'desk@example.test',
    subject: 'A quiet week by the sea',
    preheader: '',
    lang: 'en',
    body: { kind: 'blocks', blocks: [] },
  },
  audience: { segmentId: 'seg1' },
  schedule: { localTime: '2026-12-01T09:00', zone: 'Asia/Seoul', at: new Date('2026-12-01T00:00:00Z') },
  exemption: null,
  senderDomain: 'mail.example.test',
  authorId: 's1',
  createdAt: AT,
  updatedAt: AT,
  archivedAt: null,
  reason: null,
  heldBy: null,
  drift: null,
  haltedAt: null,
  startedAt: null,
  finishedAt: null,
  approved: null,
  ...over,
});

/** An open review cycle without a decision. */
export const aCycleValue = (over: Partial<ReviewCycle> = {}): ReviewCycle => ({
  id: 'C-12/1',
  subjectId: 'C-12',
  number: 1,
  purpose: 'launch',
  state: 'open',
  authorId: 's1',
  submittedBy: 's1',
  editors: [],
  openedAt: AT,
  closedAt: null,
  laneHashes: { marketing: 'a'.repeat(64), it: 'b'.repeat(64) },
  needed: { marketing: 1, it: 1 },
  decisions: [],
  delegations: [],
  remindLater: [],
  remindAt: null,
  escalateAt: null,
  expireAt: null,
  neededBy: null,
  alerted: 'none',
  revision: 2,
  ...over,
});

const LOYAL: Segment = {
  id: 'seg1',
  name: 'Loyal guests',
  rule: { kind: 'all', rules: [] } as never,
  version: 1,
  createdBy: 's1',
  createdAt: AT,
  updatedAt: AT,
};

/** Everything that a card shows, as a value. */
export const aCampaignView = (over: Partial<CampaignView> = {}): CampaignView => ({
  campaign: aCampaignValue(),
  cycle: aCycleValue(),
  segment: LOYAL,
  segments: { included: [LOYAL], excluded: [] },
  count: {
    matching: 1240,
    eligible: 1180,
    reasons: { no_consent: 50, no_address: 6, suppressed: 4, capped: 0 },
    tookMs: 3,
  },
  limits: { cap: null, quietHours: null, zoneAttribute: null },
  audienceText: { en: 'stayed twice', ko: '두 번 숙박' },
  names: { s1: 'Ana Author', s2: 'Mina Marketing', s3: 'Ivo It' },
  subjectExample: 'A quiet week by the sea',
  links: ['https://example.test/winter'],
  bareLinks: [],
  externalPictures: [],
  mergeFields: ['name'],
  problems: [],
  ...over,
});

/** A sum with these outcomes and no other; it closes unless `frozen` says otherwise. */
export const aSum = (outcomes: Partial<Record<Outcome, number>>, frozen?: number): ClosedSum => {
  const all = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, outcomes[outcome] ?? 0])) as Record<
    Outcome,
    number
  >;
  const total = Object.values(all).reduce((sum, n) => sum + n, 0);
  return {
    runId: 'C-12/1',
    frozen: frozen ?? total,
    outcomes: all,
    closes: frozen === undefined || frozen === total,
    settled: all.pending + all.submitting + all.uncertain === 0,
  };
};
