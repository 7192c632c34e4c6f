import { type PlacedBatch, peopleOf } from './batch-people.ts';
import type { Outcome, Place } from './delivery.ts';
import type { BatchDoc, ExclusionDoc, PartDoc } from './delivery-doc.ts';
import { DOUBTS, type WaitingForPerson, waitingId } from './doubt.ts';
import { messageIdOf } from './message-id.ts';

const place = (runId: string, c: string, a: string | null, outcome: Outcome, reason: string | null = null): Place => ({
  runId,
  contactId: c,
  address: a,
  outcome,
  reason,
});

/** Every place of a batch, by contact id. Pure. */
export const placesIn = ({ batch, places }: PlacedBatch): Place[] => {
  const { runId } = batch;
  const here = (part: PartDoc, outcome: Outcome, reason: string | null = null): Place[] =>
    peopleOf(part, places, batch).map((one) => place(runId, one.contactId, one.address, outcome, reason));
  return [
    ...here(batch, batch.state === 'done' ? 'pending' : batch.state),
    ...batch.waiting.flatMap((part) => here(part, 'pending')),
    ...batch.settled.flatMap((part) => here(part, part.outcome, part.reason)),
    ...batch.excluded.map(({ position, reason }) =>
      place(runId, places.contactIds[position] ?? '', places.addresses[position] ?? null, reason),
    ),
  ].sort((a, b) => (a.contactId < b.contactId ? -1 : 1));
};

/** Every place of an exclusion document, in the order of contact ids. Pure. */
export const placesExcluded = (doc: ExclusionDoc): Place[] =>
  doc.people.map((person) => place(doc.runId, person.c, person.a, doc.reason));

/** The parts of a batch that wait for a person. Pure. */
export const waitingIn = (batch: BatchDoc, fromDomain: string): WaitingForPerson[] =>
  batch.settled
    .filter((part) => part.outcome === 'needs_human')
    .map((part) => {
      const doubt = part.doubt ?? 'no_trace';
      return {
        id: waitingId(batch._id, part.part),
        campaignId: batch.campaignId,
        batchId: batch._id,
        messageId: messageIdOf(batch._id, part.part, fromDomain),
        people: part.people,
        attempts: batch.attempts.filter((attempt) => attempt.part === part.part).map((attempt) => attempt.at),
        since: part.at,
        doubt,
        text: DOUBTS[doubt],
      };
    });
