import { type Request, type Response, Router } from 'express';
import { can, OUTCOMES, type Outcome } from '../../core/index.ts';
import {
  actorOf,
  needs,
  type PortalContext,
  queryText,
  render,
  renderFragment,
  reviewsOf,
  sendMailHtml,
  staffOf,
  viewerOf,
} from '../http/index.ts';
import { CampaignPage, type CampaignPageProps } from './campaign-view.tsx';
import { handOnChoices } from './hand-on-view.tsx';
import { campaignIdOf, findReader, loadView, noSuchCampaign, previewFor } from './load-campaign.ts';
import { failedMail, withHead } from './mail-frame.ts';
import { PeopleOfRun } from './people-view.tsx';
import { ChangedNotice, pulseOf } from './pulse-view.tsx';
import { SumCard } from './sum-view.tsx';

/** Renders a campaign's page; `extra` carries what was typed into a form that core refused. */
export const renderCampaign = async (
  ctx: PortalContext,
  req: Request,
  res: Response,
  extra: Pick<CampaignPageProps, 'decision' | 'test' | 'waiver' | 'halting' | 'handingOn'> = {},
  status = 200,
): Promise<void> => {
  const { core } = ctx;
  const view = await loadView(ctx, req);
  const { id, state, startedAt } = view.campaign;
  const staff = staffOf(res);
  const [run, sum, progress, thread, reader, reviews, preflight, halt, asked] = await Promise.all([
    core.deliveries.run(id),
    core.deliveries.sum(id),
    core.deliveries.progress(id),
    core.campaigns.thread(id, { limit: 500 }),
    findReader(ctx, staff, queryText(req, 'as')),
    view.cycle?.state === 'open' ? reviewsOf(ctx, res) : undefined,
    state === 'draft' ? undefined : core.campaigns.preflight(id),
    state === 'halted' && startedAt !== null ? core.deliveries.haltState(id) : undefined,
    startedAt === null ? [] : core.deliveries.waitingForPerson(id),
  ]);
  const named = [
    ...thread.map((entry) => entry.actor),
    ...thread.flatMap(({ kind, data }) => (kind === 'delegated' ? [String(data.to)] : [])),
    ...(preflight?.waivers.map(({ by }) => by) ?? []),
  ];
  const actors = [...new Set(named)].filter((actor) => !actor.startsWith('system:'));
  const lanes = view.cycle === undefined ? [] : (reviews?.lanesOf(staff.id, view.cycle) ?? []);
  const [preview, people] = await Promise.all([
    previewFor(ctx, id, reader, viewerOf(res).lang),
    core.people.byIds(actors),
  ]);
  const most = view.count?.eligible ?? view.campaign.approved?.matching;
  const days =
    most === undefined || run !== undefined ? [] : await core.warmUp.daysFor(most, view.campaign.schedule.at);
  const handOn =
    reviews === undefined || view.cycle === undefined || lanes.length === 0
      ? undefined
      : handOnChoices(reviews, staff.id, view.cycle, lanes);
  const threadNames = { ...view.names, ...Object.fromEntries(people.map((person) => [person.id, person.name])) };
  await render(
    res,
    <CampaignPage
      view={view}
      run={run}
      sum={sum}
      progress={progress}
      thread={thread}
      threadNames={threadNames}
      preview={preview}
      batchSize={core.config.sending.batchSize}
      days={days}
      lanes={lanes}
      preflight={preflight}
      halt={halt}
      asked={asked}
      handOn={handOn}
      {...extra}
    />,
    status,
  );
};

const outcomeOf = (text: string): Outcome | undefined => OUTCOMES.find((outcome) => outcome === text);

/** A campaign's page and what it loads: preview frame, progress, pulse, people by outcome. */
export const pageRoutes = (ctx: PortalContext): Router => {
  const router = Router();
  const { core } = ctx;

  router.get('/campaigns/:id', needs('campaigns.view'), async (req, res) => {
    await renderCampaign(ctx, req, res);
    await core.campaigns.viewed(actorOf(res), campaignIdOf(req));
  });

  router.get('/campaigns/:id/preview', needs('campaigns.view'), async (req, res) => {
    const id = campaignIdOf(req);
    if ((await core.campaigns.byId(id)) === undefined) throw noSuchCampaign();
    // Whoever may not see contacts sees the mail of a made-up one.
    const contactId = can(staffOf(res), 'contacts.view') ? queryText(req, 'contact') : '';
    const contact = contactId === '' ? undefined : await core.contacts.byId(contactId);
    const { lang } = viewerOf(res);
    const preview = await previewFor(
      ctx,
      id,
      { contact, reader: { contactId: undefined, shownAs: undefined, query: '', missed: false } },
      lang,
    );
    const html = preview.ok
      ? queryText(req, 'head') === ''
        ? preview.mail.html
        : withHead(preview.mail)
      : failedMail(preview.why, lang);
    sendMailHtml(res, html, { pictureOrigin: core.config.portal.url, framed: true });
  });

  router.get('/campaigns/:id/progress', needs('campaigns.view'), async (req, res) => {
    const id = campaignIdOf(req);
    const [campaign, run, sum, progress] = await Promise.all([
      core.campaigns.byId(id),
      core.deliveries.run(id),
      core.deliveries.sum(id),
      core.deliveries.progress(id),
    ]);
    if (campaign === undefined) throw noSuchCampaign();
    // A new state changes banner and buttons as well: the page loads itself again, unless somebody types in it.
    const moved = queryText(req, 'state') !== campaign.state;
    if (moved) res.setHeader('HX-Trigger', JSON.stringify({ 'campaign-moved': { path: `/campaigns/${id}` } }));
    renderFragment(
      res,
      <>
        <SumCard campaign={campaign} run={run} sum={sum} progress={progress} />
        {moved ? (
          <div id="pulse" role="status" hx-swap-oob="true">
            <ChangedNotice campaignId={id} />
          </div>
        ) : null}
      </>,
    );
  });

  router.get('/campaigns/:id/pulse', needs('campaigns.view'), async (req, res) => {
    const id = campaignIdOf(req);
    const [campaign, cycle] = await Promise.all([core.campaigns.byId(id), core.approvals.current(id)]);
    if (campaign === undefined) throw noSuchCampaign();
    if (queryText(req, 'revision') === pulseOf(campaign, cycle)) res.status(204).end();
    else renderFragment(res, <ChangedNotice campaignId={id} />);
  });

  router.get('/campaigns/:id/people', needs('reports.view'), async (req, res) => {
    const id = campaignIdOf(req);
    const campaign = await core.campaigns.byId(id);
    if (campaign === undefined) throw noSuchCampaign();
    const outcome = outcomeOf(queryText(req, 'outcome'));
    // A search by address would tell, letter by letter, what the mask hides.
    const query = can(staffOf(res), 'contacts.view') ? queryText(req, 'q') : '';
    const after = queryText(req, 'after');
    const page = await core.deliveries.places(id, {
      ...(outcome === undefined ? {} : { outcome }),
      ...(query === '' ? {} : { query }),
      ...(after === '' ? {} : { after }),
      limit: 50,
    });
    render(res, <PeopleOfRun campaign={campaign} filter={{ outcome, query }} places={page.places} next={page.next} />);
  });

  return router;
};
