import { type Database, isDuplicateKey } from '../common/database-store.ts';
import type { ReviewPolicy } from './policy.ts';

type PolicyDocument = ReviewPolicy & { readonly _id: 'policy' };

export const createPolicyStore = ({ connection }: Database) => {
  const policies = connection.collection<PolicyDocument>('review_policy');

  return {
    async read(): Promise<ReviewPolicy | undefined> {
      const found = await policies.findOne({ _id: 'policy' });
      if (found === null) return undefined;
      const { _id, ...policy } = found;
      return policy;
    },
    /** Compare-and-set: writes `next` only where the stored revision is still `expected`; 0 is that of no policy. False is a lost race. */
    async replace(next: ReviewPolicy, expected: number): Promise<boolean> {
      if (expected > 0) {
        return (await policies.replaceOne({ _id: 'policy', revision: expected }, next)).matchedCount === 1;
      }
      try {
        await policies.insertOne({ _id: 'policy', ...next });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
};
export type PolicyStore = ReturnType<typeof createPolicyStore>;
