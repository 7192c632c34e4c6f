import { Router } from 'express';
import { campaignIdOf } from '../campaigns/load-campaign.ts';
import { needs, type PortalContext, render, staffOf } from '../http/index.ts';
import { type ReviewItem, Reviews } from './reviews-view.tsx';

/** Open review cycles, split by whose key they wait for. */
export const reviewRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  router.get('/reviews', needs('campaigns.view'), async (_req, res) => {
    const [cycles, waiting] = await Promise.all([
      core.approvals.openCycles(),
      core.approvals.waitingFor(staffOf(res).id),
    ]);
    const items: ReviewItem[] = [];
    for (const cycle of cycles) {
      const campaign = await core.campaigns.byId(cycle.subjectId);
      if (campaign === undefined) continue;
      const lanes = waiting.filter((one) => one.cycle.id === cycle.id).map((one) => one.lane);
      items.push({ campaign, cycle, lanes });
    }
    const ids = items.flatMap(({ cycle }) => [cycle.submittedBy, cycle.authorId, ...cycle.decisions.map((d) => d.by)]);
    const people = await core.people.byIds([...new Set(ids)]);
    const names = Object.fromEntries(people.map((person) => [person.id, person.name]));
    render(
      res,
      <Reviews
        mine={items.filter((item) => item.lanes.length > 0)}
        others={items.filter((item) => item.lanes.length === 0)}
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
