import { Router } from 'express';
import { z } from 'zod';
import { isDomainError, LANES, LATER_IDS } from '../../core/index.ts';
import {
  actorOf,
  flash,
  formOf,
  missing,
  needs,
  type PortalContext,
  param,
  parse,
  sendMailHtml,
  textOf,
} from '../http/index.ts';
import { campaignFormErrors, whyOf } from './campaign-texts.ts';
import { delegateField } from './hand-on-view.tsx';
import { HAND_ON } from './hand-on-words.ts';
import { REVIEW_PLACE } from './lanes-view.tsx';
import { campaignIdOf } from './load-campaign.ts';
import { withHead } from './mail-frame.ts';
import { renderCampaign } from './page-routes.tsx';

const cycleNumber = z.coerce.number().int().min(1);
const delegation = z.object({ cycle: cycleNumber, lane: z.enum(LANES), to: z.string().max(64) });
const reminder = z.object({ cycle: cycleNumber, choice: z.enum(LATER_IDS) });

/** For reviewers: delegate, be reminded later, and the mail that a decision was made on. */
export const handOnRoutes = (ctx: PortalContext): Router => {
  const router = Router();
  const { core } = ctx;

  router.post('/campaigns/:id/delegate', needs('campaigns.view'), async (req, res) => {
    const id = campaignIdOf(req);
    const fields = formOf(req);
    const lane = LANES.find((name) => name === textOf(fields, 'lane')) ?? 'marketing';
    const to = textOf(fields, delegateField(id, lane));
    try {
      await core.approvals.delegate(actorOf(res), { subjectId: id, ...parse(delegation, { ...fields, to }) });
      flash(req, HAND_ON.delegated, 'good', REVIEW_PLACE);
      res.redirect(303, `/campaigns/${id}#${REVIEW_PLACE}`);
    } catch (error) {
      const errors = campaignFormErrors(error);
      await renderCampaign(ctx, req, res, { handingOn: { lane, to, errors } }, errors.status);
    }
  });

  router.post('/campaigns/:id/remind-later', needs('campaigns.view'), async (req, res) => {
    const id = campaignIdOf(req);
    const { cycle, choice } = parse(reminder, formOf(req));
    try {
      const found = (await core.approvals.laterChoices()).find((one) => one.id === choice);
      // A choice that has passed meanwhile is a time that core refuses, with its words.
      const at = found?.at ?? new Date(0);
      await core.approvals.remindLater(actorOf(res), { subjectId: id, cycle, at });
      flash(req, HAND_ON.reminder, 'good', REVIEW_PLACE);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      const why = whyOf(error);
      const { en, ko } = HAND_ON.notReminded;
      flash(
        req,
        { en: en.replace('{why}', () => why.en), ko: ko.replace('{why}', () => why.ko) },
        'danger',
        REVIEW_PLACE,
      );
    }
    res.redirect(303, `/campaigns/${id}#${REVIEW_PLACE}`);
  });

  router.get('/campaigns/:id/snapshot/:hash', needs('campaigns.view'), async (req, res) => {
    const cycles = await core.campaigns.view(campaignIdOf(req));
    const hash = param(req, 'hash');
    // Only what a decision of this campaign names: a hash is no key to other mail.
    const named = cycles?.cycle?.decisions.some(({ snapshot }) => snapshot === hash) ?? false;
    const snapshot = named ? await core.campaigns.snapshot(hash) : undefined;
    if (snapshot === undefined) {
      throw missing({
        en: 'What was decided on is not there any more.',
        ko: '결정 당시의 메일이 남아 있지 않습니다.',
      });
    }
    sendMailHtml(res, withHead(snapshot), { pictureOrigin: core.config.portal.url, framed: true });
  });

  return router;
};
