import { type Database, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import { escapeRegex } from '../common/escape-regex.ts';

export const MAIL_INDEXES: StoreIndexes[] = [
  {
    collection: 'outbox',
    indexes: [{ key: { order: 1 } }, { key: { campaignId: 1, order: 1 } }],
    shapes: [
      { fields: { order: 'range' }, sort: { order: -1 } },
      { fields: { campaignId: 'equal', order: 'range' }, sort: { order: -1 } },
    ],
  },
];

/** One captured mail: who, and what differs from its body. */
export interface CapturedDoc {
  /** From message id and address, so that capturing twice stores once. */
  readonly _id: string;
  readonly messageId: string;
  readonly campaignId: string;
  readonly address: string;
  readonly subject: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly test: boolean;
  readonly at: Date;
  /** Milliseconds × 1,000 + position: newest first by one field. */
  readonly order: number;
}

/** The body that all mails of one message share. `whole` once every mail of it is stored. */
export interface BodyDoc {
  readonly _id: string;
  readonly from: string;
  readonly replyTo: string;
  readonly html: string;
  readonly text: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly whole: boolean;
}

export const createOutboxStore = (database: Database) => {
  const mails = database.connection.collection<CapturedDoc>('outbox');
  const bodies = database.connection.collection<BodyDoc>('outbox_bodies');

  const filterOf = (input: { query?: string; campaignId?: string }) => ({
    ...(input.campaignId === undefined ? {} : { campaignId: input.campaignId }),
    ...(input.query === undefined || input.query === ''
      ? {}
      : {
          $or: [
            { address: { $regex: `^${escapeRegex(input.query.toLowerCase())}` } },
            { subject: { $regex: escapeRegex(input.query), $options: 'i' } },
          ],
        }),
  });

  return {
    async addBody(body: BodyDoc): Promise<void> {
      try {
        await bodies.insertOne(body);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    /** Stores those that are not there yet. */
    async addMails(docs: CapturedDoc[]): Promise<void> {
      try {
        await mails.insertMany(docs, { ordered: false });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async markWhole(messageId: string): Promise<void> {
      await bodies.updateOne({ _id: messageId }, { $set: { whole: true } });
    },
    body: (messageId: string) => bodies.findOne({ _id: messageId }),
    mail: (id: string) => mails.findOne({ _id: id }),
    addressesOf: (messageIds: readonly string[]) => mails.distinct('address', { messageId: { $in: [...messageIds] } }),
    async page(input: { query?: string; campaignId?: string; before?: number; limit: number }) {
      const filter = filterOf(input);
      const docs = await mails
        .find(input.before === undefined ? filter : { ...filter, order: { $lt: input.before } })
        .sort({ order: -1 })
        .limit(input.limit)
        .toArray();
      return { docs, total: await mails.countDocuments(filter) };
    },
    async bodiesOf(messageIds: readonly string[]): Promise<Map<string, BodyDoc>> {
      const found = await bodies.find({ _id: { $in: [...new Set(messageIds)] } }).toArray();
      return new Map(found.map((body) => [body._id, body]));
    },
  };
};

export type OutboxStore = ReturnType<typeof createOutboxStore>;
