import type { ReviewPolicy } from '../../approvals/policy.ts';
import type { LocalText } from '../../common/lang.ts';
import type { Actor } from '../../people/staff.ts';
import type { PreflightReport, PreflightView, Waiver } from './preflight.ts';

/** DNS as preflight and the link checker need it. Answers undefined where there is no such record; throws where DNS does not answer. */
export interface NameLookup {
  txt(name: string): Promise<readonly string[] | undefined>;
  /** IPv4 and IPv6 addresses. */
  addresses(host: string): Promise<readonly string[]>;
}

/** What one link does. Reaches public addresses only: resolved, pinned, and checked again at each redirect. */
export interface LinkProbe {
  /**
   * Never throws. At most 5 s, 5 redirects, 64 KB of a body; ports 80 and 443. `privateHosts` names hosts that may lie on
   * private addresses and have any port (`intranet.example.com`, `localhost:3000`). Asks by HEAD and, where that does not
   * tell, by GET; `method: 'GET'` asks by GET at once.
   */
  probe(
    url: string,
    options: { readonly privateHosts: readonly string[]; readonly method?: 'GET' },
  ): Promise<LinkAnswer>;
}

export type LinkAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Each address on the way, the first and the last included. */
      readonly hops: readonly string[];
      /** `TLSv1.3`; null for http. */
      readonly tls: string | null;
      readonly ms: number;
      /** Length of the last answer as it says itself, or counted up to 64 KB; null where it is longer, packed or unsaid. */
      readonly bytes: number | null;
      /** `image/png`; null or absent where the answer does not say. */
      readonly type?: string | null;
    }
  /** `private_address`, `redirect_loop`, `too_many_redirects`, `timeout`, `not_resolved`, `refused`, `tls` (certificate) or `bad_url`. */
  | { readonly kind: 'failed'; readonly cause: LinkFailure; readonly hops: readonly string[]; readonly detail: string };
export type LinkFailure =
  | 'private_address'
  | 'redirect_loop'
  | 'too_many_redirects'
  | 'timeout'
  | 'not_resolved'
  | 'refused'
  | 'tls'
  | 'bad_url';

/** What of the review policy the checks need. */
export type PreflightPolicy = Pick<ReviewPolicy, 'allowedHosts' | 'privateHosts' | 'driftPercent'>;

export interface PreflightService {
  /** Runs every check of the campaign as it stands (10 s at most) and stores the report; the same content asks only once at a time. */
  run(campaignId: string, occasion: 'submit' | 'launch'): Promise<PreflightReport>;
  /** The last report about the content as it stands, with the waivers that hold; undefined where none is finished. */
  view(campaignId: string): Promise<PreflightView | undefined>;
  /**
   * By an IT reviewer who is neither author nor editor. Audited, told in the thread.
   * @throws preflight.forbidden, preflight.no_such_item, preflight.needs_both_keys (a drift of the audience), InvalidInput (`reason`: required, at most 1,000; `until`: required, after now, at most 90 days)
   */
  waive(
    actor: Actor,
    input: { campaignId: string; itemId: string; reason: string; until: Date | null },
  ): Promise<Waiver>;
  /**
   * Lets IT's key be given, or says why not. Nobody gives it unseen: where there is no report the checks begin, and the key waits.
   * @throws preflight.running (no report about the content as it stands), preflight.red (naming the items)
   */
  requireClear(campaignId: string): Promise<void>;
  /**
   * Before a start: runs the checks, unless they were clear within the last ten minutes. Answers the reason why the
   * campaign is held; undefined where nothing is in the way. A drift of the audience is judged by the start itself.
   */
  beforeLaunch(campaignId: string): Promise<LocalText | undefined>;
  /** Begins the checks of the content as it stands where there is no report about it, and waits for nothing. Never throws. */
  begin(campaignId: string): void;
  /** Finishes what a crash left: a report that is missing, a waiver that was not told. */
  heal(campaignId: string): Promise<void>;
  /** Amber and red items of reports finished in a period, counted by cause, with the campaigns that had them. */
  failuresByCause(period: {
    from: Date;
    to: Date;
  }): Promise<readonly { cause: string; count: number; campaigns: readonly string[] }[]>;
}
