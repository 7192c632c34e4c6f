import { type Database, isDuplicateKey } from '../common/database-store.ts';

/** Tests that one person may send in an hour, each to a few members of staff. */
export const TESTS_AN_HOUR = 20;
const HOUR_MS = 60 * 60_000;

/** When a person sent their latest tests, ascending, at most as many as an hour allows. */
interface TestMailsDoc {
  /** Who: the id of an actor. */
  readonly _id: string;
  readonly sentAt: readonly Date[];
  readonly revision: number;
}

export type TestMailStore = ReturnType<typeof createTestMailStore>;

export const createTestMailStore = (database: Database) => {
  const tests = database.connection.collection<TestMailsDoc>('campaign_test_mails');
  const replace = async (known: TestMailsDoc | null, next: TestMailsDoc): Promise<boolean> => {
    if (known !== null) {
      return (await tests.replaceOne({ _id: known._id, revision: known.revision }, next)).modifiedCount === 1;
    }
    try {
      await tests.insertOne(next);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };
  return {
    /** Counts one test of this person; from when on there may be another, where this is one too many. */
    async take(actor: string, now: Date): Promise<Date | undefined> {
      // A lost race is a test that somebody else counted, so that it ends at the limit.
      for (;;) {
        const known = await tests.findOne({ _id: actor });
        const recent = (known?.sentAt ?? []).filter((at) => at.getTime() > now.getTime() - HOUR_MS);
        const oldest = recent.at(-TESTS_AN_HOUR);
        if (oldest !== undefined) return new Date(oldest.getTime() + HOUR_MS);
        const next = { _id: actor, sentAt: [...recent, now], revision: (known?.revision ?? 0) + 1 };
        if (await replace(known, next)) return undefined;
      }
    },
  };
};
