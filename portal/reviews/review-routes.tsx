import { Router } from 'express';
import { LANES, workingMinutesBetween } from '../../core/index.ts';
import { handOnChoices } from '../campaigns/hand-on-routes.tsx';
import { campaignIdOf } from '../campaigns/load-campaign.ts';
import { needs, type PortalContext, queryText, render, staffOf } from '../http/index.ts';
import { type ReviewItem, Reviews, SHOWN } from './reviews-view.tsx';

/** Open review cycles, split by whose key they wait for. */
export const reviewRoutes = (ctx: PortalContext): Router => {
  const router = Router();
  const { core } = ctx;

  router.get('/reviews', needs('campaigns.view'), async (req, res) => {
    const [cycles, inbox] = await Promise.all([core.approvals.openCycles(), core.approvals.inbox(staffOf(res).id)]);
    const [now, { hours }] = await Promise.all([core.serverTime(), core.policy.current()]);
    const items: ReviewItem[] = [];
    for (const cycle of cycles) {
      const campaign = await core.campaigns.byId(cycle.subjectId);
      if (campaign === undefined) continue;
      const mine = inbox.mine.find((one) => one.cycle.id === cycle.id);
      const may = await core.approvals.mayDecide(cycle);
      const lanes = mine?.lanes.map(({ lane }) => lane) ?? [];
      items.push({
        campaign,
        cycle,
        lanes,
        handOn: lanes.length === 0 ? undefined : await handOnChoices(ctx, staffOf(res).id, cycle, lanes),
        waited: workingMinutesBetween(hours, cycle.openedAt, now),
        overdue: cycle.remindAt !== null && cycle.remindAt <= now,
        waitsFor: [...new Set(LANES.flatMap((lane) => may[lane].map(({ name }) => name)))],
      });
    }
    const late = queryText(req, 'overdue') !== '';
    const shown = late ? items.filter(({ overdue }) => overdue) : items;
    const ids = items.flatMap(({ cycle }) => [cycle.submittedBy, cycle.authorId, ...cycle.decisions.map((d) => d.by)]);
    const people = await core.people.byIds([...new Set(ids)]);
    const names = Object.fromEntries(people.map((person) => [person.id, person.name]));
    render(
      res,
      <Reviews
        mine={shown.filter((item) => item.lanes.length > 0)}
        others={shown.filter((item) => item.lanes.length === 0)}
        shown={SHOWN.find((each) => each === queryText(req, 'show'))}
        overdue={{ only: late, count: items.filter((item) => item.overdue).length }}
        names={names}
      />,
    );
  });

  /** Where chat and the home page point: the review of one campaign. */
  router.get('/reviews/:id', needs('campaigns.view'), (req, res) => {
    res.redirect(303, `/campaigns/${campaignIdOf(req)}#review`);
  });

  return router;
};
