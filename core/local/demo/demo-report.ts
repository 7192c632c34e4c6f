import { LANES, type Lane, standingApproval } from '../../approvals/approval.ts';
import type { Core } from '../../create-core.ts';
import { LocalError } from '../local-error.ts';
import type { MailgunStandIn } from '../stand-ins/mailgun-stand-in.ts';

/** The last line of the demonstration, read from the stores. */
export interface DemoReport {
  /** Contacts that are new. */
  readonly imported: number;
  readonly refused: number;
  readonly matching: number;
  readonly eligible: number;
  readonly frozen: number;
  /** People of the run by outcome, where there are any. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
  readonly approvals: readonly { readonly lane: Lane; readonly platform: string }[];
  readonly closes: boolean;
}

/** What was done to the run from outside, to be found again in the stores. */
export interface Done {
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
}

export const readReport = async (
  core: Core,
  campaignId: string,
  counted: { imported: number; refused: number; matching: number; eligible: number },
): Promise<DemoReport> => {
  const sum = await core.deliveries.sum(campaignId);
  const report = await core.tracking.report(campaignId);
  const cycle = await core.approvals.current(campaignId);
  if (sum === undefined || report === undefined || cycle === undefined) {
    throw new LocalError(`The stores hold no run, report or review of ${campaignId}.`);
  }
  return {
    ...counted,
    frozen: sum.frozen,
    outcomes: Object.fromEntries(
      Object.entries(sum.outcomes).filter(([outcome, people]) => people > 0 || outcome === 'submitted'),
    ),
    delivered: report.totals.delivered.people,
    opened: report.totals.opened.people,
    clicked: report.totals.clicked.people,
    unsubscribed: report.totals.unsubscribed.people,
    // By lane: which of the two clicks is stored first is a race.
    approvals: LANES.flatMap((lane) => {
      const approval = standingApproval(cycle, lane);
      return approval === undefined ? [] : [{ lane, platform: approval.surface }];
    }),
    closes: sum.closes && sum.settled,
  };
};

const submittedAddresses = async (core: Core, campaignId: string): Promise<string[]> => {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await core.deliveries.places(campaignId, {
      outcome: 'submitted',
      limit: 1_000,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.places.flatMap(({ address }) => (address === null ? [] : [address])));
    after = page.next ?? undefined;
  } while (after !== undefined);
  return found;
};

/** Everything in which the stores and the world outside disagree; empty where they agree. */
export const disagreements = async (
  core: Core,
  campaignId: string,
  report: DemoReport,
  mailgun: Pick<MailgunStandIn, 'log'>,
  done: Done,
): Promise<string[]> => {
  const sent = mailgun.log().map(({ address }) => address);
  const once = new Set(sent);
  const places = new Set(await submittedAddresses(core, campaignId));
  const outcomes = Object.values(report.outcomes).reduce((sum, people) => sum + people, 0);
  const same = (what: string, stores: number, outside: number): string[] =>
    stores === outside ? [] : [`${what}: the stores say ${stores}, outside it is ${outside}`];
  return [
    ...same('submitted against the provider’s log', report.outcomes.submitted ?? 0, sent.length),
    ...(once.size === sent.length ? [] : [`somebody was sent the mail twice (${sent.length - once.size})`]),
    ...same('people submitted whom the provider knows', places.size, [...places].filter((a) => once.has(a)).length),
    ...same('delivered', report.delivered, done.delivered),
    ...same('opened', report.opened, done.opened),
    ...same('clicked', report.clicked, done.clicked),
    ...same('unsubscribed', report.unsubscribed, done.unsubscribed),
    ...(outcomes === report.frozen ? [] : [`the outcomes add up to ${outcomes} of ${report.frozen}`]),
    ...(report.closes ? [] : ['the sum does not close']),
    ...(new Set(report.approvals.map(({ lane }) => lane)).size === 2 ? [] : ['one of the two keys is missing']),
  ];
};
