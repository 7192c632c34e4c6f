import { type Database, isDuplicateKey } from '../common/database-store.ts';
import type { CostRates, CountedResults } from './cost-per-result.ts';

type RatesDoc = CostRates & { readonly _id: 'rates' };

interface ResultsDoc extends Partial<CountedResults> {
  /** Id of the campaign. */
  readonly _id: string;
  readonly dueAt: Date;
}

export type CostStore = ReturnType<typeof createCostStore>;

/** The rates, and what was last counted of each campaign: derived, and counted again at any time. */
export const createCostStore = ({ connection }: Database) => {
  const rates = connection.collection<RatesDoc>('cost_rates');
  const results = connection.collection<ResultsDoc>('campaign_results');

  return {
    async rates(): Promise<CostRates | undefined> {
      const found = await rates.findOne({ _id: 'rates' });
      if (found === null) return undefined;
      const { _id, ...stored } = found;
      return stored;
    },
    /** Compare-and-set on the revision; 0 is that of none. False is a lost race. */
    async replaceRates(next: CostRates, expected: number): Promise<boolean> {
      if (expected > 0) return (await rates.replaceOne({ _id: 'rates', revision: expected }, next)).matchedCount === 1;
      try {
        await rates.insertOne({ _id: 'rates', ...next });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Takes the counting of a campaign until `until`; false where it is not due, or another process has it. */
    async claim(campaignId: string, now: Date, until: Date): Promise<boolean> {
      const taken = await results.findOneAndUpdate(
        { _id: campaignId, dueAt: { $lte: now } },
        { $set: { dueAt: until } },
      );
      if (taken !== null) return true;
      try {
        await results.insertOne({ _id: campaignId, dueAt: until });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async keep(campaignId: string, counted: CountedResults, dueAt: Date): Promise<void> {
      await results.updateOne({ _id: campaignId }, { $set: { ...counted, dueAt } }, { upsert: true });
    },
    /** What is counted of these, and of none that was not counted yet. */
    async counted(campaignIds: readonly string[]): Promise<Map<string, CountedResults>> {
      const found = await results.find({ _id: { $in: [...campaignIds] } }).toArray();
      return new Map(
        found.flatMap(({ _id, submitted, totals, computedAt, reviewMinutes }) =>
          submitted === undefined || totals === undefined || computedAt === undefined || reviewMinutes === undefined
            ? []
            : [[_id, { submitted, totals, computedAt, reviewMinutes }]],
        ),
      );
    },
    /** When each of these is counted next. */
    async dueAt(campaignIds: readonly string[]): Promise<Map<string, Date>> {
      const found = await results.find({ _id: { $in: [...campaignIds] } }, { projection: { dueAt: 1 } }).toArray();
      return new Map(found.map(({ _id, dueAt }) => [_id, dueAt]));
    },
  };
};
