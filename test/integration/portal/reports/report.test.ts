import { aStaff } from '../../../support/builders.ts';
import { aSentCampaign, aTeam, csrfOf, portalWorld, signedIn, type Team } from '../../../support/portal-world.ts';

let world: Awaited<ReturnType<typeof portalWorld>>;
let team: Team;
let sent: Awaited<ReturnType<typeof aSentCampaign>>;

beforeAll(async () => {
  world = await portalWorld();
  team = await aTeam(world.core);
  sent = await aSentCampaign(world.core, team, { people: 5 });
  const html = sent.mails.find((mail) => mail.address === 'person1@example.test')?.html ?? '';
  const [, token] = /\/t\/c\/([A-Za-z0-9_.-]+)/.exec(html) ?? [];
  await world.core.tracking.click(token ?? '', {
    method: 'GET',
    userAgent: 'Mozilla/5.0 Firefox/128.0',
    network: '203.0.113.9',
  });
});
afterAll(() => world.close());

describe('what a campaign is worth', () => {
  test('says what is not known until the rates are set, and then what one result costs, on report, CSV and overview', async () => {
    const marketer = await signedIn(world.app, team.marketer.staff.email);
    const textOf = async (path: string) => (await marketer.get(path).expect(200)).text.replaceAll(/<[^>]+>/g, ' ');
    expect(await textOf(`/reports/${sent.id}`)).toContain('not known: no rate is set');
    const uncounted = await textOf('/reports/costs');
    expect(uncounted).toContain('Campaigns sent but not counted yet: 1');
    expect(uncounted).toContain('Nothing is counted yet');
    expect(uncounted).not.toContain('Nothing was sent');
    for (const path of ['/', '/campaigns']) {
      expect((await marketer.get(path).expect(200)).text).toContain('href="/reports/costs"');
    }

    const { staff, actor } = await aStaff(world.core, ['admin'], { name: 'Ada' });
    const admin = await signedIn(world.app, staff.email);
    const form = (await admin.get('/settings/costs').expect(200)).text;
    const save = (rates: Record<string, string>) =>
      admin
        .post('/settings/costs')
        .type('form')
        .send({ _csrf: csrfOf(form), revision: '0', ...rates });
    const refused = await save({ currency: 'won', perThousand: 'cheap', reviewHour: '' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="cheap"');
    for (const unclear of ['1,2', '12,34', '1,200,5', '1.200,5', '0x10', '1e3']) {
      const answer = await save({ currency: 'usd', perThousand: '', reviewHour: unclear });
      expect([answer.status, answer.text.includes('what 1,2 means is not clear')]).toEqual([422, true]);
    }
    await save({ currency: 'usd', perThousand: '1,250.5', reviewHour: '' }).expect(303);
    expect(await world.core.costs.rates()).toMatchObject({ perThousand: 1_250.5, reviewHour: null });
    expect(await textOf(`/reports/${sent.id}`)).toContain('in another currency than the budget');

    const { currency } = (await world.core.campaigns.byId(sent.id))?.brief ?? {};
    await world.core.costs.saveRates(actor, { currency, perThousand: 250, reviewHour: 10 }, 1);
    await expect(
      world.core.costs.saveRates(actor, { currency, perThousand: 1, reviewHour: 1 }, 1),
    ).rejects.toMatchObject({ code: 'costs.changed_meanwhile' });
    await expect(world.core.costs.saveRates(team.marketer.actor, {}, 2)).rejects.toMatchObject({
      code: 'costs.forbidden',
    });
    await Promise.all([world.core.costs.countResults(), world.core.costs.countResults()]);
    const campaign = await world.core.campaigns.byId(sent.id);
    const cost = (await world.core.costs.costPerResult(campaign === undefined ? [] : [campaign])).get(sent.id);
    expect(cost).toMatchObject({ submitted: 4, complete: true, results: 1, parts: { sending: { amount: 1 } } });
    expect(cost?.perResult).toBe(cost?.total);
    expect((await world.core.costs.since(new Date(0))).waiting).toBe(0);
    expect(await textOf('/reports/costs?days=30')).toMatch(
      new RegExp(`By segment[^]*${sent.id}[^]*By campaign[^]*${sent.id}`),
    );
    const digest = await world.core.digests.preview(team.marketer.actor);
    const ofSegment = digest.content?.sections.find(({ key }) => key === 'costs')?.figures[0];
    expect([ofSegment?.label.en, ofSegment?.label.ko]).toEqual(['Everybody · Clicked', 'Everybody · 클릭']);
    const path = ofSegment?.path ?? '';
    expect((await marketer.get(`/digests/${digest.id}`)).text).toContain(`href="${path.replaceAll('&', '&amp;')}"`);
    expect(await textOf(path)).toMatch(new RegExp(`Campaigns that began from [^]*Segment:\\s*Everybody[^]*${sent.id}`));
    for (const other of [
      path.replace(/segment=[^&]+/, 'segment=another'),
      path.replace('kpi=clicked', 'kpi=opened'),
      path.replace(/from=[^&]+&to=[^&]+/, 'from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z'),
    ]) {
      expect(await textOf(other)).not.toContain(sent.id);
    }
    const csv = (await marketer.get(`/reports/${sent.id}/report.csv`).expect(200)).text;
    expect(csv).toContain(`${sent.id},cost,sending,1,${currency}`);
    expect(csv).toContain(`${sent.id},clicked,people,1,`);
    expect(csv).toContain(`${sent.id},cost_per_result,clicked,${cost?.perResult},${currency}`);
  });
});

describe('the report of a campaign', () => {
  test('shows totals that open their lists, a chart without inline style, and the same numbers as a table', async () => {
    const marketer = await signedIn(world.app, team.marketer.staff.email);
    const page = await marketer.get(`/reports/${sent.id}`).expect(200);
    expect(page.text).toContain(`href="/reports/${sent.id}/people?kind=clicked"`);
    expect(page.text).toContain('Bot filtering on');
    expect(page.text).toContain('<svg');
    expect(page.text).not.toMatch(/<[^>]+ style="/);
    expect(page.headers['content-security-policy']).not.toContain('unsafe-inline');
    const people = await marketer.get(`/reports/${sent.id}/people?kind=clicked`).expect(200);
    expect(people.text).toContain('person1@example.test');
    expect(people.text).not.toContain('person2@example.test');
  });

  test('counts no machine as a person, and shows it beside', async () => {
    const html = sent.mails.find((mail) => mail.address === 'person2@example.test')?.html ?? '';
    const [, token] = /\/t\/c\/([A-Za-z0-9_.-]+)/.exec(html) ?? [];
    const scanner = { method: 'GET', userAgent: 'curl/8.5', network: '203.0.113.10' };
    await world.core.tracking.click(token ?? '', scanner);
    const marketer = await signedIn(world.app, team.marketer.staff.email);
    const page = (await marketer.get(`/reports/${sent.id}`).expect(200)).text.replaceAll(/<[^>]+>/g, ' ');
    expect(page).toMatch(/Clicked\s+1\s+25% of submitted · 2 events · 1 machine only/);
    expect(page).toContain('Goal: Clicked, 10 % of submitted. Now 25%.');
    expect(page).toContain('so shares are of submitted');
    const brief = (await marketer.get(`/campaigns/${sent.id}`).expect(200)).text;
    expect(brief).toContain('Clicked, target 10 % of delivered');
    const list = (await marketer.get(`/reports/${sent.id}/people?kind=clicked`).expect(200)).text;
    expect(list.match(/machine only/g)).toHaveLength(1);
    const csv = (await marketer.get(`/reports/${sent.id}/people.csv`).expect(200)).text.split('\n');
    expect(csv[0]).toMatch(/,machine_only$/);
    expect(csv.filter((line) => line.endsWith(',clicked')).map((line) => line.split(',')[1])).toEqual([
      'person2@example.test',
    ]);
    const report = await world.core.tracking.report(sent.id);
    expect(report?.links.map(({ people, clicks }) => [people, clicks])).toContainEqual([1, 2]);
  });

  test('a look at a captured mail in the outbox is nobody’s open: the preview asks for no pixel, the mail keeps it', async () => {
    const marketer = await signedIn(world.app, team.marketer.staff.email);
    const mail = sent.mails.find(({ address }) => address === 'person0@example.test');
    const preview = await marketer.get(`/outbox/${mail?.id}/html`).expect(200);
    expect(preview.text).toContain('/t/c/');
    expect(preview.text).not.toContain('/t/o/');
    expect((await world.core.outbox.byId(mail?.id ?? ''))?.html).toContain('/t/o/');
  });

  test('comes as CSV, one row for each person of the run', async () => {
    const marketer = await signedIn(world.app, team.marketer.staff.email);
    const csv = await marketer.get(`/reports/${sent.id}/people.csv`).expect(200);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.headers['content-disposition']).toBe(`attachment; filename="${sent.id}-people.csv"`);
    const addresses = [...csv.text.matchAll(/person\d@example\.test/g)].map(([address]) => address);
    expect(addresses.sort()).toEqual([0, 1, 2, 3, 4].map((i) => `person${i}@example.test`));
  });

  test('shows a manager how many, not who', async () => {
    const manager = await signedIn(world.app, team.manager.staff.email);
    for (const path of [`/reports/${sent.id}/people`, `/campaigns/${sent.id}/people?outcome=submitted`]) {
      const page = await manager.get(path).expect(200);
      expect(page.text).toContain('p…@e….test');
      expect(page.text).not.toContain('person1@example.test');
    }
  });

  test('answers a manager’s search by address as if nothing had been asked', async () => {
    const manager = await signedIn(world.app, team.manager.staff.email);
    for (const path of [`/reports/${sent.id}/people`, `/campaigns/${sent.id}/people`]) {
      const whole = await manager.get(path).expect(200);
      const searched = await manager.get(`${path}?q=person1`).expect(200);
      expect(whole.text).toContain('p…@e….test');
      expect(searched.text.match(/p…@/g)).toEqual(whole.text.match(/p…@/g));
      expect(whole.text.split('<main')[1]).not.toContain('name="q"');
    }
  });

  test('previews a contact only to those who may see contacts', async () => {
    const { contacts } = await world.core.contacts.search({ query: 'person1@example.test', limit: 1 });
    const { id } = await world.core.campaigns.create(team.marketer.actor, {
      name: 'Greeting',
      content: {
        body: { kind: 'blocks', blocks: [{ kind: 'text', text: 'Dear {{ contact.name | default: "you" }}' }] },
      },
    });
    const path = `/campaigns/${id}/preview`;
    const [manager, marketer] = await Promise.all([
      signedIn(world.app, team.manager.staff.email),
      signedIn(world.app, team.marketer.staff.email),
    ]);
    const asked = `${path}?contact=${contacts[0]?.id}`;
    expect((await marketer.get(asked)).text).toContain('Person 1');
    expect((await manager.get(asked)).text).not.toContain('Person 1');
    expect((await manager.get(asked)).text).toBe((await manager.get(path)).text);
  });

  test('the sum on the campaign’s page adds up, each number with its list', async () => {
    const marketer = await signedIn(world.app, team.marketer.staff.email);
    const page = await marketer.get(`/campaigns/${sent.id}`).expect(200);
    expect(page.text).toContain('Matched when the audience was frozen: 5');
    expect(page.text).toContain('The sum closes');
    const list = await marketer.get(`/campaigns/${sent.id}/people?outcome=no_consent`).expect(200);
    expect(list.text).toContain('person4@example.test');
    const progress = await marketer
      .get(`/campaigns/${sent.id}/progress?state=sending`)
      .set('hx-request', 'true')
      .expect(200);
    expect(progress.headers['hx-trigger']).toContain('campaign-moved');
  });
});
