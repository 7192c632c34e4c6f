import { Router } from 'express';
import { z } from 'zod';
import { CAMPAIGN_STATES, type CampaignState, type StarterTemplate } from '../../core/index.ts';
import {
  actorOf,
  flash,
  formErrors,
  formOf,
  needs,
  type PortalContext,
  parse,
  queryText,
  render,
  textOf,
  viewerOf,
} from '../http/index.ts';
import { editorRoutes } from './editor-routes.tsx';
import { CampaignList } from './list-view.tsx';
import { moveRoutes } from './move-routes.tsx';
import { NewCampaign } from './new-view.tsx';
import { pageRoutes } from './page-routes.tsx';
import { CAMPAIGN } from './words.ts';

const STARTERS = ['announcement', 'newsletter', 'offer'] as const satisfies readonly StarterTemplate[];
const newCampaign = z.object({ name: z.string().trim().min(1).max(120), starter: z.enum(STARTERS) });

const stateOf = (text: string): CampaignState | undefined => CAMPAIGN_STATES.find((state) => state === text);

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
      ...(filter.state === undefined ? {} : { states: [filter.state] }),
      ...(filter.query === '' ? {} : { query: filter.query }),
      archived: filter.archived,
      limit: 500,
    });
    const owners = await core.people.byIds([...new Set(campaigns.map((campaign) => campaign.brief.ownerId))]);
    const names = new Map(owners.map((owner) => [owner.id, owner.name]));
    render(res, <CampaignList campaigns={campaigns} filter={filter} names={names} />);
  });

  router.get('/campaigns/new', needs('campaigns.edit'), (req, res) => {
    const starters = core.campaigns.starters(viewerOf(res).lang);
    const values = { name: '', starter: queryText(req, 'starter') };
    render(res, <NewCampaign starters={starters} values={values} errors={undefined} />);
  });

  router.post('/campaigns', needs('campaigns.edit'), async (req, res) => {
    const fields = formOf(req);
    const values = { name: textOf(fields, 'name'), starter: textOf(fields, 'starter') };
    try {
      const campaign = await core.campaigns.create(actorOf(res), parse(newCampaign, values));
      flash(req, CAMPAIGN.created);
      res.redirect(303, `/campaigns/${campaign.id}/edit`);
    } catch (error) {
      const errors = formErrors(error);
      const starters = core.campaigns.starters(viewerOf(res).lang);
      render(res, <NewCampaign starters={starters} values={values} errors={errors} />, errors.status);
    }
  });

  router.use(editorRoutes(ctx), moveRoutes(ctx), pageRoutes(ctx));
  return router;
};
