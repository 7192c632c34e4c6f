import { isDomainError } from '../../../core/common/errors.ts';
import { EVERYONE, isStaticList, type Rule } from '../../../core/segments/rule.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeEach(async () => {
  workspace = await contactWorkspace();
  await workspace.importFile(
    'email,id,city,consent\na@example.test,1,Seoul,yes\nb@example.test,2,Seoul,no\nc@example.test,3,Busan,yes\n,4,Busan,yes\n',
  );
});
afterEach(() => workspace.close());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => (isDomainError(error) ? error.code : Promise.reject(error as Error)),
  );
const seoul: Rule = { kind: 'text', attribute: 'city', op: 'is', value: 'Seoul' };
const peopleOf = async (rule: Rule) =>
  (await workspace.segments.page(rule, {})).contacts.map(({ externalId }) => externalId).sort();

test('people are put on a list by address and id, once, and whoever is unknown is reported', async () => {
  const list = await workspace.segments.createList(workspace.actor, { name: 'VIP' });
  expect(isStaticList(list)).toBe(true);
  const entries = ' A@Example.test\r\n"2"; 2\nnobody@example.test,99,not-an-address@\na@example.test';
  expect(await workspace.segments.addToList(workspace.actor, list.id, { entries })).toEqual({
    added: 2,
    already: 0,
    unknown: ['nobody@example.test', '99', 'not-an-address@'],
    unknownCount: 3,
  });
  const [third] = (await workspace.segments.page({ kind: 'text', attribute: 'city', op: 'is', value: 'Busan' }, {}))
    .contacts;
  expect(await workspace.segments.addToList(workspace.actor, list.id, { entries: `1\n${third?.id}` })).toMatchObject({
    added: 1,
    already: 1,
    unknownCount: 0,
  });
  expect(await peopleOf(list.rule)).toEqual(['1', '2', '3']);
  expect(await workspace.segments.count(list.rule)).toMatchObject({ matching: 3, eligible: 2 });
  expect(await workspace.segments.describe(list.rule, 'ko')).toBe('“VIP” 목록에 있는 연락처');

  const gone = {
    entries: `${third?.id}
nobody
4`,
  };
  expect(await workspace.segments.takeFromList(workspace.actor, list.id, gone)).toEqual({
    taken: 1,
    unknown: ['nobody'],
    unknownCount: 1,
  });
  expect(await peopleOf({ kind: 'not', rule: list.rule })).toEqual(['3', '4']);
  const other = await workspace.segments.create(workspace.actor, {
    name: 'Seoul but VIP',
    rule: { kind: 'all', rules: [seoul, { kind: 'segment', op: 'not_in', segment: list.id }] },
  });
  expect(await peopleOf(other.rule)).toEqual([]);
  // Editing a contact by an import leaves the list alone.
  await workspace.importFile('email,city\na@example.test,Daegu\n');
  expect(await peopleOf(list.rule)).toEqual(['1', '2']);
});

test('a list is renamed but has no rule to change, and a rule has nobody to add', async () => {
  const list = await workspace.segments.createList(workspace.actor, { name: 'VIP' });
  const renamed = await workspace.segments.update(workspace.actor, list.id, {
    name: 'Gold',
    rule: EVERYONE,
    version: 1,
  });
  expect(renamed).toMatchObject({ name: 'Gold', version: 1, rule: { kind: 'listed', list: list.id } });
  const segment = await workspace.segments.create(workspace.actor, { name: 'Seoul', rule: seoul });
  const add = (entries: string) => workspace.segments.addToList(workspace.actor, list.id, { entries });
  expect(await codeOf(workspace.segments.addToList(workspace.actor, segment.id, { entries: '1' }))).toBe(
    'segment.not_a_list',
  );
  expect(await codeOf(add(' \n'))).toBe('segment.entries_invalid');
  expect(await codeOf(add(Array.from({ length: 20_001 }, (_, i) => String(i)).join('\n')))).toBe(
    'segment.entries_invalid',
  );
});

test('a snapshot keeps who matched, a duplicate of it too, and deleting a list frees everybody', async () => {
  const segment = await workspace.segments.create(workspace.actor, { name: 'Seoul', rule: seoul });
  const snapshot = await workspace.segments.snapshot(workspace.actor, segment.id, { name: 'Seoul, November' });
  const copy = await workspace.segments.duplicate(workspace.actor, snapshot.id, { name: 'Copy' });
  await workspace.importFile('email,city\na@example.test,Busan\nc@example.test,Seoul\n');
  expect(await peopleOf(segment.rule)).toEqual(['2', '3']);
  expect(await peopleOf(snapshot.rule)).toEqual(['1', '2']);
  await workspace.segments.remove(workspace.actor, snapshot.id);
  expect(await peopleOf(copy.rule)).toEqual(['1', '2']);
  expect(await peopleOf(snapshot.rule)).toEqual([]);
  expect(await codeOf(workspace.segments.snapshot(workspace.actor, segment.id, { name: 'copy' }))).toBe(
    'segment.name_taken',
  );
  const twin = await workspace.segments.duplicate(workspace.actor, segment.id, { name: 'Seoul 2' });
  expect(twin).toMatchObject({ version: 1, rule: seoul });
  // Nobody is left on a list that did not come to be.
  const contacts = workspace.database.connection.collection('contacts');
  expect(await contacts.distinct('lists')).toEqual([copy.id]);
});
