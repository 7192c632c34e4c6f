import { approve, aReadyDraft, aTeam, someContacts } from '../../support/portal-world.ts';
import { type Browser, signedInAs, type TestPortal, withTestPortal } from './portal.ts';

const entry = (action: string, subject: string, actor = 'system:test') => ({
  actor,
  surface: 'cli',
  action,
  subject,
  data: { note: '=1+1' },
});

describe('the audit log in the portal', () => {
  let portal: TestPortal;
  let browser: Browser;
  let csrf: string;
  let auditor: string;
  beforeAll(async () => {
    portal = await withTestPortal();
    const signedIn = await signedInAs(portal, ['auditor'], { name: 'Ada Auditor' });
    ({ browser, csrf } = signedIn);
    auditor = signedIn.staff.id;
    for (let i = 0; i < 60; i += 1) await portal.core.audit.append(entry('campaign.edited', 'C-900'));
    await portal.core.audit.append(entry('campaign.halted', 'C-901', auditor));
  });
  afterAll(() => portal.close());

  const post = (path: string, fields: Record<string, string> = {}) =>
    browser
      .post(path)
      .type('form')
      .send({ _csrf: csrf, ...fields });
  const subjects = (html: string): string[] => [...html.matchAll(/>(C-\d+)<\/a>/g)].map(([, id]) => id ?? '');
  const today = new Date().toISOString().slice(0, 10);

  it('shows the newest entries first, fifty to a page, and leads on to the older ones', async () => {
    const first = await browser.get('/audit').expect(200);
    expect(subjects(first.text)).toEqual(['C-901', ...Array.from({ length: 49 }, () => 'C-900')]);
    const [, before = ''] = /href="\/audit\?before=(\d+)"/.exec(first.text) ?? [];
    const second = await browser.get(`/audit?before=${before}`).expect(200);
    expect(subjects(second.text)).toHaveLength(11);
  });

  it.each([
    ['subject', () => 'subject=c-901', 1],
    ['who', () => `actor=${auditor}`, 1],
    ['what', () => 'action=campaign.halted', 1],
    ['subject and what together', () => 'subject=C-900&action=campaign.halted', 0],
    ['a period that holds now', () => `subject=C-901&from=${today}`, 1],
    ['a period that is over', () => 'subject=C-901&to=2020-01-01', 0],
    ['a period that has not begun', () => 'subject=C-901&from=2199-01-01', 0],
  ])('is filtered by %s in the address', async (_by, query, count) => {
    const { text } = await browser.get(`/audit?${query()}`).expect(200);
    expect(subjects(text)).toHaveLength(count);
  });

  it.each([
    ['from=yesterday', 'f-from-error'],
    [`from=${today}&to=2020-01-01`, 'f-to-error'],
  ])('says beside the field what %s lacks, and keeps it', async (query, id) => {
    const { text } = await browser.get(`/audit?${query}`).expect(422);
    expect(text).toContain(`id="${id}"`);
    expect(text).toContain(`value="${query.split(/[=&]/)[1]}"`);
  });

  it('is verified on a press, against a head that was posted earlier', async () => {
    const [last] = await portal.core.audit.list({ limit: 1 });
    const { text } = await post('/audit/verify', { head: (last?.hash ?? '').toUpperCase() }).expect(200);
    expect(text).toContain(`The chain holds: ${last?.seq} entries.`);
    expect(text).toContain(`The head that you gave stands at entry ${last?.seq}.`);
  });

  it('says that a head which stands nowhere means a log that was cut or written anew', async () => {
    const { text } = await post('/audit/verify', { head: 'a'.repeat(64) }).expect(200);
    expect(text).toContain('The log does not hold.');
  });

  it('keeps a head that is none, and says so beside it', async () => {
    const { text } = await post('/audit/verify', { head: 'abc' }).expect(422);
    expect(text).toContain('id="f-head-error"');
    expect(text).toContain('value="abc"');
  });

  it('is exported by the same filters, without anything that a spreadsheet would calculate, and says who took it', async () => {
    const csv = await post('/audit/export', { format: 'csv', subject: 'C-901' }).expect(200);
    expect(csv.headers['content-disposition']).toContain('tandem-audit.csv');
    expect(csv.text.trim().split('\n')).toHaveLength(2);
    expect(csv.text).not.toMatch(/(^|,)"?=/m);
    const jsonl = await post('/audit/export', { format: 'jsonl', subject: 'C-901' })
      .buffer(true)
      .parse((answer, done) => {
        let text = '';
        answer.on('data', (part: Buffer) => {
          text += part.toString();
        });
        answer.on('end', () => done(null, text));
      })
      .expect(200);
    const [line = ''] = String(jsonl.body).trim().split('\n');
    expect(JSON.parse(line)).toMatchObject({ subject: 'C-901', actor: auditor, data: { note: '=1+1' } });
    expect(await portal.core.audit.list({ action: 'audit.exported' })).toMatchObject([
      { actor: auditor, data: { format: 'jsonl' } },
      { actor: auditor, data: { format: 'csv' } },
    ]);
  });

  it('shows the last head that was posted for IT', async () => {
    expect((await browser.get('/audit')).text).toContain('None yet.');
    const it = { platform: 'slack', workspaceId: 'T1', channelId: 'C1' } as const;
    const admin = await signedInAs(portal, ['admin']);
    await portal.core.channels.set({ kind: 'staff', staff: admin.staff, surface: 'slack' }, it, {
      name: 'it',
      lang: 'en',
      purpose: 'it',
    });
    for (const day of ['2026-11-23', '2026-11-24']) {
      await portal.core.notices.tell({
        key: `audit-head:${day}`,
        to: { kind: 'channel', purpose: 'it' },
        title: { en: 'Head', ko: '해시' },
        lines: [{ en: `Hash of ${day}`, ko: `${day} 해시` }],
        path: null,
        tone: 'normal',
        campaignId: null,
      });
    }
    const { text } = await browser.get('/audit').expect(200);
    expect(text).toContain('Hash of 2026-11-24');
    expect(text).toContain('Not told yet');
  });

  describe('of a campaign that was decided on', () => {
    let id: string;
    let hash: string;
    beforeAll(async () => {
      const { core } = portal;
      const team = await aTeam(core);
      await someContacts(core, team.marketer.actor, 3);
      ({ id } = await aReadyDraft(core, team.marketer.actor));
      await core.campaigns.submit(team.marketer.actor, id);
      await approve(core, team.marketing.actor, id, 'marketing');
      const [decided] = await core.audit.list({ subject: id, action: 'review.approve' });
      hash = String(decided?.data.snapshot);
    });

    it('leads from each hash to the mail and the sections that it names', async () => {
      const log = await browser.get(`/audit?subject=${id}`).expect(200);
      const address = `/audit/snapshots/${hash}?about=${id}`;
      expect(log.text).toContain(`<a href="${address}">Look at it<span class="visually-hidden">: ${id}, `);
      const page = await browser.get(address).expect(200);
      expect(page.text).toMatch(
        new RegExp(`<iframe title="The mail as it looked" sandbox(="")? src="/audit/snapshots/${hash}/mail"`),
      );
      expect(page.text).toContain(hash);
      expect(page.text).toContain('Twenty more registrations');
      expect(page.text).toContain(`href="/audit?subject=${id}"`);
    });

    it('gives the mail alone to a frame in which nothing runs', async () => {
      const { headers, text } = await browser.get(`/audit/snapshots/${hash}/mail`).expect(200);
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'self'.*;sandbox /);
      expect(text).toContain('</html>');
    });

    it('says of a hash that names nothing, and of what was altered, that it is not there as it was', async () => {
      const nothing = await browser.get(`/audit/snapshots/${'0'.repeat(64)}`).expect(404);
      expect(nothing.text).toContain('missing, or it was altered');
      await browser.get('/audit/snapshots/abc').expect(404);
      const database = portal.core.sessionClient().db(portal.config.database.name);
      await database
        .collection<{ _id: string; html: string }>('campaign_snapshots')
        .updateOne({ _id: hash }, { $set: { html: '<p>Another mail</p>' } });
      await browser.get(`/audit/snapshots/${hash}`).expect(404);
      await browser.get(`/audit/snapshots/${hash}/mail`).expect(404);
    });

    it('is for those alone who may read the log', async () => {
      const { browser: other } = await signedInAs(portal, ['marketer']);
      await other.get(`/audit/snapshots/${hash}`).expect(403);
      await other.get(`/audit/snapshots/${hash}/mail`).expect(403);
    });
  });
});
