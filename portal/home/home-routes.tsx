import { Router } from 'express';
import { can } from '../../core/index.ts';
import { type PortalContext, render, signedIn, staffOf } from '../http/index.ts';
import { HomePage } from './home-page.tsx';

const IN_FLIGHT = ['in_review', 'scheduled', 'sending', 'paused', 'held', 'halted', 'failed'] as const;

/** What waits for me, and what is in flight. */
export const homeRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  router.get('/', signedIn, async (_req, res) => {
    const staff = staffOf(res);
    const seesCampaigns = can(staff, 'campaigns.view');
    const [waiting, flying, drafts, sent, contacts, segments] = await Promise.all([
      core.approvals.waitingFor(staff.id),
      seesCampaigns ? core.campaigns.list({ states: IN_FLIGHT, archived: false, limit: 50 }) : [],
      can(staff, 'campaigns.edit') ? core.campaigns.list({ states: ['draft'], archived: false, limit: 50 }) : [],
      seesCampaigns ? core.campaigns.list({ states: ['sent'], archived: false, limit: 5 }) : [],
      can(staff, 'contacts.view') ? core.contacts.count() : undefined,
      can(staff, 'segments.view') ? core.segments.list() : undefined,
    ]);
    const subjects = await Promise.all(
      waiting.map(async ({ cycle, lane }) => ({ cycle, lane, campaign: await core.campaigns.byId(cycle.subjectId) })),
    );
    const people = await core.people.byIds(waiting.map(({ cycle }) => cycle.submittedBy));
    render(
      res,
      <HomePage
        staff={staff}
        waiting={subjects}
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
