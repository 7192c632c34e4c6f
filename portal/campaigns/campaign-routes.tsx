import { type Response, Router } from 'express';
import { z } from 'zod';
import { CAMPAIGN_STATES, can, type StarterTemplate } from '../../core/index.ts';
import {
  actorOf,
  type FormErrors,
  flash,
  formOf,
  needs,
  type PortalContext,
  parse,
  queryText,
  render,
  staffOf,
  textOf,
  viewerOf,
} from '../http/index.ts';
import { campaignFormErrors } from './campaign-texts.ts';
import { editorRoutes } from './editor-routes.tsx';
import { handOnRoutes } from './hand-on-routes.tsx';
import { CampaignList, STOPPED, type StateFilter } from './list-view.tsx';
import { moveRoutes } from './move-routes.tsx';
import { NewCampaign } from './new-view.tsx';
import { pageRoutes } from './page-routes.tsx';
import { preflightRoutes } from './preflight-routes.tsx';
import { resendRoutes } from './resend-routes.tsx';
import { CAMPAIGN } from './words.ts';

const STARTERS = ['announcement', 'newsletter', 'offer'] as const satisfies readonly StarterTemplate[];
const newCampaign = z.object({ name: z.string().trim().min(1).max(120), starter: z.enum(STARTERS) });

const stateOf = (text: string): StateFilter | undefined =>
  text === 'stopped' ? text : CAMPAIGN_STATES.find((state) => state === text);

/** Campaigns: list, new, editor, page and moves. */
export const campaignRoutes = (ctx: PortalContext): Router => {
  const router = Router();
  const { core } = ctx;

  router.get('/campaigns', needs('campaigns.view'), async (req, res) => {
    const filter = {
      state: stateOf(queryText(req, 'state')),
      archived: queryText(req, 'archived') === 'yes',
      query: queryText(req, 'q'),
    };
    const campaigns = await core.campaigns.list({
      ...(filter.state === undefined ? {} : { states: filter.state === 'stopped' ? STOPPED : [filter.state] }),
      ...(filter.query === '' ? {} : { query: filter.query }),
      archived: filter.archived,
      limit: 500,
    });
    const owners = await core.people.byIds([...new Set(campaigns.map((campaign) => campaign.brief.ownerId))]);
    const names = new Map(owners.map((owner) => [owner.id, owner.name]));
    render(res, <CampaignList campaigns={campaigns} filter={filter} names={names} />);
  });

  /** The form to start from; a segment that somebody came from is named in it. */
  const showNew = async (
    res: Response,
    values: { name: string; starter: string; segment: string },
    errors?: FormErrors,
  ): Promise<void> => {
    const starters = core.campaigns.starters(viewerOf(res).lang);
    const known = values.segment !== '' && can(staffOf(res), 'segments.view');
    const segment = known ? await core.segments.byId(values.segment) : undefined;
    render(res, <NewCampaign starters={starters} values={values} segment={segment} errors={errors} />, errors?.status);
  };

  router.get('/campaigns/new', needs('campaigns.edit'), (req, res) =>
    showNew(res, { name: '', starter: queryText(req, 'starter'), segment: queryText(req, 'segment') }),
  );

  router.post('/campaigns', needs('campaigns.edit'), async (req, res) => {
    const fields = formOf(req);
    const segment = textOf(fields, 'segment');
    const values = { name: textOf(fields, 'name'), starter: textOf(fields, 'starter'), segment };
    try {
      const input = parse(newCampaign, { name: values.name, starter: values.starter });
      const audience = segment === '' ? {} : { audience: { segmentId: segment } };
      const campaign = await core.campaigns.create(actorOf(res), { ...input, ...audience });
      flash(req, CAMPAIGN.created);
      res.redirect(303, `/campaigns/${campaign.id}/edit`);
    } catch (error) {
      await showNew(res, values, campaignFormErrors(error));
    }
  });

  router.use(
    editorRoutes(ctx),
    moveRoutes(ctx),
    preflightRoutes(ctx),
    handOnRoutes(ctx),
    resendRoutes(ctx),
    pageRoutes(ctx),
  );
  return router;
};
