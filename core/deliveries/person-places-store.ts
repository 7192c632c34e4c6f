import type { Database } from '../common/database-store.ts';
import type { PersonData } from '../contacts/person-data.ts';
import type { BatchDoc, ExclusionDoc, PartDoc, RunDoc } from './delivery-doc.ts';

/** Stands where an address stood. Nobody is mailed there: the person's withdrawal is found by id before a batch leaves. */
const ERASED_ADDRESS = 'erased@erased.invalid';

/** Places of a person in runs. They stay, so that the sum closes; address and variables go. */
export const createPersonPlaces = (database: Database): PersonData => {
  const { connection } = database;
  const batches = connection.collection<BatchDoc>('batches');
  const exclusions = connection.collection<ExclusionDoc>('run_exclusions');
  const runs = connection.collection<RunDoc>('runs');
  return {
    name: 'places',
    async collect({ contactId }) {
      const own = await batches.find({ contactIds: contactId }).toArray();
      const out = await exclusions.find({ contactIds: contactId }).toArray();
      return [
        ...own.flatMap((batch) => {
          const part = [batch, ...batch.waiting, ...batch.settled].find((each: PartDoc) =>
            each.recipients.some(({ c }) => c === contactId),
          );
          const recipient = part?.recipients.find(({ c }) => c === contactId);
          const settled = batch.settled.find(({ recipients }) => recipients.some(({ c }) => c === contactId));
          return {
            campaignId: batch.campaignId,
            runId: batch.runId,
            address: recipient?.a ?? null,
            variables: JSON.parse(recipient?.v ?? '{}') as Record<string, string>,
            outcome: settled?.outcome ?? batch.excluded.find(({ c }) => c === contactId)?.r ?? batch.state,
            at: settled?.at ?? batch.attemptAt,
          };
        }),
        ...out.map(({ runId, reason }) => ({ runId, outcome: reason })),
      ];
    },
    async erase({ contactId }) {
      const gone = { a: ERASED_ADDRESS, v: '{}' };
      const of = (path: string) =>
        Object.fromEntries(Object.entries(gone).map(([key, value]) => [`${path}recipients.$[person].${key}`, value]));
      // A batch in hand is rewritten from its owner's memory, and an unclear one is asked after by address.
      await batches.updateMany(
        { contactIds: contactId, state: { $in: ['pending', 'done'] } },
        {
          $set: { ...of(''), ...of('waiting.$[].'), ...of('settled.$[].'), 'excluded.$[person].a': null },
        },
        { arrayFilters: [{ 'person.c': contactId }] },
      );
      await exclusions.updateMany(
        { contactIds: contactId },
        { $set: { 'people.$[person].a': null } },
        { arrayFilters: [{ 'person.c': contactId }] },
      );
      const inHand = await batches.countDocuments({
        contactIds: contactId,
        state: { $in: ['submitting', 'uncertain'] },
      });
      return inHand > 0 || (await runs.countDocuments({ phase: 'building' })) > 0 ? 'busy' : 'erased';
    },
  };
};
