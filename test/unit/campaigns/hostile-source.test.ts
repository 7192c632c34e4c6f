import fc from 'fast-check';
import type { Content, MailBody } from '../../../core/campaigns/campaign.ts';
import { INPUT_LIMITS } from '../../../core/campaigns/campaign-input.ts';
import { compileMail } from '../../../core/campaigns/compile-mail.ts';
import { createLiquid, createLiquidShield } from '../../../core/campaigns/liquid-template.ts';
import { checkHtml } from '../../../core/campaigns/mail-html.ts';
import type { Contact } from '../../../core/contacts/contact.ts';
import { cpuSecondsOf } from '../../support/cpu-time.ts';

const liquid = createLiquid('Asia/Seoul');
const compile = (body: MailBody) => {
  const content: Content = {
    fromName: 'Acme',
    fromLocalPart: 'news',
    replyTo: '',
    subject: 'Hello',
    preheader: '',
    lang: 'en',
    body,
  };
  return compileMail(content, 'mail.example.test', {
    liquid,
    keys: ['address'],
    footer: { organisation: 'Acme', postalAddress: '1 Street' },
    pictureUrl: (id) => `http://localhost:3000/pictures/${id}`,
    existingPictures: async () => new Set(),
  });
};
const filled = (part: string, length: number) => part.repeat(Math.floor(length / part.length));
const mjml = (inside: string, head = ''): MailBody => ({
  kind: 'mjml',
  source: `<mjml>${head}<mj-body>${inside}</mj-body></mjml>`,
});
const ROOM = INPUT_LIMITS.mjml - 1_000;
const text = (part: string): MailBody => ({
  kind: 'blocks',
  blocks: Array.from({ length: INPUT_LIMITS.blocks }, () => ({ kind: 'text', text: filled(part, INPUT_LIMITS.text) })),
});

/** Far above what a loaded machine needs, far below the minutes that time by the square of the length takes. */
const MOST_SECONDS = 20;

describe('a source as long as is allowed, written to keep the process busy, is answered soon', () => {
  test.each<[string, MailBody]>([
    ['tags whose quote is never closed', mjml(`<mj-raw>${filled('<a', ROOM)}'</mj-raw>`)],
    ['one tag of one endless word', mjml(`<mj-raw><b ${filled('a', ROOM)}></b></mj-raw>`)],
    ['a bracket and nothing after it', mjml(`<mj-raw><${filled(' ', ROOM)}x</mj-raw>`)],
    ['meta without an end', mjml(`<mj-raw>${filled('<meta', ROOM)}</mj-raw>`)],
    ['thousands of outputs', mjml(`<mj-raw>${filled('{{ x }}', ROOM)}</mj-raw>`)],
    ['outputs without an end', mjml(`<mj-raw>${filled('{', ROOM)}</mj-raw>`)],
    ['raw blocks without an end', mjml(`<mj-raw>${filled('{% raw %}', ROOM)}</mj-raw>`)],
    ['heads without an end', { kind: 'mjml', source: filled('<mj-head', ROOM) }],
    ['nesting without an end', mjml(`<mj-raw>${filled('<div>', 15_000 * 5)}</mj-raw>`)],
    ['more tags than a mail has', mjml(`<mj-raw>${filled('<b>', ROOM)}</mj-raw>`)],
    ['thousands of elements', mjml(filled('<mj-section></mj-section>', ROOM))],
    [
      'a style for each tag, to be inlined',
      mjml(
        `<mj-raw>${filled('<b class="a"></b>', ROOM / 2)}</mj-raw>`,
        `<mj-head><mj-style inline="inline">${filled('.a{color:red}', ROOM / 2)}</mj-style></mj-head>`,
      ),
    ],
    ['brackets of links', text('[')],
    ['links without an end', text('[a](')],
  ])('%s', async (_name, body) => {
    expect(await cpuSecondsOf(() => compile(body))).toBeLessThan(MOST_SECONDS);
  });
});

describe('a template that writes without end fails for its reader, by a reason that can be told', () => {
  const loop = (inside: string) => `{% for i in (1..900) %}{% for j in (1..900) %}${inside}{% endfor %}{% endfor %}`;
  test.each([
    ['much fixed text', loop('y'.repeat(1_000)), /too long/],
    ['short pieces', `{% for i in (1..900) %}{% for j in (1..50) %}x{% endfor %}{% endfor %}`, /too long/],
    ['much of a value', '{% for i in (1..900) %}{{ contact.address }}{% endfor %}', /too long/],
    ['nothing, many times', loop(''), /memory/],
    [
      'a long condition for each of many',
      `{% assign l = contact.address | split: "" %}{% for i in (1..9) %}{% assign f = l | where_exp: "x", "${'x == 1 or '.repeat(90)}x == 2" %}{% endfor %}`,
      /100,000 steps/,
    ],
    [
      'a long condition in a loop',
      `{% for i in (1..5000) %}{% if ${'i == 0 or '.repeat(90)}i == 0 %}x{% endif %}{% endfor %}`,
      /100,000 steps/,
    ],
    [
      'many alternatives in a loop',
      `{% for i in (1..5000) %}{% if i == 0 %}${'{% elsif i == 0 %}'.repeat(90)}{% endif %}{% endfor %}`,
      /100,000 steps/,
    ],
    [
      'a long text gone through many times',
      '{% for i in (1..9000) %}{% assign f = contact.address | replace: "a", "" %}{% endfor %}',
      /100,000 steps/,
    ],
  ])('%s', async (_name, source, reason) => {
    const { mail } = await compile({ kind: 'blocks', blocks: [{ kind: 'text', text: source }] });
    let failure: unknown;
    const seconds = await cpuSecondsOf(() => {
      try {
        mail?.().for({
          id: 'x',
          address: `${'a'.repeat(5_000)}@example.test`,
          externalId: null,
          attributes: {},
          consent: { status: 'yes', source: '', at: new Date(0) },
          createdAt: new Date(0),
          updatedAt: new Date(0),
        } as unknown as Contact);
      } catch (error) {
        failure = error;
      }
    });
    expect(failure).toMatchObject({ field: 'content.body', text: { en: expect.stringMatching(reason) } });
    expect(seconds).toBeLessThan(MOST_SECONDS);
  });
});

describe('what would be otherwise once it is sent', () => {
  const PERSON = {
    id: 'x',
    address: 'a@example.test',
    externalId: null,
    attributes: { born: new Date('1970-02-03T00:00:00Z') },
  } as unknown as Contact;
  const written = async (source: string) => {
    const { problems, mail } = await compile({ kind: 'blocks', blocks: [{ kind: 'text', text: source }] });
    return { problems, run: () => mail?.().for(PERSON).variables };
  };

  test('by chance is refused', async () => {
    const { problems } = await written('{{ "a,b" | split: "," | sample }}');
    expect(problems).toEqual([expect.objectContaining({ en: expect.stringContaining('undefined filter: sample') })]);
  });

  test.each(['now', 'today'])('by the hour is refused: %s', async (word) => {
    const { run } = await written(`{% assign h = "${word}" | date: "%s" %}{% if h > "1" %}other{% endif %}`);
    expect(run).toThrow('changes after the approval');
  });

  test('a date of the contact is written as before', async () => {
    const { run } = await written('{{ contact.address | default: "x" }} {{ "1970-02-03" | date: "%d.%m.%Y" }}');
    expect(Object.values(run() ?? {})).toContain('03.02.1970');
  });
});

describe('what could run, redirect or be taken over by a contact’s value is refused in every spelling', () => {
  test.each([
    '<meta content=">" http-equiv="refresh">',
    '<meta http-equiv="&#114;efresh" content="0;url=https://elsewhere.test/">',
    '<b title={{ contact.address }}>x</b>',
    '<b {{ contact.address }}="1">x</b>',
    '<{{ contact.address }} x>',
  ])('%s', async (html) => {
    const { problems, mail } = await compile(mjml(`<mj-raw>${html}</mj-raw>`));
    expect(mail).toBeUndefined();
    expect(problems).toEqual([expect.objectContaining({ field: 'content.body' })]);
  });

  test('a value between quotes is not', async () => {
    const { mail } = await compile(mjml('<mj-raw><b title="{{ contact.address }}">x</b></mj-raw>'));
    expect(mail).toBeDefined();
  });
});

describe('the scanners find what the expressions they stand for find', () => {
  const soup = (...parts: string[]) => fc.array(fc.constantFrom(...parts), { maxLength: 20 }).map((p) => p.join(''));

  test('start tags', () => {
    const tag = /<([a-zA-Z][a-zA-Z0-9:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g;
    fc.assert(
      fc.property(soup('<', '<a', '<b ', '>', '"', "'", ' href=', 'https://x.test/', '/', 'x', '<!'), (source) => {
        const found = [...source.matchAll(tag)].map(([whole]) => whole);
        // An element whose handler is refused shows by its name that it was seen.
        const marked = source.replace(tag, (_whole, name: string, rest: string) => `<${name} onx=1 ${rest}>`);
        const seen = checkHtml(marked, () => false).refused.filter(({ value }) => value.endsWith(' on…='));
        expect(seen).toHaveLength(found.length);
      }),
      { numRuns: 2_000 },
    );
  });

  test('tags and outputs of Liquid', () => {
    const token = /\{\{[\s\S]*?\}\}|\{%-?\s*raw\s*-?%\}[\s\S]*?\{%-?\s*endraw\s*-?%\}|\{%[\s\S]*?%\}/g;
    const parts = ['{', '{{', '}}', '}', '{%', '%}', '{% raw %}', '{%- endraw -%}', ' raw ', ' endraw ', 'x', '%', '-'];
    fc.assert(
      fc.property(soup(...parts), (source) => {
        const shield = createLiquidShield('word');
        const hidden = shield.hide(source);
        expect(shield.lost('')).toEqual(source.match(token) ?? []);
        expect(shield.show(hidden)).toBe(source);
      }),
      { numRuns: 2_000 },
    );
  });
});
