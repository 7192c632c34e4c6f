const WORD =
  /\p{Script=Hangul}+|[\p{Script=Latin}\p{M}]+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|\p{N}+/gu;
const IN_PAIRS = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** One word of a text and where it stands, in UTF-16 units. */
export interface FoundWord {
  readonly start: number;
  readonly end: number;
  readonly terms: readonly string[];
}

const pairs = (word: string): string[] => {
  const letters = [...word];
  return letters.length === 1 ? [word] : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
};

/** `fold` writes a word as it is compared: NFKC, small letters, Latin letters without accents. */
const fold = (word: string): string =>
  word
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/(?<=[a-z])\p{Mn}+/gu, '')
    .normalize('NFC');

/**
 * The words of a text with the terms that search knows them by: a Latin word or a number is its own term; Korean, where
 * endings are joined to words, is known by each pair of neighbouring letters. Pure.
 */
export const wordsOf = (text: string): FoundWord[] =>
  [...text.normalize('NFC').matchAll(WORD)].map(({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
    terms: IN_PAIRS.test(word) ? pairs(fold(word)) : [fold(word)],
  }));

export const termsOf = (text: string): string[] => wordsOf(text).flatMap(({ terms }) => terms);

/** How alike two texts are by their different terms: 0 (none shared) to 1 (the same). Pure. */
export const likeness = (a: string, b: string): number => {
  const left = new Set(termsOf(a));
  const right = new Set(termsOf(b));
  if (left.size === 0 || right.size === 0) return 0;
  const shared = [...left].filter((term) => right.has(term)).length;
  return shared / (left.size + right.size - shared);
};

/** The text in pieces, `marked` where a word holds a term of the query. The pieces joined are the text. Pure. */
export const markTerms = (
  text: string,
  query: string,
): readonly { readonly text: string; readonly marked: boolean }[] => {
  const wanted = new Set(termsOf(query));
  const given = text.normalize('NFC');
  const pieces: { text: string; marked: boolean }[] = [];
  let from = 0;
  for (const { start, end, terms } of wordsOf(given)) {
    if (!terms.some((term) => wanted.has(term))) continue;
    if (start > from) pieces.push({ text: given.slice(from, start), marked: false });
    pieces.push({ text: given.slice(start, end), marked: true });
    from = end;
  }
  if (from < given.length) pieces.push({ text: given.slice(from), marked: false });
  return pieces;
};
