import type { LocalText } from '../../common/lang.ts';

/** What IT is shown as evidence, by section of the card. */
export const PREFLIGHT_GROUPS = ['sender', 'links', 'pictures', 'message', 'data', 'audience', 'law'] as const;
export type PreflightGroup = (typeof PREFLIGHT_GROUPS)[number];

export const PREFLIGHT_STATES = ['green', 'amber', 'red', 'not_applicable'] as const;
export type PreflightState = (typeof PREFLIGHT_STATES)[number];

/** One thing that was measured. */
export interface PreflightItem {
  /** Stable for the same thing: `spf`, `dmarc`, `link:` + 12 hex digits of the URL's hash … */
  readonly id: string;
  readonly group: PreflightGroup;
  readonly state: PreflightState;
  /** Why it is amber or red, as a stable code: `link.status_404`; lead times count by it. Null where green. */
  readonly cause: string | null;
  readonly label: LocalText;
  /** The measured value: `v=DMARC1; p=none`, `200 after 2 redirects, 340 ms, TLS 1.3`. */
  readonly measured: LocalText;
  /** What to do; null where nothing is to be done. */
  readonly fix: LocalText | null;
  readonly at: Date;
}

/** An IT reviewer takes the responsibility for a red item, for a reason and a time. It covers that item with that cause only. */
export interface Waiver {
  readonly campaignId: string;
  readonly itemId: string;
  readonly cause: string;
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
  readonly until: Date;
}

/** Longest reason of a waiver, in characters. */
export const WAIVER_REASON_LIMIT = 1_000;
/** For how many days a waiver is offered; the last is the longest that is taken. */
export const WAIVER_DAYS = [1, 7, 30, 90] as const;

const DAY_MS = 86_400_000;

/** The end of a waiver that is given now, for one of `WAIVER_DAYS` as a form names it; null for anything else. Pure. */
export const waiverEnd = (days: string, now: Date): Date | null => {
  const chosen = WAIVER_DAYS.find((n) => String(n) === days);
  return chosen === undefined ? null : new Date(now.getTime() + chosen * DAY_MS);
};

/** All checks of one campaign as it stood. */
export interface PreflightReport {
  readonly campaignId: string;
  /** Both lane hashes it is about: `marketing:it`. An edit needs a new one. */
  readonly contentKey: string;
  readonly occasion: 'submit' | 'launch';
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** How many matched then. */
  readonly matching: number;
  readonly items: readonly PreflightItem[];
}

/** A report with the waivers that hold now. */
export interface PreflightView {
  readonly report: PreflightReport;
  readonly waivers: readonly Waiver[];
  /** Red items without a waiver that holds. IT's key is refused while there is one. A drift of the audience is none: both keys release it. */
  readonly blocking: readonly PreflightItem[];
}

/** The cause of a campaign that is held because more or fewer people match than did at approval. */
export const DRIFT = 'audience.drift';

/** The waiver that covers an item at a moment. Pure. */
export const waiverOf = (item: PreflightItem, waivers: readonly Waiver[], at: Date): Waiver | undefined =>
  waivers.findLast((w) => w.itemId === item.id && w.cause === item.cause && w.until > at);
