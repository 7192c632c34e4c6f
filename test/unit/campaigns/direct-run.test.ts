import fc from 'fast-check';
import { Context, Output, toValueSync } from 'liquidjs';
import { createDirectRun } from '../../../core/campaigns/direct-run.ts';
import { createLiquid } from '../../../core/campaigns/liquid-template.ts';

const liquid = createLiquid('Asia/Seoul');
const KEYS = ['first_name', 'score', 'tags', '이름'] as const;
const filter = fc.constantFrom(
  '',
  ' | default: "friend"',
  ' | default: "friend", allow_false: true',
  ' | upcase',
  ' | truncate: 4',
  ' | append: "!" | prepend: "¡"',
  ' | times: 2 | round',
  ' | date: "%Y-%m-%d"',
  ' | split: "," | join: " / "',
  ' | size',
  ' | where: "a", 1',
  ' | append: contact.score',
);
const output = fc
  .tuple(
    fc.constantFrom(
      ...KEYS.map((key) => `contact.${key}`),
      'contact["first_name"]',
      '"text"',
      'contact.first_name.size',
    ),
    filter,
  )
  .map(([value, filters]) => `{{ ${value}${filters} }}`);
const template = fc
  .array(fc.oneof(output, fc.constantFrom('text', ' 100% ', '\n')), { maxLength: 6 })
  .map((l) => l.join(''));
const value = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }),
);
const contact = fc.record(Object.fromEntries(KEYS.map((key) => [key, value])));

describe('outputs that are read directly', () => {
  it('give what liquidjs gives, or leave it to liquidjs', () => {
    let direct = 0;
    fc.assert(
      fc.property(template, contact, (source, person) => {
        const templates = liquid.parse(source);
        const scope = { contact: person };
        const values = createDirectRun(templates)?.values(scope);
        if (values === undefined) return;
        direct += 1;
        const expected = templates
          .filter((node) => node instanceof Output)
          .map((node) => {
            const context = new Context(scope, liquid.options, { sync: true }, { liquid });
            return toValueSync(node.value.value(context, false) as never);
          });
        expect(values).toEqual(expected);
      }),
      { numRuns: 400 },
    );
    expect(direct).toBeGreaterThan(50);
  });

  it('leave conditions, loops and names that liquidjs answers itself to liquidjs', () => {
    for (const source of [
      '{% if contact.score %}a{% endif %}',
      '{{ contact.size }}',
      '{{ contact.tags[0] }}',
      '{{ contact[contact.first_name] }}',
      '{{ contact.first_name | append: contact.score }}',
      '{% assign contact = "x" %}{{ contact.first_name }}',
    ]) {
      expect([source, createDirectRun(liquid.parse(source))]).toEqual([source, undefined]);
    }
  });

  it('leave what goes wrong to liquidjs, which can say where', () => {
    const run = createDirectRun(liquid.parse('{{ contact.first_name | date: "%Y" }}'));
    expect(run?.values({ contact: { first_name: 'now' } })).toBeUndefined();
    expect(run?.values({ contact: {} })).toBeUndefined();
  });
});
