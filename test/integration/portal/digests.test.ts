import { imageSize } from 'image-size';
import supertest from 'supertest';
import {
  aSentCampaign,
  aTeam,
  type Browser,
  portalWorld,
  postFrom,
  signedIn,
  type Team,
} from '../../support/portal-world.ts';

let world: Awaited<ReturnType<typeof portalWorld>>;
let team: Team;
let sent: Awaited<ReturnType<typeof aSentCampaign>>;
let manager: Browser;
/** Ahead of the real time where a digest is to be due. */
let ahead = 0;
const DAY_MS = 86_400_000;

beforeAll(async () => {
  world = await portalWorld({}, { clock: { now: () => new Date(Date.now() + ahead) } });
  team = await aTeam(world.core);
  sent = await aSentCampaign(world.core, team, { people: 5 });
  const html = sent.mails.find((mail) => mail.address === 'person1@example.test')?.html ?? '';
  const [, token] = /\/t\/c\/([A-Za-z0-9_.-]+)/.exec(html) ?? [];
  const reader = { method: 'GET', userAgent: 'Mozilla/5.0 Firefox/128.0', network: '203.0.113.9' };
  await world.core.tracking.click(token ?? '', reader);
  await world.core.insights.share(team.manager.actor, {
    text: 'The <b>waffles</b> are wonderful',
    quoteConsent: 'anonymous',
  });
  await world.core.freezes.announce(team.it.actor, {
    kind: 'incident',
    reason: 'The shop is down',
    from: null,
    until: null,
  });
  manager = await signedIn(world.app, team.manager.staff.email);
});
afterAll(() => world.close());

const words = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const page = async (path: string, who = manager): Promise<string> => (await who.get(path).expect(200)).text;

describe('digests in the portal', () => {
  test('a preview shows results against goals, reviews and incidents; each number opens its list', async () => {
    const answer = await postFrom(manager, '/digests', '/digests/preview');
    const path = answer.headers.location ?? '';
    const html = await page(path);
    const text = words(html);
    expect(text).toContain('Preview of my digest');
    expect(text).toMatch(/Campaigns sent 1 a week earlier: 0/);
    expect(text).toMatch(/Submitted 4 a week earlier: 0/);
    expect(text).toMatch(/Reached their goal 1 of 1/);
    expect(text).toContain(`${sent.id} Spring open house`);
    expect(text).toMatch(/Clicked 25% 10%/);
    expect(text).toMatch(/Marketing: half of the keys within \d+ (?:min|h).* keys given: 1/);
    expect(text).toMatch(/Incident time \d+ min incidents: 1/);
    expect(text).toMatch(/Thank you .*Dohyun Lee, Maria Lopez, Seo-yeon Park/);
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<[^>]+ style="/);
    expect(html).toContain('&lt;b>waffles');
    const list = words(await page(`${path}/lists/goal`));
    expect(list).toContain(`${sent.id} Spring open house`);
    expect(await page(`${path}/lists/goal`)).toContain(`href="/reports/${sent.id}"`);
    expect((await manager.get(`${path}/lists/nothing`)).status).toBe(404);
  });

  test('an own digest is set, changed, paused and resumed; wrong fields stand beside what was typed', async () => {
    const wrong = await postFrom(manager, '/digests', '/digests', { days: 'someday', time: '9 Uhr', zone: 'Mars' });
    expect(wrong.status).toBe(422);
    for (const typed of ['someday', '9 Uhr', 'Mars']) expect(wrong.text).toContain(`value="${typed}"`);
    expect(wrong.text).toContain('id="f-days-error"');
    expect(wrong.text).toContain('id="f-zone-error"');
    const fields = { days: 'sun', time: '02:30', zone: 'Europe/Berlin', lang: 'en', mail: 'yes' };
    expect((await postFrom(manager, '/digests', '/digests', fields)).status).toBe(303);
    const saved = words(await page('/digests'));
    expect(saved).toContain('Sunday, 02:30 (Europe/Berlin)');
    expect(saved).toMatch(/02:30 does not exist: the digest comes at 03:30/);
    const id = (await world.core.digests.list(team.manager.staff))[0]?.id ?? '';
    await postFrom(manager, '/digests', `/digests/${id}/pause`);
    expect(words(await page('/digests'))).toContain('Paused');
    await postFrom(manager, '/digests', `/digests/${id}/resume`);
    expect(words(await page('/digests'))).toContain('Resumed. The next one comes');
    const other = await signedIn(world.app, team.marketer.staff.email);
    expect((await postFrom(other, '/digests', `/digests/${id}/pause`)).status).toBe(403);
  });

  test('it comes by mail with pictures in words, once, and is kept as it was sent', async () => {
    await postFrom(manager, '/digests', '/digests', { days: 'daily', time: '09:00', zone: 'UTC', mail: 'yes' });
    ahead = DAY_MS;
    await world.core.digestRounds.sweep();
    await world.core.digestRounds.sweep();
    const mails = async () =>
      (await world.core.outbox.search({ campaignId: 'digest', limit: 10 })).mails.filter(
        ({ address }) => address === team.manager.staff.email,
      );
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(mail?.subject).toContain('digest of');
    expect(mail?.text).toContain(`${sent.id} Spring open house`);
    expect(mail?.html).toContain('alt="Result and goal by campaign. ');
    expect(mail?.html).toContain('&#60;b&#62;waffles');
    const picture = /src="([^"]+\/digests\/pictures\/[^"]+)"/.exec(mail?.html ?? '')?.[1] ?? '';
    const path = new URL(picture).pathname;
    const png = await supertest(world.app).get(path).buffer(true).expect(200);
    expect(png.headers['content-type']).toBe('image/png');
    expect(imageSize(png.body)).toMatchObject({ width: 1280, type: 'png' });
    const altered = path.replace(/.(?=\.png)/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await supertest(world.app).get(altered)).status).not.toBe(200);

    const [kept] = await world.core.digests.history(team.manager.staff);
    const counted = async () =>
      words(await page(`/digests/${kept?.id}`))
        .split('Campaign results')
        .slice(1)
        .join();
    const before = await counted();
    expect(before).toMatch(/Submitted 4/);
    await world.core.freezes.end(team.it.actor, (await world.core.freezes.list())[0]?.id ?? '');
    await world.core.insights.share(team.marketer.actor, { text: 'Later news' });
    expect(await counted()).toBe(before);
    expect(words(await page('/digests'))).toContain('Sent');
    const stranger = await signedIn(world.app, team.it.staff.email);
    expect((await stranger.get(`/digests/${kept?.id}`)).status).toBe(403);
  });

  test('a channel that Tandem knows gets one, in Korean, from whoever sees reports', async () => {
    const ref = { platform: 'slack', workspaceId: 'T1', channelId: 'C1' } as const;
    await world.core.channels.set(team.marketer.actor, ref, { name: '#campaigns', lang: 'ko' });
    const channel = JSON.stringify(['slack', 'T1', 'C1']);
    const fields = { channel, days: '월,목', time: '08:30', zone: 'Asia/Seoul', lang: 'ko' };
    expect((await postFrom(manager, '/digests', '/digests/channels', { ...fields, channel: 'x' })).status).toBe(422);
    expect((await postFrom(manager, '/digests', '/digests/channels', fields)).status).toBe(303);
    const text = words(await page('/digests'));
    expect(text).toContain('#campaigns');
    expect(text).toContain('Monday, Thursday, 08:30 (Asia/Seoul)');
    expect(text).toContain('Maria Lopez');
  });
});
