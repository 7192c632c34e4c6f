import type { Database } from '../../common/database-store.ts';
import type { PersonData } from '../person-data.ts';
import { CONTACT_EVENTS, type EventDocument } from './event-store.ts';

/** What a person did. It is nobody's after erasure, so it goes. */
export const createEventPersonData = (database: Database): PersonData => {
  const events = database.connection.collection<EventDocument>(CONTACT_EVENTS);
  return {
    name: 'events',
    collect: async ({ contactId }) =>
      (await events.find({ contactId }).sort({ at: -1 }).toArray()).map(({ event, at, properties }) => ({
        event,
        at,
        properties: Object.fromEntries(properties.map(({ name, value }) => [name, value])),
      })),
    async erase({ contactId }) {
      await events.deleteMany({ contactId });
      return 'erased';
    },
  };
};
