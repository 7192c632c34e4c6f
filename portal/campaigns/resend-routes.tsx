import { Router } from 'express';
import { isDomainError } from '../../core/index.ts';
import { actorOf, flash, formOf, needs, type PortalContext, textOf } from '../http/index.ts';
import { whyOf } from './campaign-texts.ts';
import { campaignIdOf } from './load-campaign.ts';
import { RESEND } from './resend-words.ts';

/** Makes the draft of a resend and opens it. */
export const resendRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  router.post('/campaigns/:id/resend', needs('campaigns.edit'), async (req, res) => {
    const id = campaignIdOf(req);
    try {
      const campaign = await core.campaigns.resend(actorOf(res), id, { event: textOf(formOf(req), 'event') });
      flash(req, RESEND.made);
      res.redirect(303, `/campaigns/${campaign.id}/edit`);
    } catch (error) {
      if (!isDomainError(error) || error.kind === 'not_found') throw error;
      flash(req, whyOf(error), 'danger');
      res.redirect(303, `/campaigns/${id}`);
    }
  });
  return router;
};
