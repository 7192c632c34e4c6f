import type { ExcludedOutcome, Outcome, RunPhase } from './delivery.ts';
import type { Doubt } from './doubt.ts';

/**
 * Everyone who ever had a place in a batch, in the order of contact ids: contact, address, and what Liquid gave for them as
 * a JSON object, written once and posted as it is. Three lists of one length; a person's position is the same in each.
 * Nothing moves in it: only an erasure writes here again. Its `_id` is the batch's.
 */
export interface PlacesDoc {
  readonly _id: string;
  readonly runId: string;
  readonly buildId: string;
  readonly contactIds: readonly string[];
  readonly addresses: readonly string[];
  readonly variables: readonly string[];
}

/** One person of a batch, with the position among its places. */
export interface Recipient {
  readonly position: number;
  readonly contactId: string;
  readonly address: string;
  readonly variables: string;
}

/** The person at that position is left out, although the audience was frozen with them. */
export interface LeftOutDoc {
  readonly position: number;
  readonly reason: ExcludedOutcome;
}

/**
 * What one POST carries: the positions from `from` up to and without `to`, less those who are left out; so many `people`.
 * A batch has one part until a refusal has to be narrowed down.
 */
export interface PartDoc {
  readonly part: number;
  readonly from: number;
  readonly to: number;
  readonly people: number;
}

export interface SettledDoc extends PartDoc {
  readonly outcome: Extract<Outcome, 'submitted' | 'rejected' | 'needs_human' | 'halted' | 'cancelled'>;
  readonly reason: string | null;
  readonly providerId: string | null;
  /** Of `needs_human` only. */
  readonly doubt: Doubt | null;
  readonly at: Date;
}

/** `done` says that every place of the batch stands in `settled` or `excluded`. */
export type BatchState = 'pending' | 'submitting' | 'uncertain' | 'done';

export interface AttemptDoc {
  readonly n: number;
  readonly part: number;
  readonly at: Date;
  readonly owner: string;
}

/**
 * What became of up to `config.sending.batchSize` places, in one small document: each place moves by one compare-and-set
 * and none can stand twice, and no move writes the people again. Each position is in exactly one of the part in hand (whose
 * outcome is `state`), `waiting`, `settled`, `excluded`.
 */
export interface BatchDoc extends PartDoc {
  /** `C-1/1/BUILD/0001` */
  readonly _id: string;
  readonly runId: string;
  readonly campaignId: string;
  readonly buildId: string;
  readonly variant: string;
  /** The domain of all its recipients, where that domain had a rate of its own at freeze. */
  readonly domain: string | null;
  /** The zone whose quiet hours are kept for all its recipients; absent where no hour is quiet. */
  readonly zone?: string;
  /** When it was to leave, where that was chosen for these recipients; absent where it leaves with the run. */
  readonly due?: Date;
  /** How many people had a place here at freeze. */
  readonly size: number;
  readonly state: BatchState;
  readonly nextPart: number;
  readonly waiting: readonly PartDoc[];
  readonly settled: readonly SettledDoc[];
  readonly excluded: readonly LeftOutDoc[];
  /** Grows by one with each change of owner. */
  readonly fence: number;
  readonly owner: string | null;
  readonly leaseUntil: Date | null;
  readonly notBefore: Date;
  readonly attempts: readonly AttemptDoc[];
  readonly attemptCount: number;
  /** When the part in hand was last begun. */
  readonly attemptAt: Date | null;
  /** Evidence-based retries of the part in hand. */
  readonly retries: number;
  readonly checkAt: Date | null;
  /** A person said that it was not accepted: it may be sent although the campaign is done. */
  readonly byPerson: boolean;
  /**
   * There while a part waits for a person, or for the attempt that a person asked for; absent otherwise, so that the index
   * holds only these.
   */
  readonly askedAt?: Date;
}

/** Excluded at freeze, at most 1,000 of one reason in a document. Never changes. */
export interface ExclusionDoc {
  readonly _id: string;
  readonly runId: string;
  readonly buildId: string;
  readonly reason: ExcludedOutcome;
  readonly people: readonly { readonly c: string; readonly a: string | null }[];
  readonly contactIds: readonly string[];
}

export interface RunDoc {
  readonly _id: string;
  readonly campaignId: string;
  readonly phase: RunPhase;
  /** The build that counts: only its batches can be claimed, and only once the phase is past `building`. */
  readonly buildId: string | null;
  /** Names the approval that was frozen; another approval is frozen anew. */
  readonly approvedKey: string | null;
  readonly readyAt: Date | null;
  readonly builderUntil: Date | null;
  readonly frozen: number;
  /** SHA-256 over everyone's place, in order. */
  readonly digest: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Some of its batches leave at a time of their own; absent before it is frozen. */
  readonly timed?: boolean;
  /** When somebody last looked for batches of a timed run; absent before. */
  readonly seenAt?: Date;
  /** Its mails count towards no cap; absent before it is frozen. */
  readonly capFree?: boolean;
  readonly announced: 'none' | 'todo' | 'done';
  readonly announceUntil: Date | null;
}

/** One variant of the mail as frozen, so that a resend and "view in browser" are the bytes that were approved. */
export interface FrozenMailDoc {
  /** `C-1/1/BUILD/KEY` */
  readonly _id: string;
  readonly runId: string;
  readonly buildId: string;
  readonly key: string;
  readonly from: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly links: readonly string[];
}
