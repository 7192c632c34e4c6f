import { isDomainError } from '../../../core/common/errors.ts';
import { createContactStore } from '../../../core/contacts/contact-store.ts';
import { staffActor } from '../../../core/people/people-service.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeEach(async () => {
  workspace = await contactWorkspace();
});
afterEach(() => workspace.close());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => (isDomainError(error) ? `${error.code} ${error.field ?? ''}`.trim() : Promise.reject(error)),
  );

test('staff change attributes and consent by their types; unknown names, operators and wrong values are refused by field', async () => {
  await workspace.importFile('email,Income,vip\na@example.test,100,yes\n');
  const contact = await workspace.contacts.byAddress('a@example.test');
  const id = contact?.id ?? '';
  const changed = await workspace.contacts.update(workspace.actor, id, {
    attributes: { Income: '1,500', vip: '' },
    consent: 'granted',
  });
  expect(changed).toMatchObject({
    attributes: { Income: 1_500 },
    consent: { status: 'granted', basis: 'staff', source: 'system:test' },
  });
  expect(await codeOf(workspace.contacts.update(workspace.actor, id, { attributes: { $gt: '1' } }))).toBe(
    'contact.attribute_unknown attributes.$gt',
  );
  expect(await codeOf(workspace.contacts.update(workspace.actor, id, { attributes: { Income: 'many' } }))).toBe(
    'contact.attribute_wrong_type attributes.Income',
  );
  expect(
    await codeOf(workspace.contacts.update(workspace.actor, id, { attributes: { Income: { $gt: 0 } as never } })),
  ).toBe('contact.attribute_wrong_type attributes.Income');
  expect(await codeOf(workspace.contacts.update(workspace.actor, 'nobody', { attributes: {} }))).toBe(
    'contact.not_found',
  );
  expect(await workspace.contacts.byId(id)).toEqual(changed);
});

test('search finds the beginning of an address, an external id, or a searchable value; never an operator', async () => {
  await workspace.importFile(
    'email,id,Education\nanna@example.test,7,PhD\nanton@example.test,8,Master\nb.c@example.test,9,PhD\n',
  );
  const found = async (query: string) =>
    (await workspace.contacts.search({ query })).contacts.map(({ externalId }) => externalId).sort();
  expect(await found('AN')).toEqual(['7', '8']);
  expect(await found('9')).toEqual(['9']);
  expect(await found('b.')).toEqual(['9']);
  expect(await found('.*')).toEqual([]);
  expect(await found('PhD')).toEqual([]);
  await workspace.contacts.setSearchable(workspace.actor, 'Education', true);
  expect(await found('PhD')).toEqual(['7', '9']);
  expect(await found({ $gt: '' } as never)).toEqual([]);
  const first = await workspace.contacts.search({ limit: 2 });
  const second = await workspace.contacts.search({ limit: 2, after: first.next ?? '' });
  expect([
    first.total,
    first.contacts.length,
    second.contacts.map(({ externalId }) => externalId),
    second.next,
  ]).toEqual([3, 2, ['9'], null]);
});

test('at most eight attributes are searchable however many are marked at once, and each has its index', async () => {
  const keys = Array.from({ length: 12 }, (_, i) => `field_${i}`);
  for (const label of keys) await workspace.contacts.defineAttribute(workspace.actor, { label, type: 'text' });
  const answers = await Promise.all(
    keys.map((key) => codeOf(workspace.contacts.setSearchable(workspace.actor, key, true))),
  );
  expect(answers.filter((answer) => answer === 'contact.too_many_searchable searchable')).toHaveLength(4);
  const marked = (await workspace.contacts.attributes()).filter(({ searchable }) => searchable).map(({ key }) => key);
  expect(marked).toHaveLength(8);
  const indexed = async () =>
    (await workspace.database.connection.collection('contacts').indexes()).flatMap(({ key }) =>
      Object.keys(key).filter((field) => field.startsWith('attributes.')),
    );
  expect((await indexed()).sort()).toEqual(marked.map((key) => `attributes.${key}`).sort());
  await workspace.contacts.setSearchable(workspace.actor, marked[0] ?? '', false);
  expect(await indexed()).toHaveLength(7);
  expect(await codeOf(workspace.contacts.setSearchable(workspace.actor, 'a.$b', true))).toBe(
    'contact.attribute_unknown key',
  );
});

test('only an administrator marks attributes searchable', async () => {
  await workspace.contacts.defineAttribute(workspace.actor, { label: 'Region', type: 'text' });
  const staff = {
    id: 's',
    email: 'e@example.test',
    name: 'E',
    roles: ['marketer' as const],
    lang: 'en' as const,
    timeZone: 'Asia/Seoul',
    status: 'active' as const,
    createdAt: new Date(0),
  };
  expect(await codeOf(workspace.contacts.setSearchable(staffActor(staff, 'portal'), 'Region', true))).toBe(
    'contact.not_allowed',
  );
});

test('an attribute keeps its type, and the same header in another case is the same attribute', async () => {
  const first = await workspace.contacts.defineAttribute(workspace.actor, { label: 'Region', type: 'text' });
  expect(await workspace.contacts.defineAttribute(workspace.actor, { label: ' region ', type: 'text' })).toMatchObject({
    key: first.key,
  });
  expect(await codeOf(workspace.contacts.defineAttribute(workspace.actor, { label: 'Region', type: 'number' }))).toBe(
    'contact.attribute_type_conflict type',
  );
  const other = await workspace.contacts.defineAttribute(workspace.actor, { label: 'Region?', type: 'number' });
  expect(other.key).toBe('Region_2');
});

test('the first reason of a suppression stays, whatever form the address has', async () => {
  const row = (address: string, reason: 'unsubscribed' | 'bounced', source: string) =>
    workspace.contacts.suppress(workspace.actor, { address, reason, source });
  await Promise.all([
    row('a@bücher.example', 'unsubscribed', 'C-1'),
    row('A@XN--BCHER-KVA.example ', 'unsubscribed', 'C-1'),
  ]);
  expect(await row('a@bücher.example', 'bounced', 'provider')).toMatchObject({ reason: 'unsubscribed', source: 'C-1' });
  const hash = workspace.contacts.addressHash('a@bücher.example');
  expect(await workspace.contacts.suppressedAmong([' A@bücher.example', 'b@example.test'])).toEqual(
    new Map([[hash, 'unsubscribed']]),
  );
  expect(await workspace.contacts.allSuppressions()).toEqual(new Map([[hash, 'unsubscribed']]));
  expect(await codeOf(row('not an address\r\n', 'bounced', 'x'))).toBe('contact.address_invalid address');
});

test('values in use come with their counts', async () => {
  await workspace.importFile(
    'email,Education,tags\na@example.test,PhD,x;y\nb@example.test,PhD,x\nc@example.test,Master,\n',
  );
  expect(await workspace.contacts.valuesOf('Education')).toEqual([
    { value: 'PhD', count: 2 },
    { value: 'Master', count: 1 },
  ]);
  expect(await workspace.contacts.valuesOf('tags')).toEqual([
    { value: 'x', count: 2 },
    { value: 'y', count: 1 },
  ]);
  expect(await codeOf(workspace.contacts.valuesOf('$where'))).toBe('contact.attribute_unknown key');
});

test('changes of an import are stored together or not at all, and leave a refusal that arrived meanwhile', async () => {
  await workspace.importFile('email,id\na@example.test,1\nb@example.test,2\n');
  const store = createContactStore(workspace.database);
  const [a, b] = (await workspace.contacts.search({})).contacts;
  if (a === undefined || b === undefined) throw new Error('two contacts were imported');
  await workspace.contacts.update(workspace.actor, a.id, { attributes: {}, consent: 'refused' });
  const granted = { status: 'granted', basis: 'column', source: 'import:x', at: workspace.clock.at } as const;
  const change = (id: string, set: Record<string, unknown>) => ({
    id,
    set,
    consent: { from: 'unknown' as const, to: granted },
  });

  expect(await store.applyChanges([change(a.id, { 'attributes.n': 1 }), change(b.id, { externalId: '1' })])).toBe(
    false,
  );
  expect((await store.byIds([a.id, b.id])).map(({ attributes, consent }) => [attributes, consent.status])).toEqual([
    [{}, 'refused'],
    [{}, 'unknown'],
  ]);

  expect(await store.applyChanges([change(a.id, { 'attributes.n': 1 }), change(b.id, { 'attributes.n': 2 })])).toBe(
    true,
  );
  expect((await store.byIds([a.id, b.id])).map(({ attributes, consent }) => [attributes, consent.status])).toEqual([
    [{ n: 1 }, 'refused'],
    [{ n: 2 }, 'granted'],
  ]);
});
