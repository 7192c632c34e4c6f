import type { Outcome, Place } from './delivery.ts';
import type { BatchDoc, ExclusionDoc } from './delivery-doc.ts';
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
export const placesIn = (batch: BatchDoc): Place[] => {
  const { runId } = batch;
  const open: Outcome = batch.state === 'done' ? 'pending' : batch.state;
  return [
    ...batch.recipients.map((r) => place(runId, r.c, r.a, open)),
    ...batch.waiting.flatMap((part) => part.recipients.map((r) => place(runId, r.c, r.a, 'pending'))),
    ...batch.settled.flatMap((part) => part.recipients.map((r) => place(runId, r.c, r.a, part.outcome, part.reason))),
    ...batch.excluded.map((r) => place(runId, r.c, r.a, r.r)),
  ].sort((a, b) => (a.contactId < b.contactId ? -1 : 1));
};

/** Every place of an exclusion document, in the order of contact ids. Pure. */
export const placesExcluded = (doc: ExclusionDoc): Place[] =>
  doc.people.map((person) => place(doc.runId, person.c, person.a, doc.reason));

/** What Liquid gave for this person, wherever in the batch the place stands; undefined for one who was excluded. */
export const recipientIn = (batch: BatchDoc, contactId: string) =>
  [batch, ...batch.waiting, ...batch.settled]
    .flatMap((part) => part.recipients)
    .find((recipient) => recipient.c === contactId);

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
        people: part.recipients.length,
        attempts: batch.attempts.filter((attempt) => attempt.part === part.part).map((attempt) => attempt.at),
        since: part.at,
        doubt,
        text: DOUBTS[doubt],
      };
    });
