/** How a Korean clause goes on: with "and", with "or", or before the noun it describes. */
export type Ending = 'and' | 'or' | 'end';

/** Endings of a predicate: -고, -거나, and the form before a noun. */
export const predicate = (stem: string, adnominal: string) => ({ and: `${stem}고`, or: `${stem}거나`, end: adnominal });
/** Picks the particle by the last syllable: 1 after a final consonant, 0 after a vowel; both where it cannot be told. */
export const particle = (word: string, consonant: string, vowel: string): string => {
  const last = word.trimEnd().at(-1) ?? '';
  const code = last.charCodeAt(0);
  if (code >= 0xac00 && code <= 0xd7a3) return word + ((code - 0xac00) % 28 === 0 ? vowel : consonant);
  if (/\d/.test(last)) return word + ('013678'.includes(last) ? consonant : vowel);
  return `${word}${consonant}(${vowel})`;
};
