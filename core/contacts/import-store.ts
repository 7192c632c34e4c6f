import { setTimeout as wait } from 'node:timers/promises';
import { Binary } from 'mongodb';
import { type Database, fromNow, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import {
  IMPORT_LISTS,
  type ImportList,
  type ImportMapping,
  type ImportPhase,
  type ImportPreview,
  type ImportReport,
} from './contact-import.ts';
import { IMPORT_UNDO_INDEXES, type Undone } from './import-undo-store.ts';

export interface ImportCounts {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  withoutConsent: number;
  withoutAddress: number;
  reasons: Record<string, number>;
  bytesRead: number;
}

export interface ImportDocument extends ImportCounts {
  _id: string;
  fileName: string;
  phase: ImportPhase;
  encoding: ImportPreview['encoding'];
  delimiter: ImportPreview['delimiter'];
  /** Columns as a list: a header may hold dots and dollars, which a field name may not. */
  mapping: StoredMapping;
  /** Content and mapping. */
  contentKey: string;
  bytesTotal: number;
  chunks: number;
  failure: ImportReport['failure'];
  createdBy: string;
  createdAt: Date;
  finishedAt: Date | null;
  /** Who works on it until when; only the holder of the present fence may write progress. */
  leaseUntil?: Date;
  fence: number;
  /** The header row of the file; absent for imports of before it was kept. */
  headers?: string[];
  /** When the present holder began, and how many rows were read then: what the rate is measured from. */
  claimedAt?: Date;
  claimedRows?: number;
  progressAt?: Date;
  /** What was taken back so far; `after` is the batch that was last. */
  undo?: Undone & { after: string };
}

export interface StoredMapping {
  columns: { header: string; target: ImportMapping['columns'][string] }[];
  madeAddress?: NonNullable<ImportMapping['madeAddress']>;
  consent: ImportMapping['consent'];
}

/**
 * Held from queueing until it is done, so that queueing the same twice makes one import. A document of its own, because
 * the embedded server keeps a value of a unique index taken when it is changed or unset, but not when it is deleted.
 */
interface OpenImportDocument {
  /** Content and mapping. */
  _id: string;
  importId: string;
}

interface ChunkDocument {
  /** `IMPORT:NUMBER`, so that one chunk is read by its id. */
  _id: string;
  data: Binary;
}

export interface RefusedRowDocument {
  /** `IMPORT:ROW`, so that a repeated batch writes it once. */
  _id: string;
  importId: string;
  row: number;
  reason: string;
  text: { en: string; ko: string };
  /** The row as it stood in the file; absent where it was too long to keep. */
  cells?: string[];
}

export interface ListedRow {
  row: number;
  contactId: string;
}

/** The rows of one batch that stand in one list: one document, because a document a row is as slow as its contact. */
export interface ListedRowsDocument {
  /** `IMPORT:LIST:ROWS READ BEFORE`, so that a repeated batch replaces it. */
  _id: string;
  importId: string;
  list: ImportList;
  lastRow: number;
  rows: ListedRow[];
}

export const IMPORT_INDEXES: readonly StoreIndexes[] = [
  {
    collection: 'contact_imports',
    indexes: [{ key: { phase: 1, createdAt: 1 } }],
    shapes: [
      { fields: { phase: 'in' }, sort: { createdAt: 1 } },
      { fields: { phase: 'equal' }, sort: { createdAt: 1 } },
    ],
  },
  { collection: 'contact_import_chunks', indexes: [], shapes: [{ fields: { _id: 'equal' } }] },
  {
    collection: 'contact_import_refusals',
    indexes: [{ key: { importId: 1, row: 1 } }, { key: { importId: 1, reason: 1, row: 1 } }],
    shapes: [
      { fields: { importId: 'equal', row: 'range' }, sort: { row: 1 } },
      { fields: { importId: 'equal', reason: 'equal', row: 'range' }, sort: { row: 1 } },
    ],
  },
  {
    collection: 'contact_import_rows',
    indexes: [{ key: { importId: 1, list: 1, lastRow: 1 } }],
    shapes: [
      { fields: { importId: 'equal', list: 'equal', lastRow: 'range' }, sort: { lastRow: 1 } },
      { fields: { _id: 'in' } },
    ],
  },
  ...IMPORT_UNDO_INDEXES,
];

/** An import that can still go on: queueing the same again answers it. */
const OPEN_PHASES: ReadonlySet<ImportPhase> = new Set(['pending', 'running', 'failed']);

/** How often, and how far apart, to look for an import that somebody else is about to store: 10 seconds in all. */
const STORING_LOOKS = 100;
const STORING_LOOK_MS = 100;

/** How long a claim holds without progress. */
const LEASE_MS = 60_000;

/** Before so much work a rate says nothing. */
const HONEST = { ms: 3_000, rows: 3_000 } as const;

/** How fast the present holder is, and how long the rest takes at that rate; null before that can be said. */
const paceOf = (d: ImportDocument): Pick<ImportReport, 'rowsPerSecond' | 'secondsLeft'> => {
  const ms = (d.progressAt?.getTime() ?? 0) - (d.claimedAt?.getTime() ?? 0);
  const rows = d.rows - (d.claimedRows ?? 0);
  if (d.phase !== 'running' || d.claimedAt === undefined || ms < HONEST.ms || rows < HONEST.rows) {
    return { rowsPerSecond: null, secondsLeft: null };
  }
  const rate = rows / (ms / 1_000);
  // The parts of the file are read ahead of the rows: at its end nothing can be said of what is left.
  const left = d.bytesRead >= d.bytesTotal ? null : (d.rows / d.bytesRead) * (d.bytesTotal - d.bytesRead);
  return { rowsPerSecond: Math.round(rate), secondsLeft: left === null ? null : Math.ceil(left / rate) };
};

export const toReport = (d: ImportDocument): ImportReport => ({
  id: d._id,
  fileName: d.fileName,
  phase: d.phase,
  bytesRead: d.bytesRead,
  bytesTotal: d.bytesTotal,
  rows: d.rows,
  created: d.created,
  updated: d.updated,
  unchanged: d.unchanged,
  refused: d.refused,
  withoutConsent: d.withoutConsent,
  withoutAddress: d.withoutAddress,
  reasons: d.reasons,
  failure: d.failure,
  createdBy: d.createdBy,
  createdAt: d.createdAt,
  finishedAt: d.finishedAt,
  ...paceOf(d),
  undo: d.undo === undefined ? null : { removed: d.undo.removed, kept: d.undo.kept, values: d.undo.values },
});

export const toStoredMapping = ({ columns, consent, madeAddress }: ImportMapping): StoredMapping => ({
  columns: Object.entries(columns).map(([header, target]) => ({ header, target })),
  consent,
  ...(madeAddress === undefined ? {} : { madeAddress }),
});

export type ImportStore = ReturnType<typeof createImportStore>;

export const createImportStore = (database: Database) => {
  const imports = database.connection.collection<ImportDocument>('contact_imports');
  const open = database.connection.collection<OpenImportDocument>('contact_imports_open');
  const chunks = database.connection.collection<ChunkDocument>('contact_import_chunks');
  const refusals = database.connection.collection<RefusedRowDocument>('contact_import_refusals');
  const listedRows = database.connection.collection<ListedRowsDocument>('contact_import_rows');
  /** An undo keeps whom other imports met: it waits for those that run, and new ones wait for it. */
  const somethingInTheWay = async (id: string): Promise<boolean> => {
    const own = await imports.findOne({ _id: id }, { projection: { phase: 1 } });
    const phase = own?.phase === 'undoing' ? 'running' : 'undoing';
    const held = { $expr: { $gt: ['$leaseUntil', '$$NOW'] } };
    return (await imports.findOne({ _id: { $ne: id }, phase, ...held }, { projection: { _id: 1 } })) !== null;
  };
  const chunkIds = (importId: string, count: number) => Array.from({ length: count }, (_, n) => `${importId}:${n}`);

  return {
    byId: async (id: string) => (await imports.findOne({ _id: id })) ?? undefined,
    list: (limit: number) => imports.find({}).sort({ _id: -1 }).limit(limit).toArray(),
    /** Answers the open import of the same content and mapping where there is one; else stores this one and answers it. */
    insertUnlessOpen: async (document: ImportDocument): Promise<ImportDocument> => {
      for (let look = 1; ; look += 1) {
        try {
          await open.insertOne({ _id: document.contentKey, importId: document._id });
          await imports.insertOne(document);
          return document;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
        const holder = await open.findOne({ _id: document.contentKey });
        if (holder === null) continue;
        const held = await imports.findOne({ _id: holder.importId });
        if (held !== null && OPEN_PHASES.has(held.phase)) return held;
        // Held, and not stored yet: its process is between the two writes, or died there.
        if (held === null && look < STORING_LOOKS) await wait(STORING_LOOK_MS);
        else await open.deleteOne({ _id: document.contentKey, importId: holder.importId });
      }
    },
    release: (document: ImportDocument) => open.deleteOne({ _id: document.contentKey, importId: document._id }),
    /** A failed import becomes pending again; anything else stays as it is. */
    requeue: (id: string) =>
      imports.updateOne({ _id: id, phase: 'failed' }, { $set: { phase: 'pending', failure: null, finishedAt: null } }),

    /** Pending, or running under a lease that the database's clock says is over. Oldest first. */
    due: () =>
      imports
        .find(
          {
            phase: { $in: ['pending', 'running', 'undoing'] },
            $expr: { $or: [{ $eq: ['$phase', 'pending'] }, { $lt: ['$leaseUntil', '$$NOW'] }] },
          },
          { projection: { _id: 1 } },
        )
        .sort({ createdAt: 1 })
        .toArray(),

    /** Takes the lease by compare-and-set on the fence that was read; undefined for a lost race or a live holder. */
    claim: async (id: string): Promise<ImportDocument | undefined> => {
      if (await somethingInTheWay(id)) return undefined;
      const claimed = await imports.findOneAndUpdate(
        {
          _id: id,
          phase: { $in: ['pending', 'running', 'undoing'] },
          $expr: { $or: [{ $eq: ['$phase', 'pending'] }, { $lt: ['$leaseUntil', '$$NOW'] }] },
        },
        [
          {
            $set: {
              phase: { $cond: [{ $eq: ['$phase', 'undoing'] }, 'undoing', 'running'] },
              claimedAt: '$$NOW',
              claimedRows: '$rows',
              fence: { $add: ['$fence', 1] },
              leaseUntil: fromNow(LEASE_MS),
            },
          },
        ],
        { returnDocument: 'after' },
      );
      return claimed ?? undefined;
    },

    /** Writes progress and renews the lease; undefined where the fence is no longer ours. */
    progress: async (id: string, fence: number, counts: ImportCounts): Promise<ImportDocument | undefined> =>
      (await imports.findOneAndUpdate(
        { _id: id, fence, phase: 'running' },
        [{ $set: { ...literal(counts), progressAt: '$$NOW', leaseUntil: fromNow(LEASE_MS) } }],
        { returnDocument: 'after' },
      )) ?? undefined,

    /** From then on it is due to be taken back; undefined where it has not ended, or is being taken back already. */
    beginUndo: async (id: string): Promise<ImportDocument | undefined> =>
      (await imports.findOneAndUpdate(
        { _id: id, phase: { $in: ['done', 'failed'] } },
        { $set: { phase: 'undoing', failure: null, finishedAt: null, leaseUntil: new Date(0) } },
        { returnDocument: 'before' },
      )) ?? undefined,
    undoProgress: async (
      id: string,
      fence: number,
      undo: NonNullable<ImportDocument['undo']>,
    ): Promise<ImportDocument | undefined> =>
      (await imports.findOneAndUpdate(
        { _id: id, fence, phase: 'undoing' },
        [{ $set: { undo: { $literal: undo }, leaseUntil: fromNow(LEASE_MS) } }],
        { returnDocument: 'after' },
      )) ?? undefined,
    undoFinish: async (id: string, fence: number): Promise<ImportDocument | undefined> =>
      (await imports.findOneAndUpdate(
        { _id: id, fence, phase: 'undoing' },
        [{ $set: { phase: 'undone', finishedAt: '$$NOW' } }, { $unset: ['leaseUntil'] }],
        { returnDocument: 'after' },
      )) ?? undefined,

    finish: async (
      id: string,
      fence: number,
      end: { phase: 'done' | 'failed'; failure: ImportReport['failure'] },
    ): Promise<ImportDocument | undefined> =>
      (await imports.findOneAndUpdate(
        { _id: id, fence, phase: 'running' },
        [
          { $set: { phase: end.phase, failure: { $literal: end.failure }, finishedAt: '$$NOW' } },
          { $unset: ['leaseUntil'] },
        ],
        { returnDocument: 'after' },
      )) ?? undefined,

    writeChunk: (importId: string, number: number, data: Buffer) =>
      chunks.insertOne({ _id: `${importId}:${number}`, data: new Binary(data) }),
    readChunk: async (importId: string, number: number): Promise<Buffer> => {
      const chunk = await chunks.findOne({ _id: `${importId}:${number}` });
      if (!chunk) throw new Error(`part ${number} of the uploaded file is missing`);
      return Buffer.from(chunk.data.buffer).subarray(0, chunk.data.position);
    },
    dropChunks: (importId: string, count: number) => chunks.deleteMany({ _id: { $in: chunkIds(importId, count) } }),

    writeRefusals: async (rows: readonly RefusedRowDocument[]): Promise<void> => {
      if (rows.length === 0) return;
      try {
        await refusals.insertMany([...rows], { ordered: false });
      } catch (error) {
        // A batch that is repeated after a crash finds its refusals written already.
        if (!isDuplicateKey(error)) throw error;
      }
    },
    refusals: (importId: string, after: number, limit: number, reason?: string) =>
      refusals
        .find({ importId, ...(reason === undefined ? {} : { reason }), row: { $gt: after } })
        .sort({ row: 1 })
        .limit(limit)
        .toArray(),

    /** `before` is how many rows were read before this batch. */
    writeLists: async (
      importId: string,
      before: number,
      lists: Readonly<Record<ImportList, ListedRow[]>>,
    ): Promise<void> => {
      const documents = IMPORT_LISTS.flatMap((list) => {
        const rows = lists[list];
        const lastRow = rows.at(-1)?.row;
        return lastRow === undefined ? [] : [{ _id: `${importId}:${list}:${before}`, importId, list, lastRow, rows }];
      });
      if (documents.length > 0) await listedRows.insertMany(documents);
    },
    /** Lists of batches that begin after the first `counted` rows of a file. */
    dropListsAfter: async (importId: string, counted: number): Promise<void> => {
      for (const list of IMPORT_LISTS) {
        // The header is row 1, and empty lines have numbers too: more are found than go.
        const found = await listedRows
          .find({ importId, list, lastRow: { $gt: counted + 1 } }, { projection: { _id: 1 } })
          .toArray();
        const ids = found.map(({ _id }) => _id).filter((id) => Number(id.split(':').at(-1)) >= counted);
        if (ids.length > 0) await listedRows.deleteMany({ _id: { $in: ids } });
      }
    },
    listed: async (importId: string, list: ImportList, after: number, limit: number): Promise<ListedRow[]> => {
      const found: ListedRow[] = [];
      const batches = listedRows
        .find({ importId, list, lastRow: { $gt: after } })
        .sort({ lastRow: 1 })
        .limit(limit)
        .batchSize(2);
      for await (const { rows } of batches) {
        found.push(...rows.filter(({ row }) => row > after));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    },
  };
};

/** Values for a pipeline update, where a text that begins with `$` would be read as a field. */
const literal = (values: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { $literal: value }]));
