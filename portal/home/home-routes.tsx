import { Router } from 'express';
import { can } from '../../core/index.ts';
import { fieldsToDecide, type PortalContext, render, reviewsOf, signedIn, staffOf } from '../http/index.ts';
import { HomePage } from './home-page.tsx';

const IN_FLIGHT = ['in_review', 'scheduled', 'sending', 'paused', 'held', 'halted', 'failed'] as const;

/** What waits for me, and what is in flight. */
export const homeRoutes = (ctx: PortalContext): Router => {
  const router = Router();
  const { core } = ctx;

  router.get('/', signedIn, async (_req, res) => {
    const staff = staffOf(res);
    const seesCampaigns = can(staff, 'campaigns.view');
    const [reviews, fields, flying, drafts, sent, contacts, segments] = await Promise.all([
      seesCampaigns ? reviewsOf(ctx, res) : undefined,
      fieldsToDecide(ctx, res),
      seesCampaigns ? core.campaigns.list({ states: IN_FLIGHT, archived: false, limit: 50 }) : [],
      can(staff, 'campaigns.edit') ? core.campaigns.list({ states: ['draft'], archived: false, limit: 50 }) : [],
      seesCampaigns ? core.campaigns.list({ states: ['sent'], archived: false, limit: 5 }) : [],
      can(staff, 'contacts.view') ? core.contacts.count() : undefined,
      can(staff, 'segments.view') ? core.segments.list() : undefined,
    ]);
    const mine = reviews?.inbox(staff.id).mine ?? [];
    const [campaigns, people] = await Promise.all([
      mine.length === 0 ? [] : core.campaigns.byIds(mine.map(({ campaignId }) => campaignId)),
      mine.length === 0 ? [] : core.people.byIds([...new Set(mine.map(({ cycle }) => cycle.submittedBy))]),
    ]);
    await render(
      res,
      <HomePage
        staff={staff}
        waiting={mine}
        fields={fields}
        waitingNames={new Map(campaigns.map(({ id, name }) => [id, name]))}
        names={new Map(people.map((person) => [person.id, person.name]))}
        flying={flying}
        drafts={drafts.filter((campaign) => campaign.authorId === staff.id).slice(0, 5)}
        sent={sent}
        contacts={contacts}
        segments={segments?.length}
      />,
    );
  });

  return router;
};
