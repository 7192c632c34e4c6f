import { createHash } from 'node:crypto';
import { type Database, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import type { Insight, InsightSource, InsightState, Theme } from './insight.ts';
import type { SentimentLabel } from './sentiment/sentiment.ts';

type InsightDocument = Omit<Insight, 'id'> & {
  readonly _id: string;
  /** When it was changed, until everything that follows from the change is done. */
  readonly unsettled?: Date;
};
type ThemeDocument = Omit<Theme, 'key'> & { readonly _id: string };

/** What somebody began to share: kept for a day, so that nothing typed is lost while they look at similar ones. */
export interface InsightDraft {
  readonly id: string;
  readonly authorId: string;
  readonly input: Readonly<Record<string, string>>;
  readonly until: Date;
}

const INSIGHTS = 'insights';
const THEMES = 'insight_themes';
const DRAFTS = 'insight_drafts';
const CLAIMS = 'insight_claims';
const COUNTERS = 'insight_counters';

export const INSIGHT_INDEXES: readonly StoreIndexes[] = [
  {
    collection: INSIGHTS,
    indexes: [
      { key: { number: 1 }, unique: true },
      { key: { state: 1, number: 1 } },
      { key: { authorId: 1, createdAt: 1 } },
      { key: { themeKey: 1, number: 1 } },
      { key: { themeKey: 1, createdAt: 1 } },
      { key: { createdAt: 1 } },
      { key: { unsettled: 1 }, sparse: true },
      { key: { 'links.id': 1 } },
    ],
    shapes: [
      { fields: { state: 'in' }, sort: { number: -1 } },
      { fields: { themeKey: 'equal' }, sort: { number: -1 } },
      { fields: { authorId: 'equal', createdAt: 'range' } },
      { fields: { themeKey: 'equal', createdAt: 'range' } },
      { fields: { createdAt: 'range' } },
      { fields: { unsettled: 'range' } },
      { fields: { 'links.id': 'equal' }, sort: { number: -1 } },
    ],
  },
  { collection: DRAFTS, indexes: [{ key: { until: 1 }, expireAfterSeconds: 0 }], shapes: [] },
  { collection: CLAIMS, indexes: [{ key: { until: 1 }, expireAfterSeconds: 0 }], shapes: [] },
];

export interface InsightFilter {
  readonly states?: readonly InsightState[];
  readonly themeKey?: string | null;
  readonly source?: InsightSource;
  /** As it is written. */
  readonly product?: string;
  readonly region?: string;
  readonly sentiment?: SentimentLabel;
  readonly authorId?: string;
  /** Id of a segment, a persona or a campaign that it is tied to. */
  readonly linkedTo?: string;
  readonly from?: Date;
  readonly to?: Date;
}

const toFilter = ({
  states,
  themeKey,
  source,
  product,
  region,
  sentiment,
  authorId,
  linkedTo,
  from,
  to,
}: InsightFilter) => ({
  ...(states === undefined ? {} : { state: { $in: [...states] } }),
  ...(themeKey === undefined ? {} : { themeKey }),
  ...(source === undefined ? {} : { source }),
  ...(product === undefined ? {} : { product }),
  ...(region === undefined ? {} : { region }),
  ...(sentiment === undefined ? {} : { 'sentiment.label': sentiment }),
  ...(authorId === undefined ? {} : { authorId }),
  ...(linkedTo === undefined ? {} : { 'links.id': linkedTo }),
  ...(from === undefined && to === undefined
    ? {}
    : { createdAt: { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) } }),
});

/** Shared by all authors: no author has an empty id. */
const wordsId = (words: string): string => createHash('sha256').update(`\n${words}`).digest('base64url');

export type InsightStore = ReturnType<typeof createInsightStore>;

export const createInsightStore = ({ connection }: Database) => {
  const insights = connection.collection<InsightDocument>(INSIGHTS);
  const themes = connection.collection<ThemeDocument>(THEMES);
  const drafts = connection.collection<Omit<InsightDraft, 'id'> & { _id: string }>(DRAFTS);
  const claims = connection.collection<{ _id: string; number: number; until: Date }>(CLAIMS);
  const counters = connection.collection<{ _id: string; last: number }>(COUNTERS);

  const fromDocument = ({ _id, unsettled: _unsettled, ...rest }: InsightDocument): Insight => ({
    id: _id,
    ...rest,
  });
  const toTheme = ({ _id, ...rest }: ThemeDocument): Theme => ({ key: _id, ...rest });

  const nextNumber = async (): Promise<number> => {
    const counter = await counters.findOneAndUpdate(
      { _id: 'insight' },
      { $inc: { last: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    if (counter === null) throw new Error('the counter of insights did not answer');
    return counter.last;
  };

  return {
    /**
     * The number for these words of this author: the same one again until `until`, so that a repetition from any surface
     * meets the first.
     */
    async claim(authorId: string, words: string, until: Date): Promise<number> {
      const _id = createHash('sha256').update(`${authorId}\n${words}`).digest('base64url');
      const known = await claims.findOne({ _id });
      if (known !== null) return known.number;
      const number = await nextNumber();
      try {
        await claims.insertOne({ _id, number, until });
        return number;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await claims.findOne({ _id }))?.number ?? number;
      }
    },

    /** The number of the insight that has these words first, whoever shared it. */
    async claimWords(words: string, number: number, until: Date): Promise<number> {
      const _id = wordsId(words);
      try {
        await claims.insertOne({ _id, number, until });
        return number;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await claims.findOne({ _id }))?.number ?? number;
      }
    },
    /** False where somebody was faster. */
    async passWords(words: string, from: number, to: number): Promise<boolean> {
      return (await claims.findOneAndUpdate({ _id: wordsId(words), number: from }, { $set: { number: to } })) !== null;
    },

    /** Takes one out that nobody has been told of yet. */
    async discard({ id }: Insight): Promise<void> {
      await insights.deleteOne({ _id: id, revision: 1 });
    },

    /** False where it stands there already. */
    async insert({ id, ...insight }: Insight): Promise<boolean> {
      try {
        await insights.insertOne({ _id: id, ...insight, unsettled: insight.createdAt });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    async byId(id: string): Promise<Insight | undefined> {
      const found = await insights.findOne({ _id: id });
      return found === null ? undefined : fromDocument(found);
    },

    async byIds(ids: readonly string[]): Promise<Insight[]> {
      return (await insights.find({ _id: { $in: [...ids] } }).toArray()).map(fromDocument);
    },

    /** Compare-and-set on the revision that was read; undefined where it was lost. */
    async change(
      insight: Insight,
      set: Partial<Omit<Insight, 'id' | 'number' | 'revision'>> & Pick<Insight, 'updatedAt'>,
    ): Promise<Insight | undefined> {
      const changed = await insights.findOneAndUpdate(
        { _id: insight.id, revision: insight.revision },
        { $set: { ...set, unsettled: set.updatedAt }, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      );
      return changed === null ? undefined : fromDocument(changed);
    },

    /** Everything that follows from its last change is done. */
    async settled({ id, revision }: Insight): Promise<void> {
      await insights.updateOne({ _id: id, revision }, { $unset: { unsettled: '' } });
    },
    /** Whose change was left in the middle. */
    async unsettledBefore(before: Date): Promise<Insight[]> {
      return (await insights.find({ unsettled: { $lt: before } }).toArray()).map(fromDocument);
    },

    /** The newest first, below a number where one is given. */
    async list(filter: InsightFilter, { below, limit }: { below?: number; limit: number }): Promise<Insight[]> {
      const found = await insights
        .find({ ...toFilter(filter), ...(below === undefined ? {} : { number: { $lt: below } }) })
        .sort({ number: -1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    /** How many there are of each state, in a filter without states. */
    async countByState(filter: Omit<InsightFilter, 'states'>): Promise<Map<InsightState, number>> {
      const found = await insights
        .aggregate<{ _id: InsightState; n: number }>([
          { $match: toFilter(filter) },
          { $group: { _id: '$state', n: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(found.map(({ _id, n }) => [_id, n]));
    },

    /** Those of a theme since a moment, the newest first; withdrawn ones left out. */
    async ofThemeSince(themeKey: string, since: Date): Promise<Insight[]> {
      const found = await insights.find({ themeKey, createdAt: { $gte: since } }).toArray();
      return found
        .map(fromDocument)
        .filter(({ state }) => state !== 'withdrawn')
        .sort((a, b) => b.number - a.number);
    },
    /** Theme and moment of whatever has a theme, since a moment; withdrawn ones left out. */
    async themedSince(since: Date): Promise<{ themeKey: string; createdAt: Date }[]> {
      const found = await insights
        .find({ createdAt: { $gte: since } }, { projection: { themeKey: 1, createdAt: 1, state: 1 } })
        .toArray();
      return found.flatMap(({ themeKey, createdAt, state }) =>
        themeKey === null || state === 'withdrawn' ? [] : [{ themeKey, createdAt }],
      );
    },

    countSince: (authorId: string, since: Date): Promise<number> =>
      insights.countDocuments({ authorId, createdAt: { $gte: since } }),

    /** Counts one more of something that this person does in this minute, and answers how many that makes. */
    async countInMinute(what: 'shared' | 'comment', staffId: string, at: Date): Promise<number> {
      const minute = Math.floor(at.getTime() / 60_000);
      const _id = `${what} ${minute} ${staffId}`;
      const until = new Date((minute + 2) * 60_000);
      for (;;) {
        try {
          const counted = await claims.findOneAndUpdate(
            { _id },
            { $inc: { number: 1 }, $setOnInsert: { until } },
            { upsert: true, returnDocument: 'after' },
          );
          return counted?.number ?? 1;
        } catch (error) {
          // Two made the counter at once: the second look finds it.
          if (!isDuplicateKey(error)) throw error;
        }
      }
    },

    async putDraft({ id, ...draft }: InsightDraft): Promise<void> {
      await drafts.insertOne({ _id: id, ...draft });
    },
    async draft(id: string): Promise<InsightDraft | undefined> {
      const found = await drafts.findOne({ _id: id });
      return found === null
        ? undefined
        : { id: found._id, authorId: found.authorId, input: found.input, until: found.until };
    },
    async dropDraft(id: string): Promise<void> {
      await drafts.deleteOne({ _id: id });
    },

    async themes(): Promise<Theme[]> {
      return (await themes.find({}).sort({ _id: 1 }).toArray()).map(toTheme);
    },
    /** False where the key is taken. */
    async insertTheme({ key, ...theme }: Theme): Promise<boolean> {
      try {
        await themes.insertOne({ _id: key, ...theme });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async follow(key: string, staffId: string, following: boolean): Promise<Theme | undefined> {
      const changed = await themes.findOneAndUpdate(
        { _id: key },
        following ? { $addToSet: { followers: staffId } } : { $pull: { followers: staffId } },
        { returnDocument: 'after' },
      );
      return changed === null ? undefined : toTheme(changed);
    },
  };
};
