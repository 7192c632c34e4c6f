import { type Database, isDuplicateKey, type StoreIndexes } from './database-store.ts';

const ANSWERS = 'api_answers';
const KEPT_MS = 24 * 3_600_000;

export const ANSWER_INDEXES: readonly StoreIndexes[] = [
  { collection: ANSWERS, indexes: [{ key: { until: 1 }, expireAfterSeconds: 0 }], shapes: [] },
];

export interface Answer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

/** What was answered under an idempotency key, so that a repeated request hears the same. Kept for a day. */
export interface Answers {
  /** `requestHash`: what was asked. Undefined where the key is new; `differs` where it stands for another request. */
  find(key: string, requestHash: string): Promise<Answer | 'differs' | undefined>;
  /** The first answer stays. */
  keep(key: string, requestHash: string, answer: Answer): Promise<void>;
}

interface AnswerDocument extends Answer {
  _id: string;
  requestHash: string;
  until: Date;
}

export const createAnswers = (database: Database): Answers => {
  const answers = database.connection.collection<AnswerDocument>(ANSWERS);
  return {
    async find(key, requestHash) {
      const found = await answers.findOne({ _id: key });
      if (found === null) return undefined;
      return found.requestHash === requestHash ? { status: found.status, body: found.body } : 'differs';
    },
    async keep(key, requestHash, answer) {
      try {
        await answers.insertOne({ _id: key, requestHash, ...answer, until: new Date(Date.now() + KEPT_MS) });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
  };
};
