/** What can happen to a mail after it was submitted. */
export const TRACKING_KINDS = [
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'unsubscribed',
  'failed',
] as const;
export type TrackingKind = (typeof TRACKING_KINDS)[number];

/** A fact with a unique key; counters are derived from these. */
export interface TrackingEvent {
  readonly key: string;
  readonly kind: TrackingKind;
  readonly campaignId: string;
  readonly contactId: string;
  readonly at: Date;
  /** Clicks only. */
  readonly linkId: string | null;
  readonly source: 'link' | 'pixel' | 'webhook' | 'page';
  /** True where agent, HEAD or timing says that no person did this. */
  readonly machine: boolean;
  readonly detail: string | null;
}

export interface Totals {
  /** People, each counted once. */
  readonly people: number;
  /** All events. */
  readonly events: number;
  /** People with none but machine events. */
  readonly machineOnly: number;
}

export interface CampaignReport {
  readonly campaignId: string;
  readonly submitted: number;
  readonly totals: Readonly<Record<TrackingKind, Totals>>;
  readonly links: readonly {
    readonly linkId: string;
    readonly url: string;
    /** People, without those whose clicks were a machine's alone. */
    readonly people: number;
    /** All clicks, a machine's too. */
    readonly clicks: number;
    /** First click of a person. */
    readonly firstAt: Date | null;
  }[];
  /** Per hour since the start: for the chart. */
  readonly byHour: readonly { readonly hour: Date; readonly opened: number; readonly clicked: number }[];
  readonly computedAt: Date;
}

/** How one person did. */
export interface RecipientRow {
  readonly contactId: string;
  readonly address: string | null;
  readonly outcome: string;
  readonly delivered: Date | null;
  readonly opened: Date | null;
  readonly clicked: Date | null;
  readonly bounced: Date | null;
  readonly complained: Date | null;
  readonly unsubscribed: Date | null;
  /** What only a machine did: a report does not count these as the person's. */
  readonly machineOnly: readonly TrackingKind[];
}

/** What the request for a link or a pixel shows by itself. */
export interface RequestFacts {
  readonly method: string;
  readonly userAgent: string;
  readonly network: string;
}
