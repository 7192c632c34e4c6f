import type { Database } from '../common/database-store.ts';
import type { PersonData } from '../contacts/person-data.ts';
import type { BatchDoc, ExclusionDoc, PlacesDoc, RunDoc } from './delivery-doc.ts';

/** Stands where an address stood. Nobody is mailed there: the person's withdrawal is found by id before a batch leaves. */
const ERASED_ADDRESS = 'erased@erased.invalid';

/** Places of a person in runs. They stay, so that the sum closes; address and variables go. */
export const createPersonPlaces = (database: Database): PersonData => {
  const { connection } = database;
  const batches = connection.collection<BatchDoc>('batches');
  const places = connection.collection<PlacesDoc>('batch_places');
  const exclusions = connection.collection<ExclusionDoc>('run_exclusions');
  const runs = connection.collection<RunDoc>('runs');
  return {
    name: 'places',
    async collect({ contactId }) {
      const own = await places.find({ contactIds: contactId }).toArray();
      const states = await batches.find({ _id: { $in: own.map(({ _id }) => _id) } }).toArray();
      const out = await exclusions.find({ contactIds: contactId }).toArray();
      return [
        ...states.flatMap((batch) => {
          const where = own.find(({ _id }) => _id === batch._id);
          if (where === undefined) return [];
          const position = where.contactIds.indexOf(contactId);
          const settled = batch.settled.find(({ from, to }) => from <= position && position < to);
          return {
            campaignId: batch.campaignId,
            runId: batch.runId,
            address: where.addresses[position] ?? null,
            variables: JSON.parse(where.variables[position] ?? '{}') as Record<string, string>,
            outcome: batch.excluded.find((one) => one.position === position)?.reason ?? settled?.outcome ?? batch.state,
            at: settled?.at ?? batch.attemptAt,
          };
        }),
        ...out.map(({ runId, reason }) => ({ runId, outcome: reason })),
      ];
    },
    async erase({ contactId }) {
      const own = await places.find({ contactIds: contactId }, { projection: { contactIds: 1 } }).toArray();
      // A batch in hand is posted from its owner's memory, and webhooks about an unclear one name people by address.
      const inHand = await batches.distinct('_id', {
        _id: { $in: own.map(({ _id }) => _id) },
        state: { $in: ['submitting', 'uncertain'] },
      });
      for (const { _id, contactIds } of own) {
        if (inHand.includes(_id)) continue;
        const position = contactIds.indexOf(contactId);
        await places.updateOne(
          { _id },
          { $set: { [`addresses.${position}`]: ERASED_ADDRESS, [`variables.${position}`]: '{}' } },
        );
      }
      await exclusions.updateMany(
        { contactIds: contactId },
        { $set: { 'people.$[person].a': null } },
        { arrayFilters: [{ 'person.c': contactId }] },
      );
      return inHand.length > 0 || (await runs.countDocuments({ phase: 'building' })) > 0 ? 'busy' : 'erased';
    },
  };
};
