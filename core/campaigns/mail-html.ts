import { linkPlaceholder } from './compiled-mail.ts';

// Each expression here takes time in proportion to the source: whoever writes one must not be able to stop the process.
const TAG_START = /<([a-zA-Z][a-zA-Z0-9:-]*)/y;
const ATTRIBUTE = /(?<![^\s=/>"'])([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)/g;
/** Elements that run, load or ask; none belongs in a mail. */
const FORBIDDEN =
  /<[\s/]*(script|iframe|frame|frameset|object|embed|applet|form|input|textarea|select|base|svg|math)\b/i;
const FORBIDDEN_META = /<\s*meta[^<>]*http-equiv\s*=\s*["']?\s*(refresh|set-cookie)/i;
/** A scheme that runs, wherever it stands in a tag that the rewriting below does not understand. */
const RUNNING = /=\s*["']?\s*(javascript|vbscript|data)\s*:/i;
const QUOTED = /"[^"]*"|'[^']*'/g;
const HANDLER = /[\s/"']on[a-z]+\s*=/i;

/** Names of characters that addresses and styles are written with. */
const NAMED: Readonly<Record<string, string>> = {
  colon: ':',
  sol: '/',
  bsol: '\\',
  lpar: '(',
  rpar: ')',
  period: '.',
  commat: '@',
  apos: "'",
  tab: '\t',
  newline: '\n',
};

const decode = (value: string): string =>
  value
    .replace(/&#x([0-9a-f]+);?/gi, (_, hex: string) =>
      String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)),
    )
    .replace(/&#(\d+);?/g, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)))
    .replace(
      /&(colon|sol|bsol|lpar|rpar|period|commat|apos|tab|newline);/gi,
      (_, name: string) => NAMED[name.toLowerCase()] ?? '',
    )
    .replace(/&quot;/gi, '"')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&amp;/gi, '&');

export const unquote = (value: string): string => decode(/^["']/.test(value) ? value.slice(1, -1) : value);

/** An address without white space and control characters, which browsers skip when they read its scheme. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters hide a scheme
export const bare = (value: string): string => value.replace(/[\u0000-\u0020\u007f]+/g, '');

/** The link in its normal form where it is absolute http(s) without credentials; undefined otherwise. */
export const absoluteLink = (value: string): string | undefined => {
  if (!/^https?:\/\//i.test(value) || value.length > 2_000) return undefined;
  try {
    const url = new URL(value);
    return url.hostname !== '' && url.username === '' && url.password === '' ? url.href : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Replaces every start tag whose quotes are closed, `<name attributes>`. A position that led nowhere is not tried twice,
 * so that a long source without an end costs no more than its length.
 */
const replaceTags = (source: string, replace: (name: string, attributes: string) => string): string => {
  const leadsNowhere = new Uint8Array(source.length);
  const endOf = (from: number): number | undefined => {
    const walked: number[] = [];
    let at = from;
    while (at < source.length && leadsNowhere[at] === 0) {
      const character = source[at];
      if (character === '>') return at;
      walked.push(at);
      if (character !== '"' && character !== "'") at += 1;
      else {
        const close = source.indexOf(character, at + 1);
        if (close < 0) break;
        at = close + 1;
      }
    }
    for (const position of walked) leadsNowhere[position] = 1;
    return undefined;
  };
  let html = '';
  let copied = 0;
  for (let at = source.indexOf('<'); at >= 0; at = source.indexOf('<', Math.max(at + 1, copied))) {
    TAG_START.lastIndex = at;
    const [start, name] = TAG_START.exec(source) ?? [];
    if (start === undefined || name === undefined) continue;
    const end = endOf(at + start.length);
    if (end === undefined) continue;
    html += source.slice(copied, at) + replace(name, source.slice(at + start.length, end));
    copied = end + 1;
  }
  return html + source.slice(copied);
};

export interface CheckedHtml {
  readonly html: string;
  readonly links: readonly string[];
  /** Links and picture addresses that a mail cannot have, as written. */
  readonly refused: readonly { readonly kind: 'link' | 'picture' | 'element'; readonly value: string }[];
}

/**
 * Finds what a mail must not hold and puts `%recipient.lN%` in the place of each absolute link. Equal links share a
 * number. `isHidden` says whether a value holds Liquid: a tracked link is the same for everybody.
 */
export const checkHtml = (source: string, isHidden: (value: string) => boolean): CheckedHtml => {
  const links: string[] = [];
  const refused: { kind: 'link' | 'picture' | 'element'; value: string }[] = [];
  const element = FORBIDDEN.exec(source) ?? FORBIDDEN_META.exec(source);
  if (element !== null) refused.push({ kind: 'element', value: element[0].slice(0, 60) });

  const html = replaceTags(source, (name, attributes) => {
    if (HANDLER.test(attributes.replace(QUOTED, '""'))) {
      refused.push({ kind: 'element', value: `${name} on…=` });
    }
    const tag = name.toLowerCase();
    // Between quotes a contact's value is inert; outside them it could write attributes of its own.
    if (isHidden(name) || isHidden(attributes.replace(QUOTED, '""'))) {
      refused.push({ kind: 'element', value: `${isHidden(name) ? '' : name} {{ … }}`.trim() });
    }
    if (tag === 'meta' && /refresh|set-cookie/i.test(decode(attributes))) {
      refused.push({ kind: 'element', value: 'meta http-equiv' });
    }
    const rewritten = attributes.replace(ATTRIBUTE, (pair: string, key: string, raw: string) => {
      const attribute = key.toLowerCase();
      if (attribute === 'href' || attribute === 'xlink:href') {
        if (tag === 'link') return pair;
        const value = bare(unquote(raw));
        if (isHidden(value)) {
          refused.push({ kind: 'link', value: '{{ … }}' });
          return pair;
        }
        if (value === '' || value.startsWith('#') || /^(mailto|tel):[^<>"]*$/i.test(value)) return pair;
        if (/^%recipient\.(view|preferences|unsubscribe)%$/.test(value)) return pair;
        const link = absoluteLink(value);
        if (link === undefined) {
          refused.push({ kind: 'link', value: value.slice(0, 100) });
          return `${key}="#"`;
        }
        const known = links.indexOf(link);
        const index = known < 0 ? links.push(link) - 1 : known;
        return `${key}="${linkPlaceholder(index)}"`;
      }
      if (attribute === 'src' || attribute === 'background' || attribute === 'srcset' || attribute === 'action') {
        const value = bare(unquote(raw));
        if (isHidden(value) || (value !== '' && absoluteLink(value) === undefined)) {
          refused.push({ kind: 'picture', value: isHidden(value) ? '{{ … }}' : value.slice(0, 100) });
          return `${key}=""`;
        }
      }
      return pair;
    });
    return `<${name}${rewritten}>`;
  });
  // Tags with stray quotes are read by browsers in their own way, so what is left must not run whoever reads it.
  const running = RUNNING.exec(bare(decode(html)));
  if (running !== null) refused.push({ kind: 'element', value: running[0] });
  return { html, links, refused };
};

/** What stays of a mail when it must not run anything: belt to the braces of `checkHtml`. */
export const stripActive = (source: string): string => {
  let html = source;
  for (let before = ''; before !== html; ) {
    before = html;
    html = html
      .replace(/<script\b[\s\S]*?(<\/script\s*>|$)/gi, '')
      .replace(/<\/?(iframe|object|embed|form|base)\b[^>]*>/gi, '');
  }
  return html;
};
