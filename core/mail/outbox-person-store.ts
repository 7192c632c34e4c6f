import type { Database } from '../common/database-store.ts';
import type { PersonData } from '../contacts/person-data.ts';
import type { CapturedDoc } from './outbox-store.ts';

/** Captured mails to one person: they are copies of what nobody received, and go whole. */
export const createOutboxPersonData = (database: Database): PersonData => {
  const mails = database.connection.collection<CapturedDoc>('outbox');
  return {
    name: 'outbox',
    async collect({ address }) {
      const own = address === null ? [] : await mails.find({ address }).toArray();
      return own.map(({ campaignId, subject, variables, at }) => ({ campaignId, address, subject, variables, at }));
    },
    async erase({ address }) {
      if (address !== null) await mails.deleteMany({ address });
      return 'erased';
    },
  };
};
