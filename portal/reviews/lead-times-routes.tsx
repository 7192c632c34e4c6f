import { Router } from 'express';
import { LANES, type LeadTimes } from '../../core/index.ts';
import { needs, type PortalContext, queryText, render, viewerOf } from '../http/index.ts';
import { LeadTimesPage, type LeadTimesProps, type Shown } from './lead-times-view.tsx';
import { readPeriod } from './period.ts';

const shownOf = (text: string): Shown => {
  if (text === 'rework') return text;
  return LANES.find((lane) => lane === text) ?? (/^[a-z]+\.\w+$/.test(text) ? { cause: text } : 'marketing');
};

const idsIn = (shown: Shown, times: LeadTimes, causes: LeadTimesProps['causes']): readonly string[] => {
  if (shown === 'rework') return times.rework.approved.map((id) => id.split('/')[0] ?? '');
  if (typeof shown === 'string') return times.lanes[shown].cycles.map(({ subjectId }) => subjectId);
  return causes.find(({ cause }) => cause === shown.cause)?.campaigns ?? [];
};

/** Lead times of a period. Before the routes of one review, whose address would take it for a campaign's. */
export const leadTimesRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  router.get('/reviews/times', needs('reports.view'), async (req, res) => {
    const now = await core.serverTime();
    const typed = { from: queryText(req, 'from'), to: queryText(req, 'to') };
    const period = readPeriod(typed, now, viewerOf(res).zone);
    const [times, causes] = await Promise.all([
      core.approvals.leadTimes(period.range),
      core.campaigns.preflightFailures(period.range),
    ]);
    const shown = shownOf(queryText(req, 'show'));
    const ids = [...new Set(idsIn(shown, times, causes))];
    const named = await Promise.all(ids.map(async (id) => [id, (await core.campaigns.byId(id))?.name ?? ''] as const));
    render(
      res,
      <LeadTimesPage
        period={period}
        now={now}
        times={times}
        causes={causes}
        shown={shown}
        campaigns={Object.fromEntries(named)}
      />,
      period.errors?.status ?? 200,
    );
  });

  return router;
};
