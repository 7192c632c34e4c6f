import { type Database, fromNow, serverTime } from '../common/database-store.ts';
import { peopleOf } from './batch-people.ts';
import { isWaiting, literal, noLongerAsked, partAt, settling, takeNextPart } from './batch-stages.ts';
import type { ExcludedOutcome } from './delivery.ts';
import type { BatchDoc, PlacesDoc, Recipient, SettledDoc } from './delivery-doc.ts';
import { DOUBTS, type Doubt } from './doubt.ts';
import type { PacedBatch } from './pace.ts';

/** Who owns a batch now: every write of the owner names the fence, so that a stopped owner cannot write later. */
export interface Hold {
  readonly id: string;
  readonly fence: number;
}

/** What is known of a batch before it is claimed. */
export interface ClaimableBatch extends PacedBatch {
  readonly id: string;
  readonly zone?: string;
}

/** A batch in its owner's hand, with the people of the part that is to be posted. */
export interface ClaimedBatch extends BatchDoc {
  readonly recipients: readonly Recipient[];
}

/** Longest list of attempts kept in a batch. */
const KEPT_ATTEMPTS = 50;

/**
 * Claims and leases of batches, all by compare-and-set on one document and on the database's clock.
 * Each function answers undefined or false where the race was lost.
 */
export const createBatchClaims = (database: Database) => {
  const batches = database.connection.collection<BatchDoc>('batches');
  const places = database.connection.collection<PlacesDoc>('batch_places');
  /**
   * Every move of one batch names its id, state and fence, and nothing else: the embedded server reads the whole collection
   * for a filter with a field that is not in the index, and for every `findOneAndUpdate`.
   */
  const change = async (filter: Record<string, unknown>, pipeline: Record<string, unknown>[]): Promise<boolean> =>
    (await batches.updateOne(filter as Parameters<typeof batches.updateOne>[0], pipeline)).modifiedCount === 1;
  const held = (hold: Hold) => ({ _id: hold.id, state: 'submitting', fence: hold.fence });
  const asked = (hold: Hold) => ({ _id: hold.id, state: 'uncertain', fence: hold.fence });

  /** How many are left out of these positions. */
  const leftOutWithin = (from: unknown, to: unknown) => ({
    $size: {
      $filter: {
        input: '$excluded',
        as: 'one',
        cond: { $and: [{ $gte: ['$$one.position', from] }, { $lt: ['$$one.position', to] }] },
      },
    },
  });
  const asking = (doubt: Doubt, from: Record<string, unknown>) =>
    change(from, settling('needs_human', { doubt, reason: DOUBTS[doubt].en }));

  return {
    /** Batches that may be claimed now. */
    async claimable(runId: string, buildId: string): Promise<ClaimableBatch[]> {
      const now = await serverTime(database);
      const found = await batches
        .find(
          { runId, buildId, state: 'pending', notBefore: { $lte: now } },
          { projection: { domain: 1, size: 1, zone: 1 } },
        )
        .toArray();
      return found.map(({ _id, domain, size, zone }) => ({
        id: _id,
        domain,
        size,
        ...(zone === undefined ? {} : { zone }),
      }));
    },

    /** `pending → submitting`, fence + 1, the attempt recorded: before the first byte. */
    async claim(id: string, buildId: string, owner: string, leaseMs: number): Promise<ClaimedBatch | undefined> {
      // Places stand, so that they may be read before. Whoever is erased meanwhile has withdrawn: that is read after the claim.
      const [now, found, people] = await Promise.all([
        serverTime(database),
        batches.findOne({ _id: id }),
        places.findOne({ _id: id }),
      ]);
      if (found === null || found.buildId !== buildId || found.state !== 'pending' || found.notBefore > now) return;
      if (people === null) throw new Error(`the places of batch ${id} are missing`);
      const fence = found.fence + 1;
      const claimed = await change({ _id: id, state: 'pending', fence: found.fence }, [
        {
          $set: {
            state: 'submitting',
            fence: { $add: ['$fence', 1] },
            owner: literal(owner),
            leaseUntil: fromNow(leaseMs),
            attemptAt: '$$NOW',
            attemptCount: { $add: ['$attemptCount', 1] },
            attempts: {
              $slice: [
                {
                  $concatArrays: [
                    '$attempts',
                    [{ n: { $add: ['$attemptCount', 1] }, part: '$part', at: '$$NOW', owner: literal(owner) }],
                  ],
                },
                -KEPT_ATTEMPTS,
              ],
            },
          },
        },
      ]);
      const batch = claimed ? await batches.findOne({ _id: id }) : null;
      if (batch === null || batch.state !== 'submitting' || batch.fence !== fence) return;
      return { ...batch, recipients: peopleOf(batch, people, batch) };
    },

    /** Puts off what nobody holds: quiet hours have begun since it was frozen. Whoever read it before cannot claim it. */
    postpone: (id: string, afterMs: number) =>
      change({ _id: id, state: 'pending' }, [
        { $set: { fence: { $add: ['$fence', 1] }, notBefore: fromNow(afterMs), due: fromNow(afterMs) } },
      ]),

    /** What of the run is pending leaves later than now: the first moment, and whether that is all of it. */
    async leavesLater(runId: string, buildId: string): Promise<{ readonly at: Date; readonly all: boolean } | null> {
      const now = await serverTime(database);
      const found = await batches
        .find({ runId, buildId, state: 'pending' }, { projection: { notBefore: 1 } })
        .map(({ notBefore }) => notBefore.getTime())
        .toArray();
      const later = found.filter((at) => at > now.getTime());
      return later.length === 0 ? null : { at: new Date(Math.min(...later)), all: later.length === found.length };
    },

    /** True where something was to leave after `from`, is late by more than `latenessMs`, and nobody has begun it. */
    async missedItsTime(runId: string, buildId: string, from: Date, latenessMs: number): Promise<boolean> {
      const until = new Date((await serverTime(database)).getTime() - latenessMs);
      if (from >= until) return false;
      const found = await batches
        .find({ runId, buildId, state: 'pending', notBefore: { $lte: until } }, { projection: { due: 1 } })
        .toArray();
      return found.some(({ due }) => due !== undefined && due > from && due <= until);
    },

    /** True while this owner still holds the batch and its lease has that much time left. */
    async stillHeld(hold: Hold, leastMs: number): Promise<boolean> {
      const now = await serverTime(database);
      const found = await batches.findOne({ ...held(hold), state: 'submitting' }, { projection: { leaseUntil: 1 } });
      return (found?.leaseUntil?.getTime() ?? 0) > now.getTime() + leastMs;
    },

    /** Puts back what was certainly not sent; `timed` where it is to leave at that moment and not as soon as it can. */
    release: (hold: Hold, afterMs: number, timed = false) =>
      change(held(hold), [
        {
          $set: {
            state: 'pending',
            owner: null,
            leaseUntil: null,
            attemptAt: null,
            notBefore: fromNow(afterMs),
            ...(timed ? { due: fromNow(afterMs) } : {}),
          },
        },
      ]),

    settle: (hold: Hold, outcome: SettledDoc['outcome'], facts: { reason?: string; providerId?: string }) =>
      change(held(hold), settling(outcome, facts)),

    /** The provider refused what a person had asked for: back to the person. */
    askAgain: (hold: Hold, reason: string) => change(held(hold), settling('needs_human', { doubt: 'refused', reason })),
    /** Nobody knows what became of the POST. */
    doubt: (hold: Hold, checkAfterMs: number) =>
      change(held(hold), [
        { $set: { state: 'uncertain', owner: null, leaseUntil: null, checkAt: fromNow(checkAfterMs) } },
      ]),

    /** Moves people of the part in hand out of it, with why; others are not touched. When nobody is left, `skipEmptyPart`. */
    exclude(hold: Hold, people: readonly { position: number; reason: ExcludedOutcome }[]): Promise<boolean> {
      const moved = {
        $filter: {
          input: literal(people.map(({ position, reason }) => ({ position, reason }))),
          as: 'one',
          cond: {
            $and: [
              { $gte: ['$$one.position', '$from'] },
              { $lt: ['$$one.position', '$to'] },
              {
                $not: [{ $in: ['$$one.position', { $map: { input: '$excluded', as: 'out', in: '$$out.position' } }] }],
              },
            ],
          },
        },
      };
      return change(held(hold), [
        {
          $set: {
            excluded: { $concatArrays: ['$excluded', moved] },
            people: { $subtract: ['$people', { $size: moved }] },
          },
        },
      ]);
    },
    /** After `exclude` left nobody in the part in hand. */
    skipEmptyPart: (hold: Hold) => change({ ...held(hold), people: 0 }, [...takeNextPart, ...noLongerAsked]),

    /** The part in hand becomes two, tried one after the other: who stands before this position, and the others. */
    split(hold: Hold, at: number): Promise<boolean> {
      const middle = { $max: ['$from', { $min: [at, '$to'] }] };
      const before = { $subtract: [{ $subtract: [middle, '$from'] }, leftOutWithin('$from', middle)] };
      return change(held(hold), [
        {
          $set: {
            state: 'pending',
            owner: null,
            leaseUntil: null,
            attemptAt: null,
            notBefore: '$$NOW',
            part: '$nextPart',
            nextPart: { $add: ['$nextPart', 2] },
            to: middle,
            people: before,
            waiting: {
              $concatArrays: [
                [
                  {
                    part: { $add: ['$nextPart', 1] },
                    from: middle,
                    to: '$to',
                    people: { $subtract: ['$people', before] },
                  },
                ],
                '$waiting',
              ],
            },
          },
        },
      ]);
    },

    /** Batches whose owner died while submitting: from now on they are uncertain. Never back to pending. */
    async expire(checkAfterMs: number): Promise<Pick<BatchDoc, 'runId' | 'campaignId' | 'owner'>[]> {
      const now = await serverTime(database);
      const dead = await batches
        .find(
          { state: 'submitting', leaseUntil: { $lte: now } },
          { projection: { fence: 1, runId: 1, campaignId: 1, owner: 1 } },
        )
        .toArray();
      const expired: Pick<BatchDoc, 'runId' | 'campaignId' | 'owner'>[] = [];
      for (const { _id, fence, runId, campaignId, owner } of dead) {
        // A lease is not renewed: with this fence it has run out.
        const done = await change({ _id, state: 'submitting', fence }, [
          {
            $set: {
              state: 'uncertain',
              fence: { $add: ['$fence', 1] },
              owner: null,
              leaseUntil: null,
              checkAt: fromNow(checkAfterMs),
            },
          },
        ]);
        if (done) expired.push({ runId, campaignId, owner });
      }
      return expired;
    },

    /**
     * One uncertain batch whose look-up is due; the next one is put off by `againMs`. It gets a new fence, so that of two
     * processes one asks.
     */
    async nextToAsk(againMs: number): Promise<{ batch: BatchDoc; now: Date } | undefined> {
      const now = await serverTime(database);
      for (const { _id, fence } of await batches
        .find({ state: 'uncertain', checkAt: { $lte: now } }, { projection: { fence: 1 } })
        .toArray()) {
        const asker = { $set: { fence: { $add: ['$fence', 1] }, checkAt: fromNow(againMs) } };
        if (!(await change({ _id, state: 'uncertain', fence }, [asker]))) continue;
        const batch = await batches.findOne({ _id });
        if (batch?.state === 'uncertain' && batch.fence === fence + 1) return { batch, now };
      }
      return undefined;
    },
    /** The provider's own evidence, or a webhook, ends the doubt. */
    settleDoubt: (hold: Hold, outcome: SettledDoc['outcome'], facts: { reason?: string; providerId?: string }) =>
      change(asked(hold), settling(outcome, facts)),
    /** No evidence decides: a person does. */
    askPerson: (hold: Hold, doubt: Doubt) => asking(doubt, asked(hold)),
    /** Trustworthy evidence that nothing was accepted: once more, and only once. */
    async retryDoubt(hold: Hold): Promise<boolean> {
      // While it is uncertain under this fence nothing changes it.
      const found = await batches.findOne({ ...asked(hold), state: 'uncertain' }, { projection: { retries: 1 } });
      if (found?.retries !== 0) return false;
      return change(asked(hold), [
        {
          $set: {
            state: 'pending',
            fence: { $add: ['$fence', 1] },
            retries: 1,
            checkAt: null,
            attemptAt: null,
            notBefore: '$$NOW',
          },
        },
      ]);
    },

    /** Everything of a run that is still pending ends as `cancelled`. */
    async cancelPending(runId: string, buildId: string): Promise<number> {
      const done = await batches.updateMany({ runId, buildId, state: 'pending' }, [
        {
          $set: {
            settled: {
              $concatArrays: [
                '$settled',
                {
                  $map: {
                    input: { $concatArrays: [[partAt('$')], '$waiting'] },
                    as: 'open',
                    in: {
                      ...partAt('$$open.'),
                      outcome: literal('cancelled'),
                      reason: literal(null),
                      providerId: literal(null),
                      doubt: literal(null),
                      at: '$$NOW',
                    },
                  },
                },
              ],
            },
            from: '$to',
            people: 0,
            waiting: [],
            state: 'done',
          },
        },
      ]);
      return done.modifiedCount;
    },

    /** A person looked: the mail of this part was accepted. */
    markAccepted: (id: string, part: number) =>
      change({ _id: id, settled: { $elemMatch: { part, outcome: 'needs_human' } } }, [
        {
          $set: {
            settled: {
              $map: {
                input: '$settled',
                as: 'one',
                in: {
                  $cond: [
                    isWaiting(part),
                    { $mergeObjects: ['$$one', { outcome: literal('submitted'), reason: literal('by a person') }] },
                    '$$one',
                  ],
                },
              },
            },
          },
        },
        ...noLongerAsked,
      ]),
    /** A person looked: the mail of this part was not accepted. It is sent once more. */
    async markNotAccepted(id: string, part: number): Promise<boolean> {
      const waits = { _id: id, settled: { $elemMatch: { part, outcome: 'needs_human' } } };
      const back = [
        {
          $set: {
            waiting: {
              $concatArrays: [
                '$waiting',
                {
                  $map: {
                    input: { $filter: { input: '$settled', as: 'one', cond: isWaiting(part) } },
                    as: 'one',
                    in: partAt('$$one.'),
                  },
                },
              ],
            },
            settled: { $filter: { input: '$settled', as: 'one', cond: { $not: [isWaiting(part)] } } },
            byPerson: true,
          },
        },
      ];
      // Where nothing is in hand it comes to hand; a further doubt of it comes back to a person at once.
      const atOnce = [...back, ...takeNextPart, { $set: { retries: 1 } }];
      return (
        (await change({ ...waits, state: 'done' }, atOnce)) ||
        (await change({ ...waits, state: { $ne: 'done' } }, back))
      );
    },
  };
};

export type BatchClaims = ReturnType<typeof createBatchClaims>;
