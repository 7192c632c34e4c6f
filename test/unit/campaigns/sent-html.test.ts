import type { Content } from '../../../core/campaigns/campaign.ts';
import { compileMail } from '../../../core/campaigns/compile-mail.ts';
import { createLiquid } from '../../../core/campaigns/liquid-template.ts';
import { madeUpContact } from '../../../core/campaigns/made-up-contact.ts';
import { uncheckedIn } from '../../../core/campaigns/sent-html.ts';
import { isDomainError } from '../../../core/common/errors.ts';
import { cpuSecondsOf } from '../../support/cpu-time.ts';

const HIDDEN = 'https://hidden.example.org/';
const liquid = createLiquid('Asia/Seoul');
const compile = (inside: string) => {
  const content: Content = {
    fromName: 'Acme',
    fromLocalPart: 'news',
    replyTo: '',
    subject: 'Hello',
    preheader: '',
    lang: 'en',
    body: {
      kind: 'mjml',
      source: `<mjml><mj-body><mj-section><mj-column><mj-text>${inside}</mj-text></mj-column></mj-section></mj-body></mjml>`,
    },
  };
  return compileMail(content, 'mail.example.test', {
    liquid,
    keys: ['first_name'],
    footer: { organisation: 'Acme', postalAddress: '1 Street' },
    pictureUrl: (id) => `https://portal.example.test/pictures/${id}`,
    existingPictures: async () => new Set(),
  });
};

/** What keeps a mail with this inside from being sent, at the latest when it is made for somebody; undefined where nothing does. */
const refusalOf = async (inside: string): Promise<string | undefined> => {
  const { mail, problems, links } = await compile(inside);
  if (mail === undefined) return problems.map(({ en }) => en).join('\n');
  try {
    const { html } = mail().for(madeUpContact([], 'en')).variant;
    // Where it is sent, IT was shown it as a link and it is tracked.
    expect(html.includes(HIDDEN)).toBe(false);
    expect(links.includes(HIDDEN) || !inside.includes(HIDDEN)).toBe(true);
    return undefined;
  } catch (error) {
    if (isDomainError(error)) return error.text.en;
    throw error;
  }
};

describe('a link that IT is not shown', () => {
  it.each([
    ['behind a stray quote', `<a href=${HIDDEN}?"x>Click</a>`],
    ['behind a slash and a stray quote', `<a/href=${HIDDEN}"x>Click</a>`],
    ['in a raw block', `{% raw %}<a href="${HIDDEN}">Click</a>{% endraw %}`],
    ['in an output in a raw block', `{% raw %}{{ "<a href='${HIDDEN}'>Click</a>" }}{% endraw %}`],
    [
      'between quotes that a comment takes away',
      `<b x="a{% comment %}" y='{% endcomment %}"><a href="${HIDDEN}">Click</a><i z='>b</i>`,
    ],
    [
      'between quotes that a condition takes away',
      `<b x="a{% if contact.first_name == "" %}" y='{% endif %}"><a href="${HIDDEN}">Click</a><i z='>b</i>`,
    ],
  ])('%s, is not sent', async (_, inside) => {
    expect(await refusalOf(inside)).toBeDefined();
  });

  it.each([
    ['a script', '{% raw %}<script>1</script>{% endraw %}'],
    ['a form', '{% raw %}<form action="https://a.test"><input name="p"></form>{% endraw %}'],
    ['a handler', '{% raw %}<b onclick="x">a</b>{% endraw %}'],
    ['an address of another site for its pictures', '{% raw %}<base href="https://a.test/">{% endraw %}'],
  ])('nor is %s in a raw block', async (_, inside) => {
    expect(await refusalOf(inside)).toBeDefined();
  });

  it.each([
    ['a plain link', `<a href="${HIDDEN}">Click</a>`],
    ['a link without quotes', `<a href=${HIDDEN}>Click</a>`],
    ['braces in a raw block', 'Write {% raw %}{{ name }}{% endraw %}'],
    ['an address to write to', '<a href="mailto:help@example.org">Help</a>'],
    ['a condition around a link', `{% if contact.first_name %}<a href="${HIDDEN}">Click</a>{% endif %}`],
    ['a value in an attribute', '<b title="{{ contact.first_name | default: "x" }}">a</b>'],
  ])('%s stays as it was', async (_, inside) => {
    expect(await refusalOf(inside)).toBeUndefined();
  });

  it('is looked for in time that grows with the mail', async () => {
    for (const source of ['<a '.repeat(200_000), '<a x="'.repeat(100_000), `${'<'.repeat(300_000)}a>`]) {
      expect(await cpuSecondsOf(() => uncheckedIn(source))).toBeLessThan(10);
    }
  });
});
