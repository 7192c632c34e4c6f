import { Readable } from 'node:stream';
import supertest from 'supertest';
import type { Lane } from '../../core/approvals/approval.ts';
import { createLogger } from '../../core/common/logger.ts';
import type { Core } from '../../core/create-core.ts';
import type { Actor } from '../../core/people/staff.ts';
import { createApp } from '../../portal/create-app.ts';
import { aStaff, TEST_PASSWORD } from './builders.ts';
import { withTestCore } from './core.ts';

export type Browser = ReturnType<typeof supertest.agent>;

/** Everybody a campaign needs, in one language. */
export const aTeam = async (core: Core, lang: 'en' | 'ko' = 'en') => ({
  marketer: await aStaff(core, ['marketer'], { name: 'Mark Olsen', lang }),
  marketing: await aStaff(core, ['marketing_reviewer'], { name: 'Seo-yeon Park', lang }),
  it: await aStaff(core, ['it_reviewer'], { name: 'Dohyun Lee', lang }),
  manager: await aStaff(core, ['manager'], { name: 'Maria Lopez', lang }),
});
export type Team = Awaited<ReturnType<typeof aTeam>>;

/** The portal over a core and a database of its own. */
export const portalWorld = async (
  overrides: Readonly<Record<string, string>> = {},
  options: Parameters<typeof withTestCore>[1] = {},
) => {
  const { core, env, close } = await withTestCore(overrides, options);
  const app = createApp({ core, logger: createLogger('silent', 'test') });
  return { core, env, app, close };
};

/** The hidden token of a page's forms. */
export const csrfOf = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** A browser in which this person has signed in. */
export const signedIn = async (app: Parameters<typeof supertest.agent>[0], email: string): Promise<Browser> => {
  const agent = supertest.agent(app);
  const page = await agent.get('/sign-in').expect(200);
  await agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf: csrfOf(page.text), email, password: TEST_PASSWORD, next: '/' })
    .expect(303);
  return agent;
};

/** Posts a form as the page at `from` would. */
export const postFrom = async (agent: Browser, from: string, action: string, fields: Record<string, string> = {}) => {
  const page = await agent.get(from);
  return agent
    .post(action)
    .type('form')
    .send({ _csrf: csrfOf(page.text), ...fields });
};

/** Contacts `person0@example.test` …, with name and consent; the last one has no consent. */
export const someContacts = async (core: Core, actor: Actor, count: number): Promise<void> => {
  const rows = Array.from(
    { length: count },
    (_, i) => `${i},person${i}@example.test,Person ${i},${i === count - 1 ? '' : 'yes'}`,
  );
  const { id } = await core.contacts.queueImport(actor, {
    fileName: 'people.csv',
    content: Readable.from(Buffer.from(`id,email,name,consent\n${rows.join('\n')}\n`)),
    mapping: {
      columns: {
        id: { to: 'externalId' },
        email: { to: 'address' },
        name: { to: 'attribute', label: 'name', type: 'text' },
        consent: { to: 'consent' },
      },
      consent: { kind: 'column' },
    },
  });
  const report = await core.contacts.runImport(id);
  if (report.created !== count) throw new Error(`imported ${report.created} of ${count}`);
};

export const approve = async (core: Core, actor: Actor, id: string, lane: Lane): Promise<void> => {
  const cycle = (await core.campaigns.view(id))?.cycle;
  if (cycle === undefined) throw new Error(`${id} is not in review`);
  const { number, laneHashes } = cycle;
  await core.campaigns.decide(actor, {
    subjectId: id,
    cycle: number,
    lane,
    laneHash: laneHashes[lane],
    kind: 'approve',
    comment: '',
  });
};

/** A draft that can be submitted: a segment of everybody, a goal, the announcement starter. */
export const aReadyDraft = async (core: Core, actor: Actor, lang: 'en' | 'ko' = 'en') => {
  const known = (await core.segments.list()).find((one) => one.name === 'Everybody');
  const segment = known ?? (await core.segments.create(actor, { name: 'Everybody', rule: { kind: 'all', rules: [] } }));
  const draft = await core.campaigns.create(actor, { name: 'Spring open house', starter: 'announcement' });
  return core.campaigns.edit(actor, draft.id, {
    revision: draft.revision,
    brief: { goal: 'Twenty more registrations', kpi: 'clicked', kpiTarget: 10 },
    content: { lang },
    audience: { segmentId: segment.id },
  });
};

/** A campaign that was approved by both lanes and sent into the outbox. */
export const aSentCampaign = async (core: Core, team: Team, { people = 3, lang = 'en' as 'en' | 'ko' } = {}) => {
  const { actor } = team.marketer;
  await someContacts(core, actor, people);
  const { id } = await aReadyDraft(core, actor, lang);
  await core.campaigns.submit(actor, id);
  await approve(core, team.marketing.actor, id, 'marketing');
  await approve(core, team.it.actor, id, 'it');
  for (let round = 0; round < 20 && (await core.campaigns.byId(id))?.state !== 'sent'; round += 1) {
    await core.deliveries.work();
  }
  const { mails } = await core.outbox.search({ campaignId: id, limit: 100 });
  return { id, mails };
};
