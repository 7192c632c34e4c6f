import type { Database } from '../../common/database-store.ts';
import type { PersonData } from '../person-data.ts';
import { CONSENT_RECORDS, CONSENT_REQUESTS } from './consent-store.ts';

/** What a person agreed to and when, with its evidence. */
export const createConsentPersonData = (database: Database): PersonData => {
  const of = (name: string) => database.connection.collection<{ _id: string; contactId: string }>(name);
  const both = [CONSENT_RECORDS, CONSENT_REQUESTS] as const;
  return {
    name: 'consent',
    async collect({ contactId }) {
      const [records, requests] = await Promise.all(both.map((name) => of(name).find({ contactId }).toArray()));
      return {
        records: records?.map(({ _id: _, contactId: __, ...rest }) => rest),
        requests: requests?.map(({ _id: _, contactId: __, ...rest }) => rest),
      };
    },
    async erase({ contactId }) {
      for (const name of both) await of(name).deleteMany({ contactId });
      return 'erased';
    },
  };
};
