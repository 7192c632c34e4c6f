/** The languages a model exists for. */
export type Language = 'ko' | 'en';

/** A text as the models read it: what belongs to each language, and the pictures, which belong to none. */
export interface LanguageParts {
  readonly ko: readonly string[];
  readonly en: readonly string[];
  readonly pictures: readonly string[];
}

/** More is not read: an insight says early what it is about, and the time for a hostile text stays bounded. */
export const MAX_READ = 4_000;

const HANGUL = /[\u3131-\u318e\uac00-\ud7a3]/;
const LATIN = /[a-z\u00c0-\u024f]/;
const PICTURE = /\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}\ufe0f\u200d]|:[a-z0-9_+-]{2,30}:/gu;
const NAMES_A_PLACE = /@|:\/\/|^www\./;

/**
 * The one form in which texts are learned and judged: NFC, small letters, straight apostrophes, a chat platform's
 * `<@U1>` and `<https://…|shown>` without their marks, ㅜ written as ㅠ, no letter more than twice in a row
 * (`ㅋㅋㅋㅋ` → `ㅋㅋ`, `soooo` → `soo`), one blank between words. Reads the first {@link MAX_READ} characters.
 */
const normalised = (text: string): string =>
  text
    .slice(0, MAX_READ)
    .normalize('NFC')
    .toLowerCase()
    .replace(/<([^<>|]{0,300})(?:\|([^<>|]{0,300}))?>/g, (_, target: string, shown?: string) => ` ${shown ?? target} `)
    .replace(/&amp;/g, '&')
    .replace(/[‘’]/g, "'")
    .replace(/ㅜ/g, 'ㅠ')
    .replace(/(.)\1{2,}/gu, '$1$1')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * A text's words by script. A word with one Korean letter is Korean (`UI가`), another with Latin letters English; a
 * number or a sign goes with the word before it, at the beginning with the first word. Addresses and links are left out.
 */
export const languageParts = (text: string): LanguageParts => {
  const pictures: string[] = [];
  const words = normalised(text)
    .replace(PICTURE, (picture) => {
      pictures.push(picture);
      return ' ';
    })
    .split(' ')
    .filter((word) => word !== '' && !NAMES_A_PLACE.test(word));
  const parts: Record<Language, string[]> = { ko: [], en: [] };
  const waiting: string[] = [];
  let last: Language | undefined;
  for (const word of words) {
    const language = HANGUL.test(word) ? 'ko' : LATIN.test(word) ? 'en' : last;
    if (language === undefined) waiting.push(word);
    else parts[language].push(...waiting.splice(0), word);
    last = language;
  }
  return { ...parts, pictures };
};
