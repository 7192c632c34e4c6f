import mjml2html from 'mjml';
import type { Lang, LocalText } from '../common/lang.ts';
import type { Content } from './campaign.ts';
import { PREFERENCES_PLACEHOLDER, UNSUBSCRIBE_PLACEHOLDER, VIEW_PLACEHOLDER } from './compiled-mail.ts';
import { escapeHtml } from './liquid-template.ts';
import type { Block } from './mail-block.ts';

const FONTS = "Pretendard, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Helvetica Neue', Arial, sans-serif";
const INK = '#1d2433';
const QUIET = '#667085';
const ACCENT = '#2f5bea';

const FOOTER_WORDS = {
  view: { en: 'View in browser', ko: '웹에서 보기' },
  preferences: { en: 'Preferences', ko: '수신 설정(Preferences)' },
  unsubscribe: { en: 'Unsubscribe', ko: '수신 거부(Unsubscribe)' },
} as const satisfies Record<string, LocalText>;

/** Who sends and where they are: it stands in every mail, above the links of its footer. */
export interface Footer {
  readonly organisation: string;
  readonly postalAddress: string;
}

const LINK = /\[([^[\]\n]+)\]\(([^)\s]{1,2000})\)/g;
const BOLD = /\*\*([^*\n]+)\*\*/g;

/** Plain text as typed: an empty line parts paragraphs, `**bold**` and `[label](https://…)` are understood. */
const rich = (text: string): string =>
  escapeHtml(text.trim())
    .replace(LINK, (_, label: string, href: string) => `<a href="${href}">${label}</a>`)
    .replace(BOLD, '<strong>$1</strong>')
    .split(/\n\s*\n/)
    .map((paragraph) => `<p style="margin:0 0 12px">${paragraph.replaceAll('\n', '<br />')}</p>`)
    .join('');

const section = (inner: string): string =>
  `<mj-section padding="0" background-color="#ffffff"><mj-column>${inner}</mj-column></mj-section>`;

const blockMjml = (block: Block, pictureUrl: (id: string) => string): string => {
  switch (block.kind) {
    case 'heading':
      return section(
        `<mj-text font-size="${block.level === 1 ? '28px' : '20px'}" font-weight="700" line-height="1.3" padding="20px 32px 8px"><h${block.level} style="margin:0;font-size:inherit;line-height:inherit">${escapeHtml(block.text)}</h${block.level}></mj-text>`,
      );
    case 'text':
      return section(`<mj-text padding="8px 32px">${rich(block.text)}</mj-text>`);
    case 'picture': {
      const href = block.href.trim() === '' ? '' : ` href="${escapeHtml(block.href.trim())}"`;
      return section(
        `<mj-image padding="8px 32px" border-radius="8px" src="${escapeHtml(pictureUrl(block.pictureId))}" alt="${escapeHtml(block.alt)}"${href} />`,
      );
    }
    case 'button':
      return section(
        `<mj-button align="left" padding="12px 32px 20px" inner-padding="13px 24px" background-color="${ACCENT}" border-radius="8px" font-size="16px" font-weight="600" href="${escapeHtml(block.href.trim())}">${escapeHtml(block.label)}</mj-button>`,
      );
    case 'columns':
      return `<mj-section padding="0 16px" background-color="#ffffff"><mj-column><mj-text padding="8px 16px">${rich(block.left)}</mj-text></mj-column><mj-column><mj-text padding="8px 16px">${rich(block.right)}</mj-text></mj-column></mj-section>`;
    case 'divider':
      return section('<mj-divider border-width="1px" border-color="#e4e7ec" padding="12px 32px" />');
    case 'footer':
      return section(`<mj-text padding="12px 32px" font-size="13px" color="${QUIET}">${rich(block.text)}</mj-text>`);
  }
};

const FOOTER_LINKS = [
  ['view', VIEW_PLACEHOLDER],
  ['preferences', PREFERENCES_PLACEHOLDER],
  ['unsubscribe', UNSUBSCRIBE_PLACEHOLDER],
] as const;

const footerMjml = ({ organisation, postalAddress }: Footer, lang: Lang): string => {
  const links = FOOTER_LINKS.map(
    ([name, href]) => `<a href="${href}" style="color:${QUIET}">${FOOTER_WORDS[name][lang]}</a>`,
  ).join(' &nbsp;·&nbsp; ');
  return `<mj-section padding="16px 0 24px"><mj-column><mj-text align="center" font-size="12px" line-height="1.6" color="${QUIET}" padding="0 32px">${escapeHtml(organisation)}<br />${escapeHtml(postalAddress)}<br />${links}</mj-text></mj-column></mj-section>`;
};

const ATTRIBUTES = `<mj-attributes><mj-all font-family="${FONTS}" /><mj-text font-size="16px" line-height="1.6" color="${INK}" /></mj-attributes>`;
const STYLE = `<mj-style>a { color: ${ACCENT}; } @media (max-width: 480px) { .mj-column-per-50 { width: 100% !important; max-width: 100% !important; } }</mj-style>`;
const SPACE = '<mj-section padding="12px 0"><mj-column /></mj-section>';

/** A source that brings its own preview text keeps it. */
const withPreview = (source: string, preview: string): string => {
  if (preview === '' || /<mj-preview\b/.test(source)) return source;
  return /<mj-head\b[^<>]*>/.test(source)
    ? source.replace(/<mj-head\b[^<>]*>/, (head) => head + preview)
    : source.replace(/<mjml\b[^<>]*>/, (root) => `${root}<mj-head>${preview}</mj-head>`);
};

/** The whole mail as MJML: what was written, and the footer that every mail has. `undefined` where a source has no body to put it in. */
export const toMjml = (
  content: Content,
  input: { footer: Footer; pictureUrl: (id: string) => string },
): string | undefined => {
  const footer = footerMjml(input.footer, content.lang);
  const preview = content.preheader.trim() === '' ? '' : `<mj-preview>${escapeHtml(content.preheader)}</mj-preview>`;
  if (content.body.kind === 'mjml') {
    const source = withPreview(content.body.source, preview);
    const end = source.lastIndexOf('</mj-body>');
    return end < 0 ? undefined : `${source.slice(0, end)}${footer}${source.slice(end)}`;
  }
  const body = content.body.blocks.map((block) => blockMjml(block, input.pictureUrl)).join('\n');
  const title = `<mj-title>${escapeHtml(content.subject)}</mj-title>`;
  return `<mjml lang="${content.lang}"><mj-head>${title}${preview}${ATTRIBUTES}${STYLE}</mj-head><mj-body width="600px" background-color="#f2f4f7">${SPACE}${body}${footer}</mj-body></mjml>`;
};

/**
 * What blocks compile to, as a source for people to go on with: subject, preheader and footer stay out of it, because
 * every mail gets them by itself.
 */
export const blocksAsSource = (
  { lang, blocks }: { lang: Lang; blocks: readonly Block[] },
  pictureUrl: (id: string) => string,
): string =>
  [
    `<mjml lang="${lang}">`,
    '  <mj-head>',
    `    ${ATTRIBUTES}`,
    `    ${STYLE}`,
    '  </mj-head>',
    '  <mj-body width="600px" background-color="#f2f4f7">',
    ...[SPACE, ...blocks.map((block) => blockMjml(block, pictureUrl))].map((part) => `    ${part}`),
    '  </mj-body>',
    '</mjml>',
    '',
  ].join('\n');

/** A long newsletter has a few hundred elements. */
const MOST_ELEMENTS = 2_000;
const MOST_TAGS = 20_000;
/** Selectors times tags: each is tried on each. */
const MOST_MATCHES = 300_000;

const count = (source: string, part: string): number => source.split(part).length - 1;

/** Selectors that MJML itself applies: of styles that are to be inlined, and of added attributes. */
const selectorsIn = (source: string): number => {
  const styles = source
    .split('<mj-style')
    .slice(1)
    .filter((style) => style.slice(0, Math.max(0, style.indexOf('>'))).includes('inline'))
    .map((style) => style.split('</mj-style')[0] ?? '');
  const paths = source
    .split('<mj-selector')
    .slice(1)
    .map((path) => path.split('>')[0] ?? '');
  return (
    styles.reduce((sum, css) => sum + count(css, '{') + count(css, ','), 0) + paths.join(',').split(',').length - 1
  );
};

/** Why a source would keep the process busy for long; undefined where it would not. */
const tooMuch = (source: string): string | undefined => {
  const elements = count(source, '<mj-');
  if (elements > MOST_ELEMENTS) return `${elements} MJML elements, where at most ${MOST_ELEMENTS} are allowed.`;
  const tags = count(source, '<');
  if (tags > MOST_TAGS) return `${tags} tags, where at most ${MOST_TAGS} are allowed.`;
  return selectorsIn(source) * tags > MOST_MATCHES
    ? 'the inlined styles and selectors are too many for a mail of this length. Use mj-style without inline.'
    : undefined;
};

/** HTML of MJML, or what is wrong with it, line by line. Reads no file and loads nothing. */
export const renderMjml = async (source: string): Promise<{ html: string } | { problems: readonly string[] }> => {
  const reason = tooMuch(source);
  if (reason !== undefined) return { problems: [`1: ${reason}`] };
  try {
    const { html, errors } = await mjml2html(source, {
      validationLevel: 'soft',
      ignoreIncludes: true,
      fonts: {},
      keepComments: false,
      minify: false,
      beautify: false,
    });
    return errors.length > 0 ? { problems: errors.slice(0, 5).map((e) => `${e.line}: ${e.message}`) } : { html };
  } catch (error) {
    return { problems: [error instanceof Error ? error.message.slice(0, 300) : 'unreadable'] };
  }
};
