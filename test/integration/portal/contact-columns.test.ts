import { Readable } from 'node:stream';
import { aStaff } from '../../support/builders.ts';
import { aTeam, type Browser, portalWorld, signedIn } from '../../support/portal-world.ts';

type World = Awaited<ReturnType<typeof portalWorld>>;

describe('columns of the contact list', () => {
  let world: World;
  let browser: Browser;
  let segment: string;
  beforeAll(async () => {
    world = await portalWorld();
    const { core } = world;
    const { marketer } = await aTeam(core);
    browser = await signedIn(world.app, marketer.staff.email);
    const labels = ['One', 'Two', 'Three', 'Four', 'Five', 'Six'];
    const { id } = await core.contacts.queueImport(marketer.actor, {
      fileName: 'people.csv',
      content: Readable.from([
        Buffer.from(`email,${labels.join()}\na@example.test,${labels.map((l) => `v${l}`).join()}\n`),
      ]),
      mapping: {
        columns: {
          email: { to: 'address' },
          ...Object.fromEntries(labels.map((label) => [label, { to: 'attribute', label, type: 'text' }] as const)),
        },
        consent: { kind: 'none' },
      },
    });
    await core.contacts.runImport(id);
    const admin = await aStaff(core, ['admin']);
    await core.contacts.setSearchable(admin.actor, 'Six', true);
    segment = (await core.segments.create(marketer.actor, { name: 'All', rule: { kind: 'all', rules: [] } })).id;
  });
  afterAll(() => world.close());

  const headers = async (path: string) => {
    const { text } = await browser.get(path).expect(200);
    return [...text.matchAll(/<th scope="col"[^>]*>([^<]+)</g)].map(([, label]) => label);
  };

  it('are the searchable attributes first where nobody chose', async () => {
    const shown = await headers('/contacts');
    expect(shown.slice(0, 3)).toEqual(['Address', 'Consent', 'Six']);
    expect(shown).toHaveLength(6);
  });

  it.each(['/contacts', 'segment'])('are those that the address names: %s', async (page) => {
    const path = page === 'segment' ? `/segments/${segment}/contacts` : page;
    expect(await headers(`${path}?column=Five&column=Six&column=nope&column[$gt]=`)).toEqual([
      'Address',
      'Consent',
      'Six',
      'Five',
    ]);
    expect(await headers(`${path}?column=Two`)).toEqual(['Address', 'Consent', 'Two']);
    expect(await headers(`${path}?column=nope`)).toHaveLength(6);
  });

  it('are named where nobody is found: which attributes were searched, and how to ask for another', async () => {
    const { text } = await browser.get('/contacts?q=nobody').expect(200);
    expect(text).toContain('Searched: the beginning of addresses, external ids, Six.');
    expect(text).toMatch(/write its name: “(One|Two|Three|Four|Five): value”/);
  });

  it('stay when somebody searches, and what was searched stays when columns are chosen', async () => {
    const { text } = await browser.get('/contacts?q=a%40ex&column=Two&column=Five').expect(200);
    const [search = '', chooser = ''] = [...text.matchAll(/<form method="get" action="\/contacts".+?<\/form>/gs)].map(
      ([form]) => form,
    );
    expect(search).toContain('<input type="hidden" name="column" value="Two"');
    expect(search).toContain('<input type="hidden" name="column" value="Five"');
    expect(chooser).toContain('<input type="hidden" name="q" value="a@ex"');
    expect(text).toContain('Columns: 2 of 6 attributes');
  });
});
