/**
 * What the stand-in can be told to do wrong. Those with `accepted` in their meaning take the mail before they fail, as
 * customers of the real service have seen.
 */
export type MailgunFault =
  /** As it should be: a place in the queue between two faults. */
  | { readonly kind: 'none' }
  /** 500 after the mail was taken. */
  | { readonly kind: 'error_accepted' }
  /** 500 and nothing was taken. */
  | { readonly kind: 'error_refused' }
  /** The connection is reset while the request is being read; nothing was taken. */
  | { readonly kind: 'reset_before' }
  /** The mail was taken; the connection is reset before the answer. */
  | { readonly kind: 'reset_after' }
  /** The mail was taken; the answer breaks off in its middle. */
  | { readonly kind: 'truncated' }
  /** The mail was taken; the answer comes after `ms`. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** 429, nothing was taken. */
  | { readonly kind: 'throttled'; readonly seconds: number }
  /** 307 to another address; nothing was taken unless that is asked. */
  | { readonly kind: 'redirect' }
  /** 200 with a page of HTML; the mail was taken. */
  | { readonly kind: 'html' }
  /** 200 with JSON without an id; the mail was taken. */
  | { readonly kind: 'no_id' }
  /** Any whole answer; nothing was taken. */
  | { readonly kind: 'status'; readonly status: number; readonly body: string };

/** Conditions that last until they are changed. */
export interface MailgunConditions {
  /** A POST of mail is answered this long after it was read whole. */
  latencyMs: number;
  /** A POST to more people than this is refused with 413. */
  mostRecipients: number;
  /** Events are listed only this long after they happened. */
  eventDelayMs: number;
  /** The events endpoint answers 500. */
  unreadableLog: boolean;
  /** Addresses that Mailgun takes for invalid: a batch with one of them is refused with 400, as a whole. */
  readonly refusedAddresses: Set<string>;
  /** What `GET /v4/domains/NAME` says of the domain. */
  domainState: 'active' | 'unverified' | 'disabled';
  /** The selector of the domain's DKIM key. */
  dkimSelector: string;
  /** The account's own limit of messages a month; null: none is set, which answers 404. */
  sendingLimit: { limit: number; current: number } | null;
}
