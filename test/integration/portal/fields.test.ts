import { systemActor } from '../../../core/people/staff.ts';
import { aStaff } from '../../support/builders.ts';
import { aTeam, type Browser, portalWorld, postFrom, signedIn, type Team } from '../../support/portal-world.ts';

const SYSTEM = systemActor('test');
let world: Awaited<ReturnType<typeof portalWorld>>;
let team: Team;
let itReviewer: Browser;
let marketer: Browser;

beforeAll(async () => {
  world = await portalWorld();
  team = await aTeam(world.core);
  itReviewer = await signedIn(world.app, team.it.staff.email);
  marketer = await signedIn(world.app, team.marketer.staff.email);
  await world.core.contacts.defineAttribute(SYSTEM, { label: 'Income', type: 'number' });
  await world.core.contacts.defineAttribute(SYSTEM, { label: 'Town', type: 'text' });
  await world.core.consents.saveTopic(SYSTEM, { name: { en: 'Offers', ko: '혜택' }, about: { en: '', ko: '' } });
});
afterAll(() => world.close());

const page = async (who: Browser, path = '/fields'): Promise<string> => (await who.get(path).expect(200)).text;
const optionsOf = (html: string): string[] =>
  [...html.matchAll(/<option value="(Income|Town)"/g)].map(([, key = '']) => key);

describe('restricted fields in the portal', () => {
  test('an administrator marks an attribute; it is no longer offered, and the editors say how to ask', async () => {
    const { staff } = await aStaff(world.core, ['admin'], { name: 'Ada Min' });
    const admin = await signedIn(world.app, staff.email);
    await postFrom(admin, '/settings', '/settings/attributes/Income', { restricted: 'yes' });
    expect(await page(admin, '/settings')).toContain('Income is restricted now');
    const draft = await postFrom(marketer, '/segments/new', '/segments/draft/rule', {
      'n1.mode': 'all',
      do: 'add:n1',
    });
    expect(optionsOf(draft.text)).toEqual(['Town']);
    expect(draft.text).toContain('href="/fields?field=Income#ask"');
    const { id } = await world.core.campaigns.create(team.marketer.actor, { name: 'Winter' });
    const editor = await page(marketer, `/campaigns/${id}/edit`);
    expect(editor).toContain('{{ contact.Town }}');
    expect(editor).not.toContain('{{ contact.Income }}');
    expect(editor).toContain('href="/fields?field=Income#ask"');
    // The topic of a campaign is chosen on the same form, and shown on its page.
    expect(editor).toContain('name="audience.topicId"');
    const { revision } = (await world.core.campaigns.byId(id)) ?? { revision: 0 };
    await world.core.campaigns.edit(team.marketer.actor, id, { revision, audience: { topicId: 'Offers' } });
    expect(await page(marketer, `/campaigns/${id}`)).toMatch(/Topic<\/dt>\s*<dd>Offers/);
  });

  test('is asked for, refused with words, granted for a purpose and a period, and ended early', async () => {
    const ask = (fields: Record<string, string>) => postFrom(marketer, '/fields', '/fields', fields);
    expect(await page(marketer, '/fields?field=Income')).toMatch(/<option value="Income" selected/);
    const wrong = await ask({ field: 'Income', reason: '', campaign: 'C-77' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('id="f-campaign-error">There is no campaign C-77.');
    expect(wrong.text).toContain('value="C-77"');
    expect((await ask({ field: 'Income', reason: 'To find families', campaign: '' })).status).toBe(303);
    const [request] = await world.core.fields.list();
    const id = request?.id ?? '';
    const reviews = await page(itReviewer, '/reviews');
    expect(reviews).toMatch(/<a href="\/fields">Field requests[^<]*1[^<]*</);
    // What the badge counts is what the page lists, here and at home.
    for (const html of [reviews, await page(itReviewer, '/')]) {
      expect(html).toMatch(/class="nav-count">1</);
      expect(html).toContain('Waiting for you (1)');
      expect(html).toContain(`href="/fields#${id}"`);
    }
    for (const path of ['/reviews', '/']) expect(await page(marketer, path)).not.toContain(`href="/fields#${id}"`);
    const opened = await marketer.get(`/fields/${id.toLowerCase()}`).expect(303);
    expect(opened.headers.location).toBe(`/fields#${id}`);
    expect((await marketer.get('/fields/F-99').expect(404)).text).toContain('There is no such field request.');
    expect(await page(marketer)).not.toContain(`action="/fields/${id}/grant"`);
    expect((await postFrom(marketer, '/fields', `/fields/${id}/grant`, {})).status).toBe(403);
    const shown = await page(itReviewer);
    expect(shown).toContain('To find families');
    expect(shown).not.toContain('id="ask"');
    const decide = (kind: 'grant' | 'refuse', fields: Record<string, string>) =>
      postFrom(
        itReviewer,
        '/fields',
        `/fields/${id}/${kind}`,
        Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${kind}.${id}.${name}`, value])),
      );
    const refused = await decide('grant', { purpose: 'Families', days: '0', comment: 'Carefully' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Give the period in whole days, from 1 to 365.');
    expect(refused.text).toContain('>Carefully</textarea>');
    expect((await decide('grant', { purpose: 'Families', days: '45', comment: '' })).status).toBe(303);
    expect(await page(marketer)).toMatch(/Families[\s\S]*for 45 days/);
    expect((await decide('refuse', { comment: 'Too late' })).status).toBe(409);
    const rule = { kind: 'number_between', attribute: 'Income', from: 1, to: 2 };
    const segment = await world.core.segments.create(team.marketer.actor, { name: 'Families', rule });
    expect(await page(itReviewer)).toContain(`href="/segments/${segment.id}"`);
    expect(await page(marketer, `/segments/${segment.id}`)).not.toContain('reads fields whose access');
    expect((await postFrom(itReviewer, '/fields', `/fields/${id}/end`)).status).toBe(303);
    expect(await page(itReviewer)).toContain(`${id} has ended`);
    expect(await page(marketer, `/segments/${segment.id}`)).toContain('reads fields whose access');
    expect(await page(marketer, `/segments/${segment.id}/edit`)).toContain('Income (not granted)');
    const eligible = await page(marketer, `/segments/${segment.id}/contacts?only=eligible&topic=Offers`);
    expect(eligible).toContain('consent to “Offers” is not refused');
    const audit = (await world.core.audit.list({ subject: id })).map(({ action }) => action);
    expect(audit).toEqual(['field.ended', 'field.granted', 'field.asked']);
  });
});
