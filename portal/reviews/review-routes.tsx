import { Router } from 'express';
import { deadlinesBefore, peopleIn } from '../../core/index.ts';
import { handOnChoices } from '../campaigns/hand-on-view.tsx';
import { campaignIdOf } from '../campaigns/load-campaign.ts';
import { fieldsToDecide, needs, type PortalContext, queryText, render, reviewsOf, staffOf } from '../http/index.ts';
import { GROUPS, type ReviewItem, Reviews } from './reviews-view.tsx';

/** Open review cycles, split by whose key they wait for. */
export const reviewRoutes = (ctx: PortalContext): Router => {
  const router = Router();
  const { core } = ctx;

  router.get('/reviews', needs('campaigns.view'), async (req, res) => {
    const me = staffOf(res).id;
    const reviews = await reviewsOf(ctx, res);
    const { cycles, now } = reviews;
    const inbox = reviews.inbox(me);
    const absent = inbox.mine.flatMap(({ lanes }) => lanes.flatMap(({ onBehalfOf }) => onBehalfOf ?? []));
    const [campaigns, people, fields, ownFields] = await Promise.all([
      core.campaigns.byIds(cycles.map(({ subjectId }) => subjectId)),
      core.people.byIds([...new Set([...cycles.flatMap(peopleIn), ...absent])]),
      core.fields.list(),
      fieldsToDecide(ctx, res),
    ]);
    const named = new Map(campaigns.map((campaign) => [campaign.id, campaign]));
    const others = new Set(inbox.waitingOnOthers.map(({ cycle }) => cycle.id));
    const items = [...cycles]
      .sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime())
      .flatMap((cycle): ReviewItem[] => {
        const campaign = named.get(cycle.subjectId);
        if (campaign === undefined) return [];
        const mine = inbox.mine.find((one) => one.cycle.id === cycle.id)?.lanes ?? [];
        const { remindAt } = deadlinesBefore(cycle);
        const own = mine.map(({ lane }) => lane);
        return [
          {
            campaign,
            cycle,
            mine,
            mayStill: own.length === 0 && reviews.lanesOf(me, cycle).length > 0,
            groups: GROUPS.filter(
              (group) =>
                (group === 'mine' && own.length > 0) ||
                (group === 'others' && others.has(cycle.id)) ||
                (group === 'rest' && own.length === 0 && !others.has(cycle.id)),
            ),
            handOn: own.length === 0 ? undefined : handOnChoices(reviews, me, cycle, own),
            waited: reviews.workingMinutesSince(cycle.openedAt),
            overdue: remindAt !== null && remindAt <= now,
            waitsFor: reviews.waitsFor(cycle).map(({ name }) => name),
          },
        ];
      });
    await render(
      res,
      <Reviews
        items={items}
        fieldsWaiting={fields.filter(({ state }) => state === 'asked').length}
        ownFields={ownFields}
        shown={GROUPS.find((each) => each === queryText(req, 'show'))}
        overdueOnly={queryText(req, 'overdue') !== ''}
        names={Object.fromEntries(people.map((person) => [person.id, person.name]))}
      />,
    );
  });

  /** Where chat and the home page point: the review of one campaign. */
  router.get('/reviews/:id', needs('campaigns.view'), (req, res) => {
    res.redirect(303, `/campaigns/${campaignIdOf(req)}#review`);
  });

  return router;
};
