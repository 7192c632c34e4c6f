import type { Database } from '../common/database-store.ts';
import type { ExclusionDoc, PlacesDoc } from './delivery-doc.ts';

/** Which of these contacts have a place in a run, in a batch or excluded. */
export const createHeldContacts =
  ({ connection }: Database) =>
  async (contactIds: readonly string[]): Promise<Set<string>> => {
    const asked = new Set(contactIds);
    const held = { contactIds: { $in: [...asked] } };
    const only = { projection: { contactIds: 1 } };
    const [places, out] = await Promise.all([
      connection.collection<PlacesDoc>('batch_places').find(held, only).toArray(),
      connection.collection<ExclusionDoc>('run_exclusions').find(held, only).toArray(),
    ]);
    return new Set([...places, ...out].flatMap((row) => row.contactIds.filter((id) => asked.has(id))));
  };
