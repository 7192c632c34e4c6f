import { type Database, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import { sharedRead } from '../common/shared-read.ts';
import {
  type CampaignChannel,
  CHANNEL_PURPOSES,
  type ChannelPurpose,
  type ChatIdentity,
  type ChatPlatform,
} from './chat-identity.ts';
import type { Staff } from './staff.ts';

/** Password hash and session floor stand beside the person but never leave this folder. */
type StaffDocument = Omit<Staff, 'id'> & {
  readonly _id: string;
  readonly passwordHash: string | null;
  readonly sessionsValidFrom: Date;
  /** Only the first administrator has it; unique, so that two first starts make one. */
  readonly first?: true;
};
type IdentityDocument = ChatIdentity & { readonly _id: string };
interface TokenDocument {
  readonly _id: string;
  readonly kind: 'invitation' | 'link';
  readonly data: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}
interface AttemptDocument {
  readonly _id: string;
  readonly count: number;
  readonly expiresAt: Date;
}
/** Who is an active administrator, in one document: that the last one stays is decided here by compare-and-set. */
interface AdministratorsDocument {
  readonly _id: 'administrators';
  readonly staffIds: string[];
}
/** Channels chosen before there were two purposes have none. */
type ChannelDocument = Omit<CampaignChannel, 'purpose'> & { readonly _id: string; readonly purpose?: ChannelPurpose };

export const PEOPLE_INDEXES: readonly StoreIndexes[] = [
  {
    collection: 'staff',
    indexes: [
      { key: { email: 1 }, unique: true },
      { key: { first: 1 }, unique: true, partialFilterExpression: { first: true } },
    ],
    shapes: [{ fields: { email: 'equal' } }],
  },
  { collection: 'chat_identities', indexes: [{ key: { staffId: 1 } }], shapes: [{ fields: { staffId: 'equal' } }] },
  { collection: 'one_time_tokens', indexes: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }], shapes: [] },
  { collection: 'sign_in_attempts', indexes: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }], shapes: [] },
];

const toStaff = ({ _id, passwordHash: _p, sessionsValidFrom: _s, first: _f, ...rest }: StaffDocument): Staff => ({
  id: _id,
  ...rest,
});
const channelKey = (platform: ChatPlatform, workspaceId: string, purpose: ChannelPurpose): string =>
  JSON.stringify(purpose === 'campaigns' ? [platform, workspaceId] : [platform, workspaceId, purpose]);
const identityId = (platform: ChatPlatform, workspaceId: string, userId: string): string =>
  JSON.stringify([platform, workspaceId, userId]);

export const createStaffStore = ({ connection }: Database) => {
  const staff = connection.collection<StaffDocument>('staff');
  const identities = connection.collection<IdentityDocument>('chat_identities');
  const tokens = connection.collection<TokenDocument>('one_time_tokens');
  const attempts = connection.collection<AttemptDocument>('sign_in_attempts');
  const administrators = connection.collection<AdministratorsDocument>('administrators');
  const channels = connection.collection<ChannelDocument>('campaign_channels');

  return {
    /** False where the address is taken, or where somebody else was the first. */
    async insert(person: Staff, secret: { passwordHash: string | null; first?: true }): Promise<boolean> {
      const { id, ...rest } = person;
      try {
        await staff.insertOne({ _id: id, ...rest, ...secret, sessionsValidFrom: person.createdAt });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    count: () => staff.countDocuments({}),
    async byId(id: string): Promise<Staff | undefined> {
      const found = await staff.findOne({ _id: id });
      return found ? toStaff(found) : undefined;
    },
    async byIds(ids: readonly string[]): Promise<Staff[]> {
      if (ids.length === 0) return [];
      return (await staff.find({ _id: { $in: [...ids] } }).toArray()).map(toStaff);
    },
    async byEmail(email: string): Promise<Staff | undefined> {
      const found = await staff.findOne({ email });
      return found ? toStaff(found) : undefined;
    },
    async list(): Promise<Staff[]> {
      return (await staff.find({}).sort({ name: 1, _id: 1 }).toArray()).map(toStaff);
    },
    async secretsOf(id: string): Promise<{ passwordHash: string | null; sessionsValidFrom: Date } | undefined> {
      return (await staff.findOne({ _id: id }, { projection: { passwordHash: 1, sessionsValidFrom: 1 } })) ?? undefined;
    },
    async update(
      id: string,
      change: Partial<Pick<StaffDocument, 'name' | 'roles' | 'lang' | 'timeZone' | 'status' | 'passwordHash'>>,
      sessionsValidFrom?: Date,
    ): Promise<Staff | undefined> {
      const set = { ...change, ...(sessionsValidFrom === undefined ? {} : { sessionsValidFrom }) };
      const found = await staff.findOneAndUpdate({ _id: id }, { $set: set }, { returnDocument: 'after' });
      return found ? toStaff(found) : undefined;
    },

    async addAdministrator(staffId: string): Promise<void> {
      await administrators.updateOne({ _id: 'administrators' }, { $addToSet: { staffIds: staffId } }, { upsert: true });
    },
    /** False where this is the last one. */
    async removeAdministrator(staffId: string): Promise<boolean> {
      for (;;) {
        const found = await administrators.findOne({ _id: 'administrators' });
        if (!found?.staffIds.includes(staffId)) return true;
        if (found.staffIds.length === 1) return false;
        const result = await administrators.updateOne(
          { _id: 'administrators', staffIds: found.staffIds },
          { $set: { staffIds: found.staffIds.filter((id) => id !== staffId) } },
        );
        if (result.matchedCount === 1) return true;
      }
    },

    async identity(platform: ChatPlatform, workspaceId: string, userId: string): Promise<ChatIdentity | undefined> {
      const found = await identities.findOne({ _id: identityId(platform, workspaceId, userId) });
      if (!found) return undefined;
      const { _id, ...identity } = found;
      return identity;
    },
    async identitiesOf(staffId: string): Promise<ChatIdentity[]> {
      return (await identities.find({ staffId }).toArray()).map(({ _id, ...identity }) => identity);
    },
    /** False where the account belongs to somebody else. Linking again to the same person changes nothing. */
    async linkIdentity(identity: ChatIdentity): Promise<boolean> {
      const _id = identityId(identity.platform, identity.workspaceId, identity.userId);
      try {
        await identities.insertOne({ _id, ...identity });
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await identities.findOne({ _id }))?.staffId === identity.staffId;
      }
    },
    async unlinkIdentity(platform: ChatPlatform, workspaceId: string, userId: string, staffId: string | undefined) {
      const _id = identityId(platform, workspaceId, userId);
      const result = await identities.deleteOne(staffId === undefined ? { _id } : { _id, staffId });
      return result.deletedCount === 1;
    },

    async addToken(token: { hash: string } & Omit<TokenDocument, '_id'>): Promise<void> {
      const { hash, ...rest } = token;
      await tokens.insertOne({ _id: hash, ...rest });
    },
    async token(hash: string, kind: TokenDocument['kind'], now: Date): Promise<TokenDocument['data'] | undefined> {
      const found = await tokens.findOne({ _id: hash });
      return found && found.kind === kind && found.expiresAt > now ? found.data : undefined;
    },
    /** Whoever gets the data has used the token up; everybody else gets undefined. */
    async useToken(hash: string, kind: TokenDocument['kind'], now: Date): Promise<TokenDocument['data'] | undefined> {
      const found = await tokens.findOneAndDelete({ _id: hash, kind });
      return found && found.expiresAt > now ? found.data : undefined;
    },

    /** Counts this try first and answers the count, so that tries in parallel are all counted. */
    async countAttempt(key: string, expiresAt: Date): Promise<number> {
      for (;;) {
        try {
          const found = await attempts.findOneAndUpdate(
            { _id: key },
            { $inc: { count: 1 }, $setOnInsert: { expiresAt } },
            { upsert: true, returnDocument: 'after' },
          );
          return found?.count ?? 1;
        } catch (error) {
          // Two tries made the document at once: the second look finds it.
          if (!isDuplicateKey(error)) throw error;
        }
      }
    },
    async forgetAttempts(key: string): Promise<void> {
      await attempts.deleteOne({ _id: key });
    },

    async putChannel(channel: CampaignChannel): Promise<void> {
      const _id = channelKey(channel.platform, channel.workspaceId, channel.purpose);
      await channels.replaceOne({ _id }, channel, { upsert: true });
    },
    channels: sharedRead(async (): Promise<readonly CampaignChannel[]> => {
      const found = await channels.find({}).sort({ _id: 1 }).toArray();
      return found.map(({ _id, purpose = 'campaigns', ...channel }) => ({ ...channel, purpose }));
    }),
    async setChannelHealth(
      ref: { platform: ChatPlatform; workspaceId: string; channelId: string },
      health: CampaignChannel['health'],
      healthAt: Date,
      seen?: Pick<CampaignChannel, 'health' | 'healthAt'>,
    ): Promise<boolean> {
      const ids = CHANNEL_PURPOSES.map((purpose) => channelKey(ref.platform, ref.workspaceId, purpose));
      const expected = seen === undefined ? {} : { health: seen.health, healthAt: seen.healthAt };
      const { matchedCount } = await channels.updateMany(
        { _id: { $in: ids }, channelId: ref.channelId, ...expected },
        { $set: { health, healthAt } },
      );
      return matchedCount > 0;
    },
  };
};
export type StaffStore = ReturnType<typeof createStaffStore>;
