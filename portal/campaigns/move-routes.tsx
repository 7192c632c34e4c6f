import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type Actor, type Campaign, type DomainError, isDomainError, LANES, type LocalText } from '../../core/index.ts';
import { actorOf, flash, formOf, needs, type PortalContext, parse, textOf } from '../http/index.ts';
import { fill, say } from '../words/text.ts';
import { campaignFormErrors, whyOf } from './campaign-texts.ts';
import { TEST_PLACE } from './campaign-view.tsx';
import { REVIEW_PLACE } from './lanes-view.tsx';
import { campaignIdOf } from './load-campaign.ts';
import { renderCampaign } from './page-routes.tsx';
import { submittedText } from './told-in.ts';
import { CAMPAIGN } from './words.ts';

const decision = z.object({
  cycle: z.coerce.number().int().min(1),
  lane: z.enum(LANES),
  laneHash: z.string().regex(/^[0-9a-f]{12,64}$/),
  kind: z.enum(['approve', 'request_changes', 'reject']),
  comment: z.string(),
});

/** Why a move did not happen, in words of the screen. */
const refusal = (error: DomainError): LocalText => {
  const why = whyOf(error);
  return {
    en: say(CAMPAIGN.actionRefused, 'en', { why: why.en }),
    ko: say(CAMPAIGN.actionRefused, 'ko', { why: why.ko }),
  };
};

/** Addresses as people type them: commas, semicolons, spaces or lines between. */
const addressesOf = (text: string): string[] => text.split(/[\s,;]+/).filter((part) => part !== '');

/** Under these the campaign's page comes back with what was refused. */
const FORMS = ['halt', 'decide', 'test', 'waive', 'delegate', 'remind-later'];

/** What moves a campaign: each is one button, one core method, and a sentence on the next page. */
export const moveRoutes = (ctx: PortalContext): Router => {
  const router = Router();
  const { core } = ctx;

  /** `done` is left out where the state's own banner says it. */
  const move =
    (act: (actor: Actor, id: string) => Promise<Campaign>, done?: LocalText | (() => Promise<LocalText>)) =>
    async (req: Request, res: Response): Promise<void> => {
      const id = campaignIdOf(req);
      try {
        const campaign = await act(actorOf(res), id);
        if (done !== undefined) flash(req, typeof done === 'function' ? await done() : done);
        res.redirect(303, `/campaigns/${campaign.id}`);
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'not_found') throw error;
        ctx.logger.warn({ code: error.code, campaign: id }, 'a move was refused');
        flash(req, refusal(error), 'danger');
        res.redirect(303, `/campaigns/${id}`);
      }
    };

  /** The send job looks at the campaign again, so that it stops or goes on within one batch. */
  const thenTellDeliveries =
    (act: (actor: Actor, id: string) => Promise<Campaign>) =>
    async (actor: Actor, id: string): Promise<Campaign> => {
      const campaign = await act(actor, id);
      await core.deliveries.campaignChanged(id);
      return campaign;
    };

  const { campaigns } = core;
  router.post(
    '/campaigns/:id/submit',
    needs('campaigns.edit'),
    move(
      (a, id) => campaigns.submit(a, id),
      async () => submittedText(await core.channels.list()),
    ),
  );
  router.post(
    '/campaigns/:id/withdraw',
    needs('campaigns.edit'),
    move((a, id) => campaigns.withdraw(a, id), CAMPAIGN.withdrawn),
  );
  router.post(
    '/campaigns/:id/pause',
    needs('campaigns.steer'),
    move(thenTellDeliveries((a, id) => campaigns.pause(a, id))),
  );
  router.post(
    '/campaigns/:id/resume',
    needs('campaigns.steer'),
    move(
      thenTellDeliveries((a, id) => campaigns.resume(a, id)),
      CAMPAIGN.resumed,
    ),
  );
  router.post(
    '/campaigns/:id/cancel',
    needs('campaigns.steer'),
    move(thenTellDeliveries((a, id) => campaigns.cancel(a, id))),
  );
  router.post('/campaigns/:id/halt', needs('campaigns.halt'), async (req, res) => {
    const id = campaignIdOf(req);
    const reason = textOf(formOf(req), 'reason');
    try {
      await campaigns.halt(actorOf(res), id, reason);
      await core.deliveries.campaignChanged(id);
      res.redirect(303, `/campaigns/${id}`);
    } catch (error) {
      const errors = campaignFormErrors(error);
      await renderCampaign(ctx, req, res, { halting: { reason, errors } }, errors.status);
    }
  });
  router.post(
    '/campaigns/:id/duplicate',
    needs('campaigns.edit'),
    move((a, id) => campaigns.duplicate(a, id), CAMPAIGN.duplicated),
  );
  router.post(
    '/campaigns/:id/archive',
    needs('campaigns.edit'),
    move((a, id) => campaigns.archive(a, id, true), CAMPAIGN.archivedFlash),
  );
  router.post(
    '/campaigns/:id/unarchive',
    needs('campaigns.edit'),
    move((a, id) => campaigns.archive(a, id, false), CAMPAIGN.unarchivedFlash),
  );

  router.post('/campaigns/:id/decide', needs('campaigns.view'), async (req, res) => {
    const id = campaignIdOf(req);
    const fields = formOf(req);
    const comment = textOf(fields, 'comment').replaceAll('\r\n', '\n');
    try {
      const { lane, cycle, laneHash, kind } = parse(decision, { ...fields, comment });
      await campaigns.decide(actorOf(res), { subjectId: id, cycle, lane, laneHash, kind, comment });
      flash(req, CAMPAIGN.decided, 'good', REVIEW_PLACE);
      res.redirect(303, `/campaigns/${id}#${REVIEW_PLACE}`);
    } catch (error) {
      const errors = campaignFormErrors(error);
      ctx.logger.warn({ code: isDomainError(error) ? error.code : undefined, campaign: id }, 'a decision was refused');
      const lane = LANES.find((name) => name === textOf(fields, 'lane')) ?? 'marketing';
      await renderCampaign(ctx, req, res, { decision: { lane, comment, errors } }, errors.status);
    }
  });

  router.post('/campaigns/:id/test', needs('campaigns.steer'), async (req, res) => {
    const id = campaignIdOf(req);
    const addresses = textOf(formOf(req), 'addresses');
    try {
      const { sent } = await campaigns.sendTest(actorOf(res), id, addressesOf(addresses));
      flash(req, fill(CAMPAIGN.testSent, { n: sent }), 'good', TEST_PLACE);
      res.redirect(303, `/campaigns/${id}#${TEST_PLACE}`);
    } catch (error) {
      const errors = campaignFormErrors(error);
      await renderCampaign(ctx, req, res, { test: { addresses, errors } }, errors.status);
    }
  });

  // An answer to a form stands under the form's address: whoever loads that one anew comes to the campaign.
  for (const verb of FORMS) {
    router.get(`/campaigns/:id/${verb}`, needs('campaigns.view'), (req, res) => {
      res.redirect(303, `/campaigns/${campaignIdOf(req)}`);
    });
  }

  return router;
};
