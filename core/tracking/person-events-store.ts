import type { Database } from '../common/database-store.ts';
import type { PersonData } from '../contacts/person-data.ts';
import type { EventDoc } from './tracking-store.ts';

/** Tracking events of one person. They stay for the totals, under an id with nobody behind it; what they quote goes. */
export const createPersonEvents = (database: Database): PersonData => {
  const events = database.connection.collection<EventDoc>('tracking_events');
  return {
    name: 'trackingEvents',
    async collect({ contactId }) {
      const own = await events.find({ contactId }).toArray();
      return own.map(({ kind, campaignId, at, linkId, source, agent, detail }) => ({
        kind,
        campaignId,
        at,
        linkId,
        source,
        agent,
        detail,
      }));
    },
    async erase({ contactId }) {
      await events.updateMany({ contactId }, { $set: { detail: null }, $unset: { effect: '' } });
      return 'erased';
    },
  };
};
