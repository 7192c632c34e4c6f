import fc from 'fast-check';
import { bareLinksIn } from '../../../core/campaigns/bare-links.ts';
import type { Content, MailBody } from '../../../core/campaigns/campaign.ts';
import { compileMail } from '../../../core/campaigns/compile-mail.ts';
import { createLiquid } from '../../../core/campaigns/liquid-template.ts';
import type { AttributeValue, Contact } from '../../../core/contacts/contact.ts';
import { cpuSecondsOf } from '../../support/cpu-time.ts';

const liquid = createLiquid('Asia/Seoul');
const compile = (body: MailBody, over: Partial<Content> = {}) =>
  compileMail(
    {
      fromName: 'Acme',
      fromLocalPart: 'news',
      replyTo: '',
      subject: 'Hello',
      preheader: '',
      lang: 'en',
      body,
      ...over,
    },
    'mail.example.test',
    {
      liquid,
      keys: ['name', 'site'],
      footer: { organisation: 'Acme', postalAddress: '1 Street' },
      pictureUrl: (id) => `http://localhost:3000/pictures/${id}`,
      existingPictures: async (ids) => new Set(ids),
    },
  );
const text = (value: string): MailBody => ({ kind: 'blocks', blocks: [{ kind: 'text', text: value }] });
const mjml = (inside: string, head = ''): MailBody => ({
  kind: 'mjml',
  source: `<mjml><mj-head>${head}</mj-head><mj-body><mj-section><mj-column>${inside}</mj-column></mj-section></mj-body></mjml>`,
});
const raw = (html: string): MailBody => mjml(`<mj-text>${html}</mj-text>`);
const contact = (attributes: Record<string, AttributeValue>): Contact => ({
  id: 'x',
  address: 'x@example.test',
  externalId: null,
  attributes,
  consent: { status: 'granted', basis: 'none', source: '', at: new Date(0) },
  createdAt: new Date(0),
  updatedAt: new Date(0),
});

describe('addresses written without a link', () => {
  it.each<[string, string, readonly string[]]>([
    ['with a scheme', 'See https://shop.example.com/sale?x=1.', ['https://shop.example.com/sale?x=1']],
    ['with www', 'Visit www.shop.example.org today', ['http://www.shop.example.org/']],
    ['as a name alone', 'Everything on shop.com!', ['http://shop.com/']],
    [
      'with a Korean particle',
      '지금 https://shop.com/sale에서 만나요. shop.co.kr에서도',
      ['https://shop.com/sale', 'http://shop.co.kr/'],
    ],
    ['across bold', 'See https://shop**.example.net**/x', ['https://shop.example.net/x']],
    ['in the label of another link', '[https://bank.com](https://shop.com/)', ['https://bank.com/']],
    ['in a word that Liquid writes', 'Hi {{ contact.name | default: "https://evil.com/x" }}', ['https://evil.com/x']],
    ['with another ending and a path', 'See shop.museum/sale or v3.5', ['http://shop.museum/sale']],
    [
      'right after a Korean word, and between signs',
      '지금shop.com _shop.net_ ..shop.org',
      ['http://shop.com/', 'http://shop.net/', 'http://shop.org/'],
    ],
    ['after a slash', 'ftp://shop.com', ['http://shop.com/']],
    ['an address of mail', 'Write to info@shop.com', []],
    ['a word with a full stop', 'Node.js, e.g. version 3.5.Next', []],
    ['the address of a tracked link', '[https://shop.com](https://shop.com/) and shop.com', []],
  ])('%s', async (_, written, links) => {
    const compiled = await compile(text(written));
    expect(compiled.problems).toEqual([]);
    expect(compiled.bareLinks).toEqual(links);
  });

  it('are found where only Outlook reads, and where nobody sees them', async () => {
    const compiled = await compile(
      mjml(
        '<mj-raw><!--[if mso]><p>https://mso.com/a</p><![endif]--><div style="display:none;">https://hidden.com/</div></mj-raw>',
      ),
    );
    expect([...compiled.bareLinks].sort()).toEqual(['https://hidden.com/', 'https://mso.com/a']);
  });

  it('are found however deep they stand, outside the body, and beside a sign that is no tag', async () => {
    const deep = mjml(`<mj-raw>${'<div>'.repeat(300)}https://deep.com/${'</div>'.repeat(300)}</mj-raw>`);
    expect((await compile(deep)).bareLinks).toEqual(['https://deep.com/']);
    const outside: MailBody = {
      kind: 'mjml',
      source:
        '<mjml><mj-raw position="file-start">https://outside.com/</mj-raw><mj-body><mj-section><mj-column><mj-text>1 &lt; 2 https://sign.com/ 3 &gt; 2</mj-text></mj-column></mj-section></mj-body></mjml>',
    };
    expect([...(await compile(outside)).bareLinks].sort()).toEqual(['https://outside.com/', 'https://sign.com/']);
  });

  it.each([
    'https://shop.com/{{ contact.name | default: "" }}',
    'https://{{ contact.site | default: "" }}',
    '{{ contact.name | default: "" }}.com',
    'shop.com{% if contact.name %}/x{% endif %}',
    'sh{% if contact.name %}op{% endif %}.com',
  ])('that Liquid touches are refused: %s', async (written) => {
    expect((await compile(text(written))).problems).toMatchObject([
      { field: 'content.body', en: expect.stringContaining('the same for everybody') },
    ]);
  });

  it('that an output puts together are refused; those that a contact holds are not', async () => {
    const made = (await compile(text('{{ "evil." | append: "com/x" }}'))).mail?.();
    expect(() => made?.for(contact({}))).toThrow(expect.objectContaining({ code: 'campaign.mail_unchecked' }));
    const held = (await compile(text('{{ contact.site | default: "" }}'))).mail?.();
    expect(held?.for(contact({ site: 'https://mine.com' })).variables).toEqual({
      v0: 'https://mine.com',
      v1: 'https://mine.com',
    });
  });

  it('take time in proportion to the text', async () => {
    for (const part of ['a.', '-.', '..', 'www.', 'https://', 'a.com', '.com', '-', 'a/', 'a.aa:1']) {
      expect(await cpuSecondsOf(() => bareLinksIn(part.repeat(200_000)))).toBeLessThan(10);
    }
  });

  it('are found wherever they stand among words', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('hello', '(', ')', '안녕', ',', '\n', '"', 'a@b'), { maxLength: 8 }),
        fc.constantFrom('https://shop.com/a', 'http://shop.kr/'),
        (words, link) => {
          expect(bareLinksIn([...words, link, ...words].join(' ')).links).toEqual([link]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('what a mail loads from other hosts', () => {
  it.each<[string, MailBody, readonly string[]]>([
    ['a picture', raw('<img src="https://cdn.com/a.png" alt="a" />'), ['https://cdn.com/a.png']],
    ['a picture of MJML', mjml('<mj-image src="https://cdn.com/b.png" alt="b" />'), ['https://cdn.com/b.png']],
    ['a background attribute', raw('<table background="https://cdn.com/c.png"></table>'), ['https://cdn.com/c.png']],
    ['a style', raw('<p style="background:url(https://cdn.com/d.png)">x</p>'), ['https://cdn.com/d.png']],
    ['a style in quotes', raw(`<p style="background:url('https://cdn.com/e.png')">x</p>`), ['https://cdn.com/e.png']],
    [
      'a style with escapes',
      raw('<p style="background:u\\72l(https://cdn.com/f.png)">x</p>'),
      ['https://cdn.com/f.png'],
    ],
    [
      'a style with named characters',
      raw('<p style="background:url&lpar;https&colon;&sol;&sol;cdn.com/n.png&rpar;">x</p>'),
      ['https://cdn.com/n.png'],
    ],
    [
      'a style sheet',
      mjml('<mj-text>x</mj-text>', '<mj-style>p { background: image-set("https://cdn.com/g.png" 1x); }</mj-style>'),
      ['https://cdn.com/g.png'],
    ],
    [
      'a font',
      mjml(
        '<mj-text>x</mj-text>',
        '<mj-style>@font-face { font-family: A; src: url(https://cdn.com/h.woff2); }</mj-style>',
      ),
      ['https://cdn.com/h.woff2'],
    ],
    [
      'nothing: a picture of our own',
      { kind: 'blocks', blocks: [{ kind: 'picture', pictureId: 'known', alt: 'a', href: '' }] },
      [],
    ],
    [
      'what only looks like our own',
      raw('<img src="http://localhost:3000/pictures/../x" alt="" />'),
      ['http://localhost:3000/x'],
    ],
  ])('%s', async (_, body, addresses) => {
    const compiled = await compile(body);
    expect(compiled.problems).toEqual([]);
    expect(compiled.externalPictures).toEqual(addresses);
    expect(compiled.mail?.().for(contact({})).variant.html).toContain('</html>');
  });

  it.each<[string, MailBody]>([
    [
      'a style sheet by @import',
      mjml('<mj-text>x</mj-text>', '<mj-style>@import url(https://cdn.com/a.css);</mj-style>'),
    ],
    [
      'a style sheet by @import with escapes',
      mjml('<mj-text>x</mj-text>', '<mj-style>@\\69mport "https://cdn.com/a.css";</mj-style>'),
    ],
    ['a link element', mjml('<mj-raw><link rel="stylesheet" href="https://cdn.com/a.css" /></mj-raw>')],
    [
      'a font of MJML',
      mjml('<mj-text font-family="Raleway">x</mj-text>', '<mj-font name="Raleway" href="https://fonts.com/css" />'),
    ],
    [
      'an address without slashes',
      mjml('<mj-text>x</mj-text>', '<mj-style>p { background: image-set("https:cdn.com/a.png" 1x); }</mj-style>'),
    ],
    ['an address without a scheme', raw('<p style="background:url(//cdn.com/a.png)">x</p>')],
    ['an address with Liquid', raw('<p style="background:url(https://cdn.com/{{ contact.name | default: 1 }})">x</p>')],
  ])('is refused: %s', async (_, body) => {
    const { problems, mail } = await compile(body);
    expect(mail).toBeUndefined();
    expect(problems[0]).toMatchObject({ field: 'content.body' });
  });

  it('is refused where a person’s value would write it into a style', async () => {
    const mail = (await compile(raw('<p style="background:{{ contact.site | default: 1 }}">x</p>'))).mail?.();
    expect(() => mail?.for(contact({ site: 'url(https://evil.com/x.png)' }))).toThrow(
      expect.objectContaining({ code: 'campaign.mail_unchecked' }),
    );
  });

  it('is the same in every variant', async () => {
    const mail = (
      await compile(raw('<p style="background:u{% if contact.name %}rl(https://evil.com/x.png){% endif %}">x</p>'))
    ).mail?.();
    expect(() => mail?.for(contact({}))).not.toThrow();
  });
});
