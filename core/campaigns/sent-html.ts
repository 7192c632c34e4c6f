import { absoluteLink, bare, unquote } from './mail-html.ts';

const TAG = /<([a-zA-Z][^\t\n\f\r />]*)/g;
const BETWEEN = /[\t\n\f\r /]*/y;
const NAME = /[^\t\n\f\r />][^\t\n\f\r />=]*/y;
const EQUALS = /[\t\n\f\r ]*=[\t\n\f\r ]*/y;
const UNQUOTED = /[^\t\n\f\r >]*/y;

const FORBIDDEN: ReadonlySet<string> = new Set([
  'script',
  'iframe',
  'frame',
  'frameset',
  'object',
  'embed',
  'applet',
  'form',
  'input',
  'textarea',
  'select',
  'base',
  'svg',
  'math',
]);
const LINKS: ReadonlySet<string> = new Set(['href', 'xlink:href', 'ping', 'action', 'formaction']);
const PICTURES: ReadonlySet<string> = new Set(['src', 'background']);
const KNOWN = /^(?:#.*|%recipient\.(?:l\d+|view|preferences|unsubscribe)%|(?:mailto|tel):[^<>"]*)?$/is;
const VALUE = '%recipient.v';
/** Characters read for each character of a mail; what needs more is no mail that people write. */
const PATIENCE = 10;
const SHOWN = 100;

interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly quoted: boolean;
}

/** A start tag as a browser reads it from this place on; without an end where it is left open. */
const readTag = (html: string, from: number): { attributes: readonly Attribute[]; end: number; open: boolean } => {
  const attributes: Attribute[] = [];
  let at = from;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(html) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  };
  for (;;) {
    take(BETWEEN);
    if (at >= html.length) return { attributes, end: at, open: true };
    if (html[at] === '>') return { attributes, end: at, open: false };
    const name = take(NAME) ?? '';
    let value = '';
    let quoted = true;
    if (take(EQUALS) !== undefined) {
      const quote = html[at];
      if (quote === '"' || quote === "'") {
        const close = html.indexOf(quote, at + 1);
        if (close < 0) return { attributes, end: html.length, open: true };
        value = html.slice(at + 1, close);
        at = close + 1;
      } else {
        value = take(UNQUOTED) ?? '';
        quoted = false;
      }
    }
    attributes.push({ name: name.toLowerCase(), value, quoted });
  }
};

/** One thing that a mail loads when it is shown. */
export interface LoadedFile {
  /** In its normal form. */
  readonly url: string;
  /** What an `img` says of it; null where CSS or a background loads it, which nobody hears. */
  readonly alt: string | null;
}

export interface Loads {
  readonly files: readonly LoadedFile[];
  /** What may not be loaded, as written: style sheets from elsewhere, and addresses that are not absolute. */
  readonly refused: readonly { readonly kind: 'element' | 'picture'; readonly value: string }[];
}

const unescapeCss = (css: string): string =>
  css.replace(/\\(?:([0-9a-f]{1,6})\s?|([^\n]))/gi, (_, hex: string | undefined, plain: string | undefined) =>
    hex === undefined ? (plain ?? '') : String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)),
  );

const CSS_LOADS = /(?:\burl\(\s*["']?|["'(]\s*(?=\/\/))([^\s"'()]*)|(https?:[^\s"'()<>;]*)/gi;

const loadsOfCss = (written: string): Loads => {
  const css = unescapeCss(written);
  const files: LoadedFile[] = [];
  const refused: { kind: 'element' | 'picture'; value: string }[] = [];
  if (/@import/i.test(css)) refused.push({ kind: 'element', value: '@import' });
  // A contact's value could load what nobody approved.
  if (css.includes(VALUE)) refused.push({ kind: 'element', value: 'style {{ … }}' });
  for (const [, argument, address] of css.matchAll(CSS_LOADS)) {
    const value = argument ?? address ?? '';
    if (value === '' || /^(?:#|data:)/i.test(value)) continue;
    const url = absoluteLink(value);
    if (url === undefined) refused.push({ kind: 'picture', value: value.slice(0, SHOWN) });
    else files.push({ url, alt: null });
  }
  return { files, refused };
};

const LOADING: ReadonlySet<string> = new Set(['src', 'background', 'poster', 'lowsrc', 'dynsrc']);

const loadsOfTag = (tag: string, attributes: readonly Attribute[]): Loads => {
  const files: LoadedFile[] = [];
  const refused: { kind: 'element' | 'picture'; value: string }[] = [];
  const alt = attributes.find(({ name }) => name === 'alt')?.value.trim() ?? '';
  const load = (address: string): void => {
    if (address === '') return;
    const url = absoluteLink(address);
    if (url === undefined) refused.push({ kind: 'picture', value: address.slice(0, SHOWN) });
    else files.push({ url, alt: tag === 'img' || tag === 'image' ? alt : null });
  };
  for (const { name, value } of attributes) {
    const read = unquote(`"${value}"`);
    if (LOADING.has(name)) load(bare(read));
    if (name === 'srcset' || name === 'imagesrcset')
      for (const candidate of read.split(',')) load(candidate.trim().split(/\s/)[0] ?? '');
    if (tag === 'link' && name === 'href') refused.push({ kind: 'element', value: 'link href' });
    if (name !== 'style') continue;
    const css = loadsOfCss(read);
    files.push(...css.files);
    refused.push(...css.refused);
  }
  return { files, refused };
};

/** Contents of style elements. */
const stylesIn = (html: string): readonly string[] =>
  html
    .split(/<style(?=[\t\n\f\r />])/i)
    .slice(1)
    .map((style) => style.split(/<\/style/i)[0] ?? '');

/** Everything that a mail loads when it is shown, each address once, as browsers and Outlook read it. */
export const loadsOf = (html: string): Loads => {
  const found: Loads[] = stylesIn(html).map(loadsOfCss);
  let read = 0;
  for (const tag of html.matchAll(TAG)) {
    const { attributes, end, open } = readTag(html, tag.index + tag[0].length);
    read += end - tag.index;
    if (open || read > PATIENCE * html.length) break;
    found.push(loadsOfTag((tag[1] ?? '').toLowerCase(), attributes));
  }
  const files = new Map<string, LoadedFile>();
  for (const file of found.flatMap((one) => one.files)) {
    const known = files.get(file.url);
    // One without words counts: a picture that is described elsewhere is not described here.
    if (known === undefined || known.alt === null || (file.alt === '' && known.alt !== '')) files.set(file.url, file);
  }
  return { files: [...files.values()], refused: found.flatMap((one) => one.refused) };
};

const isUnchecked = (tag: string, { name, value, quoted }: Attribute): boolean => {
  if (/^on[a-z]/.test(name) || name.includes(VALUE) || (!quoted && value.includes(VALUE))) return true;
  if (tag === 'meta' && name === 'http-equiv') return /refresh|set-cookie/i.test(unquote(value));
  const address = bare(unquote(`"${value}"`));
  if (LINKS.has(name)) return tag !== 'link' && !KNOWN.test(address);
  return PICTURES.has(name) && address !== '' && (address.includes(VALUE) || absoluteLink(address) === undefined);
};

/**
 * The first thing in a mail as it is sent that went past `checkHtml`: a link that is not tracked, an element or handler
 * that runs, a contact's value where it could write attributes; undefined where there is none. Templates are run by now,
 * so that nothing hides in what they leave out or write raw. Each `<` is read by itself, also in comments and between
 * quotes, because mail programmes do not agree on where these end.
 */
export const uncheckedIn = (html: string): string | undefined => {
  let read = 0;
  for (const found of html.matchAll(TAG)) {
    const tag = (found[1] ?? '').toLowerCase();
    const shown = html.slice(found.index, found.index + SHOWN);
    if (FORBIDDEN.has(tag) || tag.includes(VALUE)) return shown;
    const { attributes, end, open } = readTag(html, found.index + found[0].length);
    read += end - found.index;
    if (open || read > PATIENCE * html.length || attributes.some((attribute) => isUnchecked(tag, attribute)))
      return shown;
  }
  return undefined;
};

/** What a mail as it is sent loads past what was found in its source; undefined where there is nothing. */
export const loadedBeside = (html: string, known: ReadonlySet<string>): string | undefined => {
  const { files, refused } = loadsOf(html);
  return refused[0]?.value ?? files.find(({ url }) => !known.has(url))?.url;
};
