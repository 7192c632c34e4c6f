/** One POST: a body for all, and what differs per recipient. */
export interface OutgoingBatch {
  readonly runId: string;
  readonly batchId: string;
  readonly attempt: number;
  readonly campaignId: string;
  /** Own Message-Id without angle brackets, the same for every attempt of a batch. */
  readonly messageId: string;
  readonly from: string;
  readonly replyTo: string;
  /** Holds `%recipient.NAME%` placeholders, as do html, text and headers. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** 1 to 1,000, each address once. `variables`: a JSON object of texts. */
  readonly recipients: readonly { readonly address: string; readonly variables: string }[];
  readonly test?: boolean;
}

/** Our own reading of the provider's answer. Everything that is not certain is `ambiguous`. */
export type SubmitAnswer =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'rejected'; readonly status: number; readonly reason: string }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  | { readonly kind: 'not_sent'; readonly reason: string }
  /** `slow`: the time was over before an answer came. */
  | { readonly kind: 'ambiguous'; readonly reason: string; readonly slow?: true };

/** What the provider's own log says of a message; `unreadable` where it cannot be asked. */
export type ProviderEvidence =
  | { readonly kind: 'accepted'; readonly addresses: readonly string[] }
  /** `conclusive` where nothing that comes later can show acceptance, so that there is nothing to wait for. */
  | { readonly kind: 'none'; readonly conclusive?: boolean }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What the provider says of itself before a send. */
export type ProviderStanding =
  /** The outbox: nothing leaves it, so there is nothing to say. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | {
      readonly kind: 'read';
      /** The domain whose SPF and DKIM the mail carries. */
      readonly domain: string;
      /** `active`, `unverified` or `disabled`. */
      readonly state: string;
      /** Why it is disabled, in the provider's words; null where it is not. */
      readonly disabled: string | null;
      /** Names of the DNS records that hold its DKIM keys: `mailo._domainkey.mg.example.com`. */
      readonly dkimNames: readonly string[];
      /** Messages of the period; null where the account has no limit of its own. `period` as given: `1m`. `unreadable` where the key may not ask. */
      readonly quota: { readonly limit: number; readonly sent: number; readonly period: string } | 'unreadable' | null;
      /** How long it asks to wait before the next request; null where it takes them. */
      readonly throttledMs: number | null;
    };

/** Takes mail. Two implementations: Mailgun, and the outbox that captures instead of delivering. */
export interface EmailProvider {
  readonly kind: 'mailgun' | 'outbox';
  /**
   * One attempt, one request, at most 60 s. Never throws: every failure is an answer. `mayBegin` is asked immediately
   * before the first byte; where it says no, the answer is `not_sent`.
   */
  submit(batch: OutgoingBatch, mayBegin?: () => boolean): Promise<SubmitAnswer>;
  /** Looks for the message in the provider's log, as far back as `since`. */
  evidence(input: { messageId: string; batchId: string; since: Date }): Promise<ProviderEvidence>;
  /** For `doctor` and preflight. */
  check(): Promise<{ ok: boolean; detail: string }>;
  /** State of the sending domain, quota and rate, for preflight. At most 8 s. Never throws. */
  standing(): Promise<ProviderStanding>;
}
