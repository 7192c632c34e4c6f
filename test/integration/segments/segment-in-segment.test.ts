import { isDomainError } from '../../../core/common/errors.ts';
import { createSegments } from '../../../core/segments/create-segments.ts';
import { EVERYONE, type Rule } from '../../../core/segments/rule.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeEach(async () => {
  workspace = await contactWorkspace();
  await workspace.importFile(
    `email,city,Income,joined\n${['Seoul', 'Seoul', 'Busan', 'Daegu'].map((city, i) => `p${i}@example.test,${city},${(i + 1) * 10},2020-11-2${i + 3}`).join('\n')}\n`,
  );
});
afterEach(() => workspace.close());

const refusal = (work: Promise<unknown>): Promise<{ code: string; field: string | undefined; text: string }> =>
  work.then(
    () => ({ code: 'nothing was refused', field: undefined, text: '' }),
    (error: unknown) =>
      isDomainError(error)
        ? { code: error.code, field: error.field, text: error.text.en }
        : Promise.reject(error as Error),
  );
const city = (value: string): Rule => ({ kind: 'text', attribute: 'city', op: 'is', value });
const inside = (segment: string): Rule => ({ kind: 'segment', op: 'in', segment });
const notInside = (segment: string): Rule => ({ kind: 'segment', op: 'not_in', segment });
const make = (name: string, rule: Rule) => workspace.segments.create(workspace.actor, { name, rule });
const save = (segment: { id: string; name: string; version: number }, rule: Rule) =>
  workspace.segments.update(workspace.actor, segment.id, { name: segment.name, rule, version: segment.version });

test('a segment in a segment matches who is in it, and what changes there changes here', async () => {
  const seoul = await make('Seoul', city('Seoul'));
  const others = await make('Not Seoul', notInside(seoul.id));
  expect(others.rule).toEqual({ ...notInside(seoul.id), inside: { version: 1, rule: city('Seoul') } });
  expect((await workspace.segments.count(others.rule)).matching).toBe(2);
  expect(await workspace.segments.describe(others.rule, 'en')).toBe('Not in the segment “Seoul”');

  await save(seoul, city('Busan'));
  const now = await workspace.segments.byId(others.id);
  expect(now).toMatchObject({ version: 1, rule: { inside: { version: 2, rule: city('Busan') } } });
  expect((await workspace.segments.count(now?.rule ?? EVERYONE)).matching).toBe(3);
  // What was read before is what it was: an approved rule goes on meaning whom it meant.
  const frozen = await workspace.segments.parseRule(JSON.parse(JSON.stringify(others.rule)));
  expect(frozen).toEqual(others.rule);
  expect((await workspace.segments.count(frozen)).matching).toBe(2);
  const [first] = (await workspace.segments.page(frozen, {})).contacts;
  expect(first && (await workspace.segments.matches(frozen, first))).toBe(true);
  expect(first && (await workspace.segments.matches(now?.rule ?? EVERYONE, first))).toBe(false);
});

test('a circle is refused with the way round', async () => {
  const a = await make('A', city('Seoul'));
  const b = await make('B', { kind: 'all', rules: [inside(a.id)] });
  const c = await make('C', { kind: 'not', rule: inside(b.id) });
  expect(await refusal(save(a, { kind: 'any', rules: [city('Busan'), inside(c.id)] }))).toEqual({
    code: 'segment.cycle',
    field: 'rule.rules.1.segment',
    text: expect.stringContaining('A → C → B → A'),
  });
  expect(await refusal(save(a, inside(a.id)))).toMatchObject({ text: expect.stringContaining('A → A') });
  expect(await workspace.segments.byId(a.id)).toMatchObject({ version: 1, rule: city('Seoul') });
  // What was refused is not in anybody's way.
  expect(await refusal(save(a, city('Daegu')))).toMatchObject({ code: 'nothing was refused' });
});

test('of changes that would close a circle together, one is refused, however they meet', async () => {
  for (let round = 0; round < 8; round += 1) {
    const [a, b] = await Promise.all([make(`A${round}`, EVERYONE), make(`B${round}`, EVERYONE)]);
    const codes = await Promise.all([refusal(save(a, inside(b.id))), refusal(save(b, inside(a.id)))]);
    expect(codes.map(({ code }) => code).sort()).toEqual(['nothing was refused', 'segment.cycle']);
  }
});

test('a segment is deleted only while nobody names it, and whoever does is listed', async () => {
  const users: { id: string; name: string }[] = [];
  const segments = createSegments({ ...workspace, campaignsNaming: async () => users });
  const a = await make('A', city('Seoul'));
  const b = await make('B', inside(a.id));
  users.push({ id: 'C-1', name: 'Autumn' });
  expect(await refusal(segments.remove(workspace.actor, a.id))).toMatchObject({
    code: 'segment.in_use',
    text: expect.stringContaining('segment “B”, campaign “Autumn”'),
  });
  expect(await segments.usedBy(a.id)).toEqual({ segments: [{ id: b.id, name: 'B' }], campaigns: users, personas: [] });
  users.pop();
  await save(b, city('Busan'));
  await segments.remove(workspace.actor, a.id);
  expect(await segments.byId(a.id)).toBeUndefined();
  expect(await refusal(make('D', inside(a.id)))).toMatchObject({ code: 'segment.segment_unknown' });
  expect(await refusal(make('A', EVERYONE))).toMatchObject({ code: 'nothing was refused' });
});

test('whoever names a segment while it is deleted is refused, or its deletion is', async () => {
  for (let round = 0; round < 8; round += 1) {
    const a = await make(`A${round}`, EVERYONE);
    const [named, gone] = await Promise.all([
      refusal(make(`B${round}`, inside(a.id))),
      refusal(workspace.segments.remove(workspace.actor, a.id)),
    ]);
    expect([named.code, gone.code].filter((code) => code === 'nothing was refused')).toHaveLength(1);
    const [b] = (await workspace.segments.list()).filter(({ name }) => name === `B${round}`);
    expect(b !== undefined).toBe(named.code === 'nothing was refused');
    if (b !== undefined) expect((await workspace.segments.count(b.rule)).matching).toBe(4);
  }
});

test('a rule that would make a segment that names it too long is refused', async () => {
  const many: Rule = { kind: 'any', rules: Array.from({ length: 190 }, () => city('Seoul')) };
  const a = await make('A', city('Seoul'));
  const b = await make('B', many);
  const five: Rule = { kind: 'any', rules: Array.from({ length: 5 }, () => inside(b.id)) };
  await make('Five', { kind: 'any', rules: [five, inside(a.id)] });
  expect(await refusal(save(a, many))).toMatchObject({ code: 'segment.user_too_large' });
  expect(await refusal(make('Six', { kind: 'any', rules: [five, inside(b.id)] }))).toMatchObject({
    code: 'segment.rule_too_long',
  });
});

test('versions keep every rule, and what changed reads as sentences', async () => {
  const first = await make('Seoul', { kind: 'all', rules: [city('Seoul')] });
  workspace.clock.at = new Date('2026-11-25T03:00:00Z');
  const second = await save(first, {
    kind: 'all',
    rules: [city('Busan'), { kind: 'number', attribute: 'Income', op: 'gt', value: 10 }],
  });
  await workspace.segments.update(workspace.actor, first.id, {
    name: 'Busan',
    rule: second.rule,
    version: second.version,
  });
  const versions = await workspace.segments.versions(first.id);
  expect(versions.map(({ version, name, at }) => [version, name, at.toISOString().slice(0, 10)])).toEqual([
    [2, 'Seoul', '2026-11-25'],
    [1, 'Seoul', '2026-11-24'],
  ]);
  expect(await workspace.segments.differences(first.rule, second.rule, 'en')).toEqual([
    'Changed: city is Seoul → city is Busan',
    'Added: Income is over 10',
  ]);
  expect(await workspace.segments.differences(second.rule, first.rule, 'ko')).toEqual([
    expect.stringMatching(/^변경: .*Busan.* → .*Seoul/),
    expect.stringMatching(/^삭제: .*초과/),
  ]);
  expect(
    await workspace.segments.differences(
      { kind: 'all', rules: [city('A'), city('B')] },
      { kind: 'any', rules: [city('A'), city('B')] },
      'en',
    ),
  ).toEqual(['One condition that is true is now enough']);
  expect(await workspace.segments.differences(first.rule, EVERYONE, 'en')).toEqual(['Removed: city is Seoul']);
});

test('what makes a rule slow is named, the costliest first', async () => {
  await workspace.contacts.setSearchable(workspace.actor, 'city', true);
  const rule: Rule = {
    kind: 'all',
    rules: [
      city('Seoul'),
      { kind: 'number', attribute: 'Income', op: 'gt', value: 10 },
      { kind: 'text', attribute: 'city', op: 'contains', value: 'eo' },
    ],
  };
  expect((await workspace.segments.costly(rule, 'en')).map(({ clause }) => clause)).toEqual([
    'city contains eo',
    'Income is over 10',
  ]);
});
