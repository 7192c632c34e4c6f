import { Router } from 'express';
import { z } from 'zod';
import { isDomainError, waiverEnd } from '../../core/index.ts';
import { actorOf, flash, formOf, needs, type PortalContext, parse, renderFragment, textOf } from '../http/index.ts';
import { campaignFormErrors, whyOf } from './campaign-texts.ts';
import { campaignIdOf, noSuchCampaign } from './load-campaign.ts';
import { renderCampaign } from './page-routes.tsx';
import { PREFLIGHT_PLACE, PreflightCard } from './preflight-view.tsx';
import { PREFLIGHT } from './preflight-words.ts';

const answer = z.object({ part: z.string().max(140), evidence: z.enum(['accepted', 'not_accepted']) });

/** The checks once more, waivers, and what a person answers about mail that nobody can account for. */
export const preflightRoutes = (ctx: PortalContext): Router => {
  const router = Router();
  const { core } = ctx;

  /** The card, once there is a report: whoever met the page while the checks ran. */
  router.get('/campaigns/:id/preflight', needs('campaigns.view'), async (req, res) => {
    const id = campaignIdOf(req);
    if ((await core.campaigns.byId(id)) === undefined) throw noSuchCampaign();
    const view = await core.campaigns.preflightFinished(id);
    const people = await core.people.byIds(view?.waivers.map(({ by }) => by) ?? []);
    const names = Object.fromEntries(people.map((person) => [person.id, person.name]));
    renderFragment(res, <PreflightCard campaignId={id} view={view} inReview={false} names={names} draft={undefined} />);
  });

  router.post('/campaigns/:id/check-again', needs('campaigns.steer'), async (req, res) => {
    const id = campaignIdOf(req);
    await core.campaigns.checkAgain(actorOf(res), id);
    flash(req, PREFLIGHT.checked, 'good', PREFLIGHT_PLACE);
    res.redirect(303, `/campaigns/${id}#${PREFLIGHT_PLACE}`);
  });

  router.post('/campaigns/:id/waive', needs('reviews.it'), async (req, res) => {
    const id = campaignIdOf(req);
    const fields = formOf(req);
    const itemId = textOf(fields, 'itemId').slice(0, 200);
    const reason = textOf(fields, `reason-${itemId}`);
    const days = textOf(fields, `days-${itemId}`);
    const until = waiverEnd(days, core.clock.now());
    try {
      await core.campaigns.waive(actorOf(res), { campaignId: id, itemId, reason, until });
      flash(req, PREFLIGHT.waivedFlash, 'good', PREFLIGHT_PLACE);
      res.redirect(303, `/campaigns/${id}#${PREFLIGHT_PLACE}`);
    } catch (error) {
      const errors = campaignFormErrors(error);
      await renderCampaign(ctx, req, res, { waiver: { itemId, reason, days, errors } }, errors.status);
    }
  });

  router.post('/campaigns/:id/asked', needs('campaigns.steer'), async (req, res) => {
    const id = campaignIdOf(req);
    const { part, evidence } = parse(answer, formOf(req));
    try {
      await core.deliveries.resolve(actorOf(res), part, evidence);
      flash(req, PREFLIGHT.answered);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      flash(req, whyOf(error), 'danger');
    }
    res.redirect(303, `/campaigns/${id}`);
  });

  return router;
};
