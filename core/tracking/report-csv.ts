import { stringify } from 'csv-stringify/sync';
import { type CampaignCost, COST_PARTS } from './cost-per-result.ts';
import { shareIn } from './shares.ts';
import { type CampaignReport, TRACKING_KINDS } from './tracking.ts';

/**
 * The report as it is shown, one number a line, with a byte order mark: totals, links, and what it is worth. An amount
 * that nobody knows is empty, with the reason beside it. Formulas are escaped.
 */
export const reportCsv = (report: CampaignReport, cost: CampaignCost): string => {
  const { campaignId: id, totals, links } = report;
  const rows: (string | number)[][] = [
    [id, 'submitted', '', report.submitted, ''],
    ...TRACKING_KINDS.flatMap((kind) => {
      const { people, of, whole } = shareIn(report, kind);
      return [
        [id, kind, 'people', people, ''],
        [id, kind, 'events', totals[kind].events, ''],
        [id, kind, 'machine_only', totals[kind].machineOnly, ''],
        [id, kind, 'share', whole === 0 ? '' : people / whole, `of ${of}`],
      ];
    }),
    ...links.flatMap(({ url, people, clicks }) => [
      [id, 'link_people', url, people, ''],
      [id, 'link_clicks', url, clicks, ''],
    ]),
    [id, 'review_hours', '', cost.reviewMinutes / 60, ''],
    ...COST_PARTS.map((part) => {
      const { amount, unknown } = cost.parts[part];
      return [id, 'cost', part, amount ?? '', unknown ?? cost.currency];
    }),
    [id, 'cost', 'total', cost.total, cost.complete ? cost.currency : `${cost.currency}, at least`],
    [id, 'results', cost.kpi, cost.results ?? '', cost.results === null ? 'not_counted' : ''],
    [
      id,
      'cost_per_result',
      cost.kpi,
      cost.perResult ?? '',
      cost.perResult === null ? 'not_known' : cost.complete ? cost.currency : `${cost.currency}, at least`,
    ],
  ];
  return stringify([['campaign', 'what', 'of', 'value', 'note'], ...rows], { bom: true, escape_formulas: true });
};
