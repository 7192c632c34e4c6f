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
const KNOWN = /^(?:#.*|%recipient\.(?:l\d+|view|unsubscribe)%|(?:mailto|tel):[^<>"]*)?$/is;
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
