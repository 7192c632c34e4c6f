import type { CampaignCost } from '../../core/index.ts';

/** What a digest's number asks for: campaigns that began in its period, of one group; all where nothing is given. */
export interface CostFilter {
  readonly range: { readonly from: Date; readonly to: Date } | undefined;
  /** Exactly these segments, ascending; empty is whom another campaign missed. */
  readonly segmentIds: readonly string[] | undefined;
  readonly kpi: string;
  readonly currency: string;
}

/** A period that is none, or is the wrong way round, is left out. Pure. */
export const costFilterOf = (text: (name: string) => string): CostFilter => {
  const [from, to] = [new Date(text('from')), new Date(text('to'))];
  const [kpi, currency] = [text('kpi'), text('currency')];
  const grouped = kpi !== '';
  return {
    range: from < to ? { from, to } : undefined,
    segmentIds: grouped
      ? text('segment')
          .split(',')
          .filter((id) => id !== '')
          .sort()
      : undefined,
    kpi,
    currency,
  };
};

/** Pure. */
export const passes = (
  cost: Pick<CampaignCost, 'segmentIds' | 'kpi' | 'currency'>,
  { segmentIds, kpi, currency }: Omit<CostFilter, 'range'>,
): boolean =>
  (segmentIds === undefined || segmentIds.join() === cost.segmentIds.join()) &&
  (kpi === '' || kpi === cost.kpi) &&
  (currency === '' || currency === cost.currency);
