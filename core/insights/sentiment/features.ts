import type { Language } from './language-parts.ts';

const LETTERS = 5;
const JAMO = { from: 3, to: 7 };
const SEPARATORS = /[\s.,!?~"()[\]{}:;/…·]+/;
const NEGATION = /^(?:not|no|never|none|nothing|nobody|neither|nor|without|hardly|barely|cannot)$|n't$/;
const NEGATED_WORDS = 3;
const PAIR_DISTANCE = 3;
const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;

/** Kinds of features never share a hash but by chance. */
const SEED = { letters: 0x811c9dc5, jamo: 0x1234567, words: 0x2468ace, pair: 0x13579bd } as const;

const step = (hash: number, code: number): number => Math.imul(hash ^ code, 16_777_619);

const spread = (hash: number): number => {
  let h = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
};

const hashOf = (seed: number, word: string): number => {
  let hash = seed;
  for (let i = 0; i < word.length; i += 1) hash = step(hash, word.charCodeAt(i));
  return hash;
};

/** Syllables taken apart into first, middle and last letter, so that endings match across stems (했다, 였다). */
const jamoOf = (text: string): number[] => {
  const codes: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < HANGUL_FIRST || code > HANGUL_LAST) {
      codes.push(code);
      continue;
    }
    const syllable = code - HANGUL_FIRST;
    codes.push(0x1100 + Math.floor(syllable / 588), 0x1161 + Math.floor((syllable % 588) / 28));
    if (syllable % 28 !== 0) codes.push(0x11a7 + (syllable % 28));
  }
  return codes;
};

const addRuns = (
  found: Set<number>,
  mask: number,
  seed: number,
  codes: readonly number[],
  from: number,
  to: number,
) => {
  for (let start = 0; start < codes.length; start += 1) {
    let hash = seed;
    for (let length = 1; length <= to && start + length <= codes.length; length += 1) {
      hash = step(hash, codes[start + length - 1] ?? 0);
      if (length >= from) found.add(spread(hash + length) & mask);
    }
  }
};

/** Words after a negation get a mark, so that `not good` shares nothing with `good`. */
const marked = (words: readonly string[]): string[] => {
  let left = 0;
  return words.map((word) => {
    if (NEGATION.test(word)) {
      left = NEGATED_WORDS;
      return word;
    }
    left -= 1;
    return left >= 0 ? `not_${word}` : word;
  });
};

/** The letters of `good` must not speak for `not good`. */
const withoutNegated = (words: readonly string[]): string => {
  let left = 0;
  const kept = words.filter((word) => {
    const bare = word.replace(/^\W+|\W+$/g, '');
    if (NEGATION.test(bare)) left = NEGATED_WORDS + 1;
    left -= 1;
    return left < 0 || left === NEGATED_WORDS;
  });
  return ` ${kept.join(' ')} `;
};

/** Words that stand near each other; of Korean ones the first two syllables, which carry the stem. */
const addPairs = (found: Set<number>, mask: number, words: readonly string[], language: Language) => {
  const stems = language === 'ko' ? words.map((word) => word.slice(0, 2)) : words;
  for (const [i, first] of stems.entries())
    for (const second of stems.slice(i + 1, i + 1 + PAIR_DISTANCE))
      found.add(spread(step(hashOf(step(hashOf(SEED.pair, first), 3), second), 4)) & mask);
};

/**
 * Where a text of one language touches the table of 2^`bits` weights: runs of 1–5 letters, words, pairs of words
 * no more than three apart, for Korean runs of 3–7 jamo, for English words under a negation. Each place once.
 * Takes what {@link languageParts} gives; linear in the length of the text.
 */
export const featuresOf = (language: Language, words: readonly string[], bits: number): Uint32Array => {
  const mask = 2 ** bits - 1;
  const found = new Set<number>();
  const text = ` ${words.join(' ')} `;
  const plain = text.split(SEPARATORS).filter((word) => word !== '');
  const read = language === 'en' ? marked(plain) : plain;
  const spelt = language === 'en' ? withoutNegated(words) : text;
  const letters = Array.from({ length: spelt.length }, (_, i) => spelt.charCodeAt(i));
  addRuns(found, mask, SEED.letters, letters, 1, LETTERS);
  if (language === 'ko') addRuns(found, mask, SEED.jamo, jamoOf(text), JAMO.from, JAMO.to);
  for (const word of read) found.add(spread(hashOf(SEED.words, word)) & mask);
  addPairs(found, mask, read, language);
  return Uint32Array.from(found);
};
