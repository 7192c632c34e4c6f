import { type Database, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import type { AuditEntry } from './audit-service.ts';

type AuditDocument = Omit<AuditEntry, 'seq'> & { readonly _id: number };
interface HeadDocument {
  readonly _id: 'head';
  readonly seq: number;
  readonly hash: string;
}

const BATCH = 1_000;

export const AUDIT_INDEXES: readonly StoreIndexes[] = [
  {
    collection: 'audit',
    indexes: [{ key: { subject: 1, _id: 1 } }, { key: { actor: 1, _id: 1 } }, { key: { action: 1, _id: 1 } }],
    shapes: [
      { fields: { subject: 'equal', _id: 'range' } },
      { fields: { actor: 'equal', _id: 'range' } },
      { fields: { action: 'equal', _id: 'range' } },
      { fields: { subject: 'equal', action: 'equal', _id: 'range' } },
    ],
  },
];

export const createAuditStore = ({ connection }: Database) => {
  const entries = connection.collection<AuditDocument>('audit');
  const heads = connection.collection<HeadDocument>('audit_head');
  const toEntry = ({ _id, ...rest }: AuditDocument): AuditEntry => ({ seq: _id, ...rest });

  return {
    /** A hint where the chain ends: the entries themselves are the truth, because a crash can leave it behind. */
    async head(): Promise<{ seq: number; hash: string } | undefined> {
      return (await heads.findOne({ _id: 'head' })) ?? undefined;
    },
    async moveHead(seq: number, hash: string): Promise<void> {
      try {
        await heads.updateOne({ _id: 'head', seq: { $lt: seq } }, { $set: { seq, hash } }, { upsert: true });
      } catch (error) {
        // The head is there and not behind: another process was quicker.
        if (!isDuplicateKey(error)) throw error;
      }
    },
    /**
     * Links of a chain, up to the first whose place is taken. Answers what stands at their places now, whoever wrote it: a
     * write whose answer was lost is found to be there when the driver repeats it.
     */
    async insert(links: readonly AuditEntry[]): Promise<readonly AuditEntry[]> {
      const documents = links.map(({ seq, ...rest }): AuditDocument => ({ _id: seq, ...rest }));
      try {
        await entries.insertMany(documents, { ordered: true });
        return links;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return this.range(links[0]?.seq ?? 0, links.at(-1)?.seq ?? 0);
      }
    },
    async bySeq(seq: number): Promise<AuditEntry | undefined> {
      const found = await entries.findOne({ _id: seq });
      return found ? toEntry(found) : undefined;
    },
    /** `from` and `to` both included; ascending. */
    async range(from: number, to: number): Promise<AuditEntry[]> {
      const found = await entries
        .find({ _id: { $gte: from, $lte: to } })
        .sort({ _id: 1 })
        .toArray();
      return found.map(toEntry);
    },
    /** `from` and `to` both included; newest first. What is undefined is not asked for. */
    async matching(
      same: { readonly subject?: string; readonly actor?: string; readonly action?: string },
      { from, to }: { from: number; to: number },
      limit: number,
    ): Promise<AuditEntry[]> {
      const wanted = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined));
      const found = await entries
        .find({ ...wanted, _id: { $gte: from, $lte: to } })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(toEntry);
    },
    /** Ascending, by one cursor: windows by `_id` cost four times as much. */
    async *all(): AsyncGenerator<AuditEntry> {
      for await (const found of entries.find({}).sort({ _id: 1 }).batchSize(BATCH)) yield toEntry(found);
    },
  };
};
export type AuditStore = ReturnType<typeof createAuditStore>;
