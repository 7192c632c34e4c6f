import { type Database, isDuplicateKey } from '../common/database-store.ts';
import type { SendingRules } from './sending-rules.ts';

type RulesDoc = SendingRules & { readonly _id: 'rules' };

export type SendingRulesStore = ReturnType<typeof createSendingRulesStore>;

export const createSendingRulesStore = ({ connection }: Database) => {
  const rules = connection.collection<RulesDoc>('sending_rules');
  return {
    async read(): Promise<SendingRules | undefined> {
      const found = await rules.findOne({ _id: 'rules' });
      if (found === null) return undefined;
      const { _id, ...stored } = found;
      return stored;
    },
    /** Compare-and-set on the revision; 0 is that of none. False is a lost race. */
    async replace(next: SendingRules, expected: number): Promise<boolean> {
      if (expected > 0) return (await rules.replaceOne({ _id: 'rules', revision: expected }, next)).matchedCount === 1;
      try {
        await rules.insertOne({ _id: 'rules', ...next });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
};
