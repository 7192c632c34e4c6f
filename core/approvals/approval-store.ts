import { type Database, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import type { CycleState, Decision, ReviewCycle } from './approval.ts';

type CycleDocument = Omit<ReviewCycle, 'id'> & { readonly _id: string };

/** What cycles lack that were stored before these fields were known. They have no deadlines, and one approval made a key. */
const DEFAULTS = {
  purpose: 'launch',
  editors: [],
  needed: { marketing: 1, it: 1 },
  delegations: [],
  remindLater: [],
  remindAt: null,
  escalateAt: null,
  expireAt: null,
  neededBy: null,
  alerted: 'none',
} as const satisfies Partial<ReviewCycle>;
const DECISION_DEFAULTS = { onBehalfOf: null, snapshot: null } as const satisfies Partial<Decision>;

const CLOSED: readonly CycleState[] = ['approved', 'changes_requested', 'rejected', 'withdrawn', 'expired'];

export const APPROVAL_INDEXES: readonly StoreIndexes[] = [
  {
    collection: 'review_cycles',
    indexes: [
      { key: { subjectId: 1, number: 1 }, unique: true },
      { key: { state: 1, closedAt: 1 } },
      { key: { openedAt: 1 } },
    ],
    shapes: [
      { fields: { subjectId: 'equal' }, sort: { number: -1 } },
      { fields: { state: 'equal' } },
      { fields: { state: 'equal', closedAt: 'range' } },
      { fields: { openedAt: 'range' } },
    ],
  },
];

export const createApprovalStore = ({ connection }: Database) => {
  const cycles = connection.collection<CycleDocument>('review_cycles');
  const toCycle = ({ _id, decisions, ...rest }: CycleDocument): ReviewCycle => ({
    ...DEFAULTS,
    ...rest,
    id: _id,
    decisions: decisions.map((decision) => ({ ...DECISION_DEFAULTS, ...decision })),
  });

  return {
    /** False where that number is taken: two people submitted at once. */
    async insert({ id, ...rest }: ReviewCycle): Promise<boolean> {
      try {
        await cycles.insertOne({ _id: id, ...rest });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async latest(subjectId: string): Promise<ReviewCycle | undefined> {
      const [found] = await cycles.find({ subjectId }).sort({ number: -1 }).limit(1).toArray();
      return found ? toCycle(found) : undefined;
    },
    /** The newest first. */
    async ofSubject(subjectId: string): Promise<ReviewCycle[]> {
      return (await cycles.find({ subjectId }).sort({ number: -1 }).toArray()).map(toCycle);
    },
    async open(): Promise<ReviewCycle[]> {
      const found = await cycles.find({ state: 'open' }).toArray();
      return found.map(toCycle);
    },
    /** However they ended, unless told which way. */
    async closedSince(from: Date, states: readonly CycleState[] = CLOSED): Promise<ReviewCycle[]> {
      const found = await Promise.all(
        states.map((state) => cycles.find({ state, closedAt: { $gte: from } }).toArray()),
      );
      return found.flat().map(toCycle);
    },
    /** `from` included, `to` not. */
    async openedBetween(from: Date, to: Date): Promise<ReviewCycle[]> {
      const found = await cycles.find({ openedAt: { $gte: from, $lt: to } }).toArray();
      return found.map(toCycle);
    },
    /** Compare-and-set: writes `next` only where the stored revision is still `expected`. False is a lost race. */
    async replace(next: ReviewCycle, expected: number): Promise<boolean> {
      const { id, ...rest } = next;
      const result = await cycles.replaceOne({ _id: id, revision: expected }, rest);
      return result.matchedCount === 1;
    },
  };
};
export type ApprovalStore = ReturnType<typeof createApprovalStore>;
