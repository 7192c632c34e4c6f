/** What can happen to a mail after it was submitted. */
export const TRACKING_KINDS = ['delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed', 'failed'] as const;
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
  readonly links: readonly { readonly linkId: string; readonly url: string; readonly people: number; readonly clicks: number; readonly firstAt: Date | null }[];
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
}

export interface RequestFacts {
  readonly method: string;
  readonly userAgent: string;
  readonly network: string;
}

export type WebhookAnswer = 'stored' | 'seen_before' | 'unknown_message' | 'ignored';

export interface TrackingService {
  /** `token` is `<id>.<mac>` as it stands in the URL. Undefined for an unknown or altered one (404). Records the click before it answers. */
  click(token: string, request: RequestFacts): Promise<{ url: string } | undefined>;
  /** Records an open; undefined for an unknown or altered token. */
  open(token: string, request: RequestFacts): Promise<{ ok: true } | undefined>;
  /** Who would unsubscribe from what (for the page that GET shows); changes nothing. */
  unsubscribePage(token: string): Promise<{ campaignId: string; maskedAddress: string; already: boolean; lang: 'en' | 'ko' } | undefined>;
  /** Suppresses the address and records the fact. Idempotent. */
  unsubscribe(token: string, request: RequestFacts & { oneClick: boolean }): Promise<{ ok: true } | undefined>;
  /** The mail as sent to this person, for "view in browser". */
  viewInBrowser(token: string): Promise<{ html: string } | undefined>;
  /** A Mailgun webhook as parsed JSON. @throws tracking.webhook_forged, tracking.webhook_malformed, tracking.webhook_stale */
  webhook(body: unknown): Promise<WebhookAnswer>;
  report(campaignId: string): Promise<CampaignReport | undefined>;
  recipients(campaignId: string, input: { kind?: TrackingKind; linkId?: string; query?: string; after?: string; limit?: number }): Promise<{ rows: readonly RecipientRow[]; next: string | null }>;
  /** CSV of every person of the run, streamed in chunks; formulas escaped. */
  csv(campaignId: string): AsyncIterable<string>;
  eventsOf(contactId: string): Promise<readonly TrackingEvent[]>;
}
