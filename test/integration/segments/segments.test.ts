import fc from 'fast-check';
import { isDomainError } from '../../../core/common/errors.ts';
import type { Contact } from '../../../core/contacts/contact.ts';
import { EVERYONE, type Rule } from '../../../core/segments/rule.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeEach(async () => {
  workspace = await contactWorkspace();
});
afterEach(() => workspace.close());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => (isDomainError(error) ? error.code : Promise.reject(error)),
  );

const collect = async (rule: Rule, only?: 'eligible' | 'no_consent' | 'no_address' | 'suppressed', limit = 3) => {
  const found: Contact[] = [];
  let after: string | undefined;
  do {
    const page = await workspace.segments.page(rule, {
      limit,
      ...(only === undefined ? {} : { only }),
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.contacts);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return found.map(({ id }) => id);
};

test('matching is eligible plus the reasons, each with its list, whatever the contacts are', async () => {
  const person = fc.record({
    address: fc.boolean(),
    consent: fc.constantFrom('yes', 'no', ''),
    suppressed: fc.boolean(),
    group: fc.constantFrom('a', 'b'),
  });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 25 }), async (people) => {
      round += 1;
      const address = (i: number) => `p${round}-${i}@example.test`;
      await workspace.importFile(
        `email,id,consent,group,round\nx@example.test,x,yes,z,0\n${people.map((p, i) => `${p.address ? address(i) : ''},${round}-${i},${p.consent},${p.group},${round}`).join('\n')}\n`,
      );
      for (const [i, p] of people.entries()) {
        if (p.suppressed)
          await workspace.contacts.suppress(workspace.actor, { address: address(i), reason: 'manual', source: 'test' });
      }
      const rule: Rule = {
        kind: 'all',
        rules: [
          { kind: 'number', attribute: 'round', op: 'eq', value: round },
          { kind: 'text', attribute: 'group', op: 'is', value: 'a' },
        ],
      };
      const matching = people.filter((p) => p.group === 'a');
      const expected = {
        no_address: matching.filter((p) => !p.address).length,
        suppressed: matching.filter((p) => p.address && p.suppressed).length,
        no_consent: matching.filter((p) => p.address && !p.suppressed && p.consent !== 'yes').length,
      };
      const count = await workspace.segments.count(rule);
      expect(count).toEqual({
        matching: matching.length,
        eligible: matching.length - expected.no_address - expected.suppressed - expected.no_consent,
        reasons: expected,
        tookMs: expect.any(Number),
      });
      const lists = await Promise.all([
        collect(rule),
        collect(rule, 'eligible'),
        collect(rule, 'no_address'),
        collect(rule, 'suppressed'),
        collect(rule, 'no_consent'),
      ]);
      expect(lists.map((list) => list.length)).toEqual([
        count.matching,
        count.eligible,
        expected.no_address,
        expected.suppressed,
        expected.no_consent,
      ]);
      expect(lists.slice(1).flat().sort()).toEqual([...(lists[0] ?? [])].sort());
      expect(lists[0]).toEqual([...(lists[0] ?? [])].sort());
      const some = (lists[0] ?? []).filter((_, i) => i % 2 === 0);
      const of = (list: readonly string[] = []) => list.filter((id) => some.includes(id)).length;
      expect(await workspace.segments.count(rule, some)).toMatchObject({
        matching: some.length,
        eligible: of(lists[1]),
        reasons: { no_address: of(lists[2]), suppressed: of(lists[3]), no_consent: of(lists[4]) },
      });
      expect(await workspace.segments.count({ kind: 'not', rule }, some)).toMatchObject({ matching: 0 });
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

test('everyone comes once, in the order of ids, in arrays of at most a thousand', async () => {
  await workspace.importFile(
    `email,n\n${Array.from({ length: 2_345 }, (_, i) => `p${i}@example.test,${i % 2}`).join('\n')}\n`,
  );
  const sizes: number[] = [];
  const ids: string[] = [];
  for await (const contacts of workspace.segments.everyone(EVERYONE)) {
    sizes.push(contacts.length);
    ids.push(...contacts.map(({ id }) => id));
  }
  expect(sizes).toEqual([1_000, 1_000, 345]);
  expect(ids).toEqual([...new Set(ids)].sort());
  const odd: Rule = { kind: 'number', attribute: 'n', op: 'eq', value: 1 };
  const among: string[] = [];
  for await (const contacts of workspace.segments.everyone(odd, ids.slice(0, 2_001))) {
    among.push(...contacts.map(({ id }) => id));
  }
  const matching = new Set<string>();
  for await (const contacts of workspace.segments.everyone(odd)) for (const { id } of contacts) matching.add(id);
  expect(among).toEqual(ids.slice(0, 2_001).filter((id) => matching.has(id)));
});

test('of everyone no more is read than a mail needs', async () => {
  await workspace.importFile('email,plan,city\na@example.test,gold,Seoul\nb@example.test,,Busan\n');
  const whole = [];
  for await (const some of workspace.segments.everyone(EVERYONE)) whole.push(...some);
  const ids = whole.map(({ id }) => id);
  for (const among of [undefined, ids]) {
    for (const keys of [[], ['plan'], ['plan', 'city', 'unheard_of']]) {
      const found = [];
      for await (const some of workspace.segments.everyone(EVERYONE, among, keys)) found.push(...some);
      expect(found).toEqual(
        whole.map(({ id, address, consent, attributes }) => ({
          id,
          address,
          consent: { status: consent.status },
          attributes: Object.fromEntries(Object.entries(attributes).filter(([key]) => keys.includes(key))),
        })),
      );
    }
  }
});

test('a segment is saved with its version, and of two who change it at once one is told', async () => {
  await workspace.importFile('email,Income\na@example.test,1\n');
  const rule = (value: number) => ({ kind: 'number', attribute: 'Income', op: 'gt', value });
  const segment = await workspace.segments.create(workspace.actor, { name: ' Well off ', rule: rule(1) });
  expect(segment).toMatchObject({ name: 'Well off', version: 1, rule: rule(1) });
  const update = (value: number) =>
    workspace.segments.update(workspace.actor, segment.id, { name: 'Well off', rule: rule(value), version: 1 });
  const answers = await Promise.all([codeOf(update(2)), codeOf(update(3))]);
  expect(answers.sort()).toEqual(['nothing was refused', 'segment.changed_meanwhile']);
  expect(await workspace.segments.byId(segment.id)).toMatchObject({ version: 2 });
});

test('a name belongs to one segment, is free again after renaming, and a rename keeps the version', async () => {
  const make = (name: string) => workspace.segments.create(workspace.actor, { name, rule: EVERYONE });
  const answers = await Promise.all(['All', ' all ', 'ALL'].map((name) => codeOf(make(name))));
  expect(answers.filter((answer) => answer === 'segment.name_taken')).toHaveLength(2);
  const [segment] = await workspace.segments.list();
  const renamed = await workspace.segments.update(workspace.actor, segment?.id ?? '', {
    name: 'Everybody',
    rule: EVERYONE,
    version: 1,
  });
  expect(renamed).toMatchObject({ name: 'Everybody', version: 1 });
  expect(await codeOf(make('all'))).toBe('nothing was refused');
  expect(await codeOf(make('everybody'))).toBe('segment.name_taken');
  expect((await workspace.segments.list()).map(({ name }) => name)).toEqual(['all', 'Everybody']);
  expect(await codeOf(make('   '))).toBe('segment.name_invalid');
});
