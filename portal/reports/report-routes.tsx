import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, Router } from 'express';
import {
  type Campaign,
  type CampaignReport,
  can,
  type Lang,
  reportCsv,
  TRACKING_KINDS,
  TRACKING_WORDS,
} from '../../core/index.ts';
import { campaignIdOf, noSuchCampaign } from '../campaigns/load-campaign.ts';
import { needs, type PortalContext, queryText, render, staffOf, viewerOf } from '../http/index.ts';
import { costFilterOf, passes } from './cost-filter.ts';
import { CostsPage } from './cost-view.tsx';
import { Recipients } from './recipients-view.tsx';
import { type ChartPictures, ReportPage } from './report-view.tsx';

const chartOf = async (report: CampaignReport, lang: Lang, zone: string): Promise<ChartPictures | undefined> => {
  const { byHour } = report;
  if (!byHour.some(({ opened, clicked }) => opened > 0 || clicked > 0)) return undefined;
  const days = new Set(byHour.map(({ hour }) => dayOf(hour, zone))).size;
  const label = new Intl.DateTimeFormat(lang === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(days > 1 ? { day: 'numeric', month: 'numeric' } : {}),
  });
  // The library of charts is the largest of the portal: it is loaded with the first chart.
  const { hourlyChartSvg } = await import('../charts/hourly-chart.ts');
  const draw = (width: number, height: number): string =>
    hourlyChartSvg({
      labels: byHour.map(({ hour }) => label.format(hour)),
      series: [
        { name: TRACKING_WORDS.opened[lang], values: byHour.map(({ opened }) => opened) },
        { name: TRACKING_WORDS.clicked[lang], values: byHour.map(({ clicked }) => clicked) },
      ],
      width,
      height,
    });
  return { wide: draw(960, 280), narrow: draw(360, 240) };
};

const DAY_MS = 86_400_000;
/** Days that the costs of campaigns look back. */
const PERIODS = [30, 90, 365] as const;

const dayOf = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);

/** What came of a campaign, recomputed from the facts each time. */
export const reportRoutes = ({ core, logger }: PortalContext): Router => {
  const router = Router();

  const load = async (req: Request): Promise<Campaign> => {
    const campaign = await core.campaigns.byId(campaignIdOf(req));
    if (campaign === undefined) throw noSuchCampaign();
    return campaign;
  };

  // Before the routes of one report, whose address would take it for a campaign's.
  router.get('/reports/costs', needs('reports.view'), async (req, res) => {
    const days = PERIODS.find((each) => String(each) === queryText(req, 'days')) ?? 90;
    const filter = costFilterOf((name) => queryText(req, name));
    const { range } = filter;
    const { costs: all, waiting } = await (range === undefined
      ? core.costs.since(new Date(core.clock.now().getTime() - days * DAY_MS))
      : core.costs.since(range.from, range.to));
    const costs = all.filter((cost) => passes(cost, filter));
    const segments = new Map((await core.segments.list()).map((segment) => [segment.id, segment]));
    const seesSegments = can(staffOf(res), 'segments.view');
    render(res, <CostsPage {...{ costs, waiting, segments, seesSegments, filter, days }} periods={PERIODS} />);
  });

  router.get('/reports/:id', needs('reports.view'), async (req, res) => {
    const campaign = await load(req);
    const { lang, zone } = viewerOf(res);
    const report = await core.tracking.report(campaign.id);
    const chart = report === undefined ? undefined : await chartOf(report, lang, zone);
    const cost = report === undefined ? undefined : await core.costs.ofReport(campaign, report);
    render(res, <ReportPage campaign={campaign} report={report} cost={cost} chart={chart} />);
  });

  router.get('/reports/:id/report.csv', needs('reports.view'), async (req, res) => {
    const campaign = await load(req);
    const report = await core.tracking.report(campaign.id);
    if (report === undefined) throw noSuchCampaign();
    res.setHeader('content-type', 'text/csv; charset=utf-8');
    res.setHeader('content-disposition', `attachment; filename="${campaign.id}-report.csv"`);
    res.send(reportCsv(report, await core.costs.ofReport(campaign, report)));
  });

  router.get('/reports/:id/people', needs('reports.view'), async (req, res) => {
    const campaign = await load(req);
    const kind = TRACKING_KINDS.find((name) => name === queryText(req, 'kind'));
    const linkId = queryText(req, 'link');
    // A search by address would tell, letter by letter, what the mask hides.
    const query = can(staffOf(res), 'contacts.view') ? queryText(req, 'q') : '';
    const after = queryText(req, 'after');
    const { rows, next } = await core.tracking.recipients(campaign.id, {
      ...(kind === undefined ? {} : { kind }),
      ...(linkId === '' ? {} : { linkId }),
      ...(query === '' ? {} : { query }),
      ...(after === '' ? {} : { after }),
      limit: 50,
    });
    const report = linkId === '' ? undefined : await core.tracking.report(campaign.id);
    const url = report?.links.find((link) => link.linkId === linkId)?.url;
    render(res, <Recipients campaign={campaign} filter={{ kind, linkId, url, query }} rows={rows} next={next} />);
  });

  router.get('/reports/:id/people.csv', needs('contacts.view'), async (req, res) => {
    const { id } = await load(req);
    res.setHeader('content-type', 'text/csv; charset=utf-8');
    res.setHeader('content-disposition', `attachment; filename="${id}-people.csv"`);
    try {
      await pipeline(Readable.from(core.tracking.csv(id)), res);
    } catch (error) {
      // The head has left: a cut-off answer tells the browser that the file is not whole.
      logger.error({ err: error, campaign: id }, 'a CSV download broke off');
      res.destroy();
    }
  });

  return router;
};
