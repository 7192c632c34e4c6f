import type { WorkingHours } from '../people/working-hours.ts';
import type { Lane } from './approval.ts';

/** Who may decide in a lane. */
export interface LanePolicy {
  /** Approvals of different people that make the lane's key, 1 to 5. */
  readonly approvals: number;
  /** Staff ids that may decide; empty: everybody with the lane's role. */
  readonly reviewers: readonly string[];
}

/** The rules of review as data, edited by an administrator. The author never decides and nobody decides in both lanes: that is no setting. */
export interface ReviewPolicy {
  readonly lanes: Readonly<Record<Lane, LanePolicy>>;
  readonly hours: WorkingHours;
  /** Working minutes after a review opens until reviewers are reminded, until it is escalated, until it expires. Ascending. */
  readonly remindAfter: number;
  readonly escalateAfter: number;
  readonly expireAfter: number;
  /** Staff ids that hear of an escalation; empty: administrators. */
  readonly escalateTo: readonly string[];
  /** Hosts that links may lead to, `example.com` with its subdomains; empty: every public host. */
  readonly allowedHosts: readonly string[];
  /** Hosts on private addresses that the link checker may ask nevertheless. */
  readonly privateHosts: readonly string[];
  /** Per cent by which the audience may have grown or shrunk since approval before the send is held, 1 to 100. */
  readonly driftPercent: number;
  /** Grows by one with each change; compare-and-set uses it. */
  readonly revision: number;
}
