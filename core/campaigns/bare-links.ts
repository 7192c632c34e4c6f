import { absoluteLink } from './mail-html.ts';

/** Endings that mail programmes know without a scheme. Those that are words or keys in a text as well, such as `name`, are left out. */
const ENDINGS =
  'com|net|org|edu|gov|info|biz|io|ai|co|app|dev|shop|store|online|site|xyz|top|club|live|link|page|tech|cloud|kr|jp|cn|tv|us|uk|de|fr|eu|ca|au|nl|es|ch|ru|cc|ly|gl';
/** The beginning of a word. Not after a dot of the same name, so that the time is in proportion to the text. */
const BEGIN = String.raw`(?<![a-z0-9@-]|[a-z0-9-]\.)`;
const LABELS = String.raw`(?:[a-z0-9-]{1,63}\.)+`;
const ADDRESS = new RegExp(
  [
    String.raw`https?://[^\s<>"]+`,
    String.raw`${BEGIN}www\.[^\s<>"]+`,
    // A path tells that it is an address, whatever the ending.
    String.raw`${BEGIN}${LABELS}[a-z]{2,24}(?::\d+)?/[^\s<>"]+`,
    String.raw`${BEGIN}${LABELS}(?:${ENDINGS})(?![a-z0-9@]|\.[a-z0-9])(?::\d+)?(?:[/?#][^\s<>"]*)?`,
  ].join('|'),
  'giu',
);
/** What stands around an address in a sentence. */
const AROUND = /[.,;:!?'"`*_~)\]}>…。、」』]+$/u;
/** A particle that Korean hangs on; an address that people type has no Hangul after an ASCII name. */
const PARTICLE = /(?<=^(?:https?:\/\/)?[\x21-\x7e]*[a-z0-9/])[\p{Script=Hangul}].*$/iu;

const plainly = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/$/, '');

/** Addresses in a text that mail programmes make links of, each once, in their normal form. `refused`: those no link may have. Pure. */
export const bareLinksIn = (
  text: string,
): { readonly links: readonly string[]; readonly refused: readonly string[] } => {
  const links = new Set<string>();
  const refused = new Set<string>();
  for (const [found] of text.matchAll(ADDRESS)) {
    const written = found.replace(PARTICLE, '').replace(AROUND, '');
    if (/^https?:\/*$/i.test(written)) continue;
    const link = absoluteLink(/^https?:/i.test(written) ? written : `http://${written}`);
    if (link === undefined) refused.add(written.slice(0, 100));
    else links.add(link);
  }
  return { links: [...links], refused: [...refused] };
};

/** Those that are not among the tracked links, with or without TLS. */
export const untracked = (bare: readonly string[], tracked: readonly string[]): readonly string[] => {
  const known = new Set(tracked.map(plainly));
  return bare.filter((link) => !known.has(plainly(link)));
};

/**
 * Bare links of a text in which Liquid is hidden: `without` is the text with another word in the place of each token. An
 * address that a token touches or makes is refused, because it is not the same for everybody.
 */
export const bareLinksBeside = (
  without: (word: string) => string,
): { readonly links: readonly string[]; readonly refused: readonly string[] } => {
  const apart = bareLinksIn(without(' '));
  const touched = ['', 'x'].flatMap((word) => {
    const { links } = bareLinksIn(without(word));
    return [
      ...links.filter((link) => !apart.links.includes(link)),
      ...apart.links.filter((link) => !links.includes(link)),
    ];
  });
  return { links: apart.links, refused: [...apart.refused, ...touched.slice(0, 1).map((link) => link.slice(0, 100))] };
};
