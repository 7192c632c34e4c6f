import fc from 'fast-check';
import type { Content, MailBody } from '../../../core/campaigns/campaign.ts';
import { compileMail, VARIANT_LIMIT } from '../../../core/campaigns/compile-mail.ts';
import { createLiquid } from '../../../core/campaigns/liquid-template.ts';
import type { Block } from '../../../core/campaigns/mail-block.ts';
import { renderFor } from '../../../core/campaigns/render-for.ts';
import { listStarters, STARTERS, starterBody } from '../../../core/campaigns/starters.ts';
import type { AttributeValue, Contact } from '../../../core/contacts/contact.ts';

const KEYS = ['first_name', 'vip', 'score', '이름', 'address'];
const liquid = createLiquid('Asia/Seoul');
const compile = (content: Partial<Content>, keys: readonly string[] = KEYS) =>
  compileMail(
    {
      fromName: 'Acme "News"',
      fromLocalPart: 'news',
      replyTo: '',
      subject: 'Hello',
      preheader: '',
      lang: 'en',
      body: { kind: 'blocks', blocks: [] },
      ...content,
    },
    'mail.example.test',
    {
      liquid,
      keys,
      footer: { organisation: 'Acme & Sons', postalAddress: '1 Street <Seoul>' },
      pictureUrl: (id) => `http://localhost:3000/pictures/${id}`,
      existingPictures: async (ids) => new Set(ids.filter((id) => id === 'known')),
    },
  );
const blocks = (...list: Block[]): MailBody => ({ kind: 'blocks', blocks: list });
const text = (value: string): MailBody => blocks({ kind: 'text', text: value });
const mjml = (inside: string): MailBody => ({
  kind: 'mjml',
  source: `<mjml><mj-body><mj-section><mj-column>${inside}</mj-column></mj-section></mj-body></mjml>`,
});
const contact = (attributes: Record<string, AttributeValue>): Contact => ({
  id: 'x',
  address: 'x@example.test',
  externalId: null,
  attributes,
  consent: { status: 'granted', basis: 'none', source: '', at: new Date(0) },
  createdAt: new Date(0),
  updatedAt: new Date(0),
});
const mailOf = async (content: Partial<Content>) => {
  const { mail, problems } = await compile(content);
  if (mail === undefined) throw new Error(problems.map((p) => `${p.field} ${p.en}`).join('\n'));
  return mail();
};

describe('a compiled mail', () => {
  it('gives each person their own values in one body', async () => {
    const mail = await mailOf({ subject: 'Hi {{ contact.first_name }}', body: text('Dear {{ contact.first_name }}!') });
    const kim = mail.for(contact({ first_name: 'Kim' }));
    const lee = mail.for(contact({ first_name: 'Lee <b>' }));
    expect(lee.variant).toBe(kim.variant);
    expect(kim.variant.html).not.toContain('Kim');
    const seen = renderFor(mail, contact({ first_name: 'Lee <b>' }));
    expect(seen.subject).toBe('Hi Lee <b>');
    expect(seen.html).toContain('Dear Lee &lt;b&gt;!');
    expect(seen.text).toContain('Dear Lee <b>!');
  });

  it('makes a variant for each way through its conditions, and no more', async () => {
    const mail = await mailOf({
      body: text(
        '{% if contact.vip %}Gold{% else %}Blue{% endif %}{% if contact.score > 5 %}same{% else %}same{% endif %}',
      ),
    });
    const variants = new Set<string>();
    for (const vip of [true, false]) {
      for (const score of [1, 9]) variants.add(mail.for(contact({ vip, score })).variant.key);
    }
    expect(variants.size).toBe(2);
    expect(renderFor(mail, contact({ vip: true, score: 1 })).text).toContain('Gold');
  });

  it('refuses more than 20 variants', async () => {
    const mail = await mailOf({ body: text('{% for i in (1..contact.score) %}x{% endfor %}') });
    for (let score = 1; score <= VARIANT_LIMIT; score += 1) mail.for(contact({ score }));
    expect(() => mail.for(contact({ score: VARIANT_LIMIT + 1 }))).toThrow(
      expect.objectContaining({ code: 'campaign.too_many_variants' }),
    );
  });

  it('writes the default where a value is missing', async () => {
    const mail = await mailOf({ body: text('Dear {{ contact.first_name | default: "friend" }}') });
    expect(renderFor(mail, contact({})).text).toContain('Dear friend');
  });

  it('reads attributes in any script, lists and dates', async () => {
    const mail = await mailOf({ body: text('{{ contact.이름 }} / {{ contact.score }} / {{ contact.first_name }}') });
    const person = contact({ 이름: '민지', score: ['a', 'b'], first_name: new Date('1990-05-17T00:00:00Z') });
    expect(renderFor(mail, person).text).toContain('민지 / a, b / 1990-05-17');
  });

  it('always has postal address, browser view, preferences, unsubscribe and pixel', async () => {
    const korean = (await mailOf({ body: text('x'), lang: 'ko' })).for(contact({})).variant;
    expect(korean.html).toMatch(/href="%recipient\.preferences%"[^>]*>수신 설정\(Preferences\)</);
    for (const body of [text('x'), mjml('<mj-text>x</mj-text>')]) {
      const { variant } = (await mailOf({ body })).for(contact({}));
      expect(variant.html).toMatch(/href="%recipient\.preferences%"[^>]*>Preferences</);
      expect(variant.text).toContain('%recipient.preferences%');
      expect(variant.html).toContain('Acme &amp; Sons');
      expect(variant.html).toContain('1 Street &lt;Seoul&gt;');
      expect(variant.html).toContain('href="%recipient.view%"');
      expect(variant.html).toContain('href="%recipient.unsubscribe%"');
      expect(variant.html).toMatch(/%recipient\.pixel%\s*<\/body>/);
      expect(variant.text).toContain('%recipient.unsubscribe%');
      expect(variant.text).toContain('1 Street <Seoul>');
    }
  });

  it('numbers each absolute link once, in order', async () => {
    const mail = await mailOf({
      body: blocks(
        { kind: 'button', label: 'Shop', href: 'https://example.com/a?x=1&y=2' },
        {
          kind: 'text',
          text: '[b](https://example.com/b) [again](https://example.com/a?x=1&y=2) [mail](mailto:a@b.test)',
        },
      ),
    });
    expect(mail.links).toEqual(['https://example.com/a?x=1&y=2', 'https://example.com/b']);
    const { variant } = mail.for(contact({}));
    expect(variant.html).not.toContain('https://example.com');
    expect(variant.html.match(/%recipient\.l0%/g)).toHaveLength(2);
    expect(variant.text).toContain('%recipient.l1%');
    expect(renderFor(mail, contact({})).html).toContain('href="https://example.com/a?x=1&amp;y=2"');
  });

  it('keeps the preview text out of the text part and puts it into MJML that has none', async () => {
    const { variant } = (await mailOf({ preheader: 'Sneak peek', body: mjml('<mj-text>x</mj-text>') })).for(
      contact({}),
    );
    expect(variant.html).toContain('Sneak peek');
    expect(variant.text).not.toContain('Sneak peek');
  });

  it('lets no value break out of its place or name another variable', async () => {
    const mail = await mailOf({
      subject: '{{ contact.first_name }}',
      body: text('<{{ contact.first_name }}> {{ contact.first_name | raw }}'),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom('%recipient.v0%', '<script>', '"onload=x', 'a\r\nBcc: b@c.test', '{{ contact.vip }}'),
        ),
        (value) => {
          const { variables, variant } = mail.for(contact({ first_name: value }));
          const [subject = '', ...others] = Object.values(variables);
          expect(subject).not.toMatch(/[\r\n]/);
          for (const v of [subject, ...others]) expect(v).not.toMatch(/%recipient/i);
          const inHtml = [...variant.html.matchAll(/%recipient\.(v\d+)%/g)].map(([, name]) => variables[name ?? '']);
          for (const v of inHtml) expect(v).not.toMatch(/[<>"'%]/);
        },
      ),
    );
  });

  it('quotes the name of its sender', async () => {
    expect((await mailOf({ body: text('x') })).from).toBe('"Acme News" <news@mail.example.test>');
  });
});

describe('a name that means nothing', () => {
  const many = [...Array.from({ length: 60 }, (_, n) => `Answer_${n}`), 'Year_Birth', 'address'];
  const told = async (source: string, keys: readonly string[]) =>
    (await compile({ body: text(source) }, keys)).problems;

  it('is answered by the names that were probably meant, however far down the alphabet, and by where all stand', async () => {
    const [problem] = await told('{{ contact.Year_Brith }}', many);
    expect(problem?.en).toBe(
      'the variable "contact.Year_Brith" is unknown. Did you mean contact.Year_Birth? 61 more stand in the editor, in the list of fields above the body.',
    );
    expect(problem?.ko).toContain('혹시 contact.Year_Birth');
    expect((await told('{{ Year_Birth }}', many))[0]?.en).toContain('Did you mean contact.Year_Birth?');
  });

  it('is answered by some names and how many more there are where none is near', async () => {
    const [problem] = await told('{{ contact.zzzzz }}', many);
    expect(problem?.en).toMatch(/Known are contact\.Answer_0, .*contact\.Answer_9\. 52 more stand in the editor/);
    expect((await told('{{ contact.zzzzz }}', ['address', 'vip']))[0]?.en).toBe(
      'the variable "contact.zzzzz" is unknown. Known are contact.address, contact.vip.',
    );
  });

  it('is guessed at ten times in a mail; comparing thousands would take long', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `{{ contact.Year_Brith${n} }}`).join(' ');
    const problems = await told(names, many);
    expect(problems).toHaveLength(30);
    expect(problems.filter(({ en }) => en.includes('Did you mean'))).toHaveLength(10);
  });
});

describe('a mail that cannot be sent says why, by field', () => {
  it.each<[string, Partial<Content>, string, RegExp]>([
    ['an unknown variable', { subject: '{{ contact.nope }}' }, 'content.subject', /"contact\.nope" is unknown/],
    ['a variable that is no contact', { body: text('{{ name }}') }, 'content.body.blocks.0.text', /"name" is unknown/],
    ['the contact as a whole', { body: text('{{ contact }}') }, 'content.body.blocks.0.text', /unknown/],
    ['a computed name', { body: text('{{ contact[contact.vip] }}') }, 'content.body.blocks.0.text', /unknown/],
    [
      'an unknown filter',
      { body: text('{{ contact.vip | nope }}') },
      'content.body.blocks.0.text',
      /undefined filter: nope/,
    ],
    ['a file', { body: text('{% include "x" %}') }, 'content.body.blocks.0.text', /"include" not found/],
    ['an open condition', { body: text('{% if contact.vip %}') }, 'content.body.blocks.0.text', /not closed/],
    ['a recipient-variable', { body: text('%recipient.v0%') }, 'content.body.blocks.0.text', /%recipient/],
    ['a script', { body: mjml('<mj-text><script>1</script></mj-text>') }, 'content.body', /<script/],
    ['a handler', { body: mjml('<mj-text><b onclick="x">a</b></mj-text>') }, 'content.body', /on…=/],
    ['a frame', { body: mjml('<mj-raw><iframe src="https://a.test"></iframe></mj-raw>') }, 'content.body', /<iframe/],
    [
      'a javascript: link',
      { body: mjml('<mj-text><a href="java&#10;script:x">a</a></mj-text>') },
      'content.body',
      /javascript/,
    ],
    [
      'a javascript: link with stray quotes',
      { body: mjml(`<mj-text><a" href="javascript:x">a</a></mj-text>`) },
      'content.body',
      /javascript/,
    ],
    [
      'a data: link',
      { body: blocks({ kind: 'button', label: 'x', href: 'data:text/html,x' }) },
      'content.body',
      /data:text/,
    ],
    ['a relative link', { body: blocks({ kind: 'button', label: 'x', href: '/shop' }) }, 'content.body', /"\/shop"/],
    [
      'a link with credentials',
      { body: blocks({ kind: 'button', label: 'x', href: 'https://a:b@c.test' }) },
      'content.body',
      /absolute/,
    ],
    [
      'a link that differs by person',
      { body: blocks({ kind: 'button', label: 'x', href: 'https://a.test/{{ contact.vip }}' }) },
      'content.body',
      /same for everybody/,
    ],
    [
      'a picture that is missing',
      { body: blocks({ kind: 'divider' }, { kind: 'picture', pictureId: 'nope', alt: '', href: '' }) },
      'content.body.blocks.1.pictureId',
      /nope does not exist/,
    ],
    [
      'a picture that was not chosen',
      { body: blocks({ kind: 'picture', pictureId: '', alt: '', href: '' }) },
      'content.body.blocks.0.pictureId',
      /no picture yet/,
    ],
    ['a file in MJML', { body: mjml('<mj-include path="/etc/passwd" />') }, 'content.body', /mj-include/],
    ['an element that MJML lacks', { body: mjml('<mj-nope />') }, 'content.body.source', /line 1: .*mj-nope/],
    [
      'Liquid that MJML drops',
      { body: mjml('{% if contact.vip %}{% endif %}') },
      'content.body.source',
      /MJML drops it/,
    ],
    ['no MJML at all', { body: { kind: 'mjml', source: 'hello' } }, 'content.body.source', /<\/mj-body>/],
  ])('%s', async (_, content, field, message) => {
    const { mail, problems } = await compile(content);
    expect(mail).toBeUndefined();
    expect(problems).toContainEqual(expect.objectContaining({ field, en: expect.stringMatching(message) }));
    for (const problem of problems) expect(problem.ko).toMatch(/[가-힣]/);
  });

  it('a template that would never end is stopped', async () => {
    const mail = await mailOf({ body: text('{% for i in (1..100000000) %}{{ i }}{% endfor %}') });
    expect(() => mail.for(contact({}))).toThrow(/limit exceeded/);
  });

  it('fields written without a default are named, guarded ones are not', async () => {
    const { needed, mergeFields } = await compile({
      subject: '{{ contact.first_name }}',
      body: text(
        '{% if contact.이름 %}{{ contact.이름 }}{% endif %} {{ contact.score | default: 1 }} {{ contact.address }}',
      ),
    });
    expect(needed).toEqual(['first_name']);
    expect(mergeFields).toEqual(['contact.address', 'contact.first_name', 'contact.score', 'contact.이름']);
  });
});

describe('starters', () => {
  it.each(STARTERS.flatMap((id) => (['en', 'ko'] as const).map((lang) => [id, lang] as const)))(
    '%s in %s can be sent',
    async (id, lang) => {
      const { subject, preheader, blocks: list } = starterBody(id, lang);
      const { problems } = await compile({ subject, preheader, lang, body: { kind: 'blocks', blocks: list } });
      expect(problems).toEqual([]);
      expect(listStarters(lang).find((s) => s.id === id)?.name).toBeTruthy();
    },
  );
});
