import type { Actor } from '../people/staff.ts';
import type { ClosedSum, Outcome, Place, Run } from './delivery.ts';

/** Freezing, sending and accounting for runs. */
export interface DeliveryService {
  /** The alarm clock's handler: starts what is due, freezes, claims and submits batches until nothing is left to do here. Idempotent; any number of processes. */
  work(signal?: AbortSignal): Promise<void>;
  run(campaignId: string): Promise<Run | undefined>;
  sum(campaignId: string): Promise<ClosedSum | undefined>;
  /** People of a run by outcome, or by the beginning of an address. */
  places(campaignId: string, input: { outcome?: Outcome; query?: string; after?: string; limit?: number }): Promise<{ places: readonly Place[]; next: string | null }>;
  /** What was sent to a contact, newest first. */
  placesOf(contactId: string): Promise<readonly (Place & { campaignId: string; at: Date })[]>;
  /** For a batch that needs a person: `accepted` counts it as submitted, `not_accepted` sends it once more. */
  resolve(actor: Actor, batchId: string, evidence: 'accepted' | 'not_accepted'): Promise<void>;
  /** After a pause, cancel or resume of the campaign. */
  campaignChanged(campaignId: string): Promise<void>;
}
