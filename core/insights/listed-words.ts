import { wordsOf } from './search/text-terms.ts';

/** A word as a list shows it, and as search finds it. */
export interface ListedWord {
  /** Korean without its endings; what describes or acts in its dictionary form (늦었어요 → 늦다). */
  readonly word: string;
  /** The part of it that all its forms share, at least two letters where the text gives them. */
  readonly base: string;
}

const HANGUL = /^\p{Script=Hangul}+$/u;

/** What says nothing about a theme: pronouns, adverbs of degree, dependent nouns, helping verbs. */
const EMPTY: ReadonlySet<string> = new Set(
  [
    '정말 너무 진짜 아주 매우 조금 좀더 많이 그냥 계속 다시 이제 아직 항상 자주 가끔 모두 전부 약간 굉장히 별로 거의 특히',
    '저희 우리 제가 저는 그리고 그런데 하지만 그래서 또는 이번 지난 그것 이것 저것 여기 거기 때문 정도 경우 부분 이후 동안 것이 이런 그런 저런 어떤 무슨',
    '나는 내가 나도 나를 저도 이건 이거 이걸 이게 지금 완전 이렇게 그렇게 어떻게 처음 역시 그래 근데 한번 진심 전혀 솔직히 가장 하나 아니라 대한 모든',
    '있다 없다 그렇다 이렇다 어떻다 하다 되다 같다 이다 아니다 보다 주다 않다 싶다 좋겠 말다 드리다 계시다',
    'the a an and or but if as at by of on in to for from with without about into over is are was were be been being am it its this',
    'that these those they them their there here he she his her him we our us you your i my me not no so too very really just also than',
    'then when while which who what how all any some more most much many had has have having do does did can could would should will may might',
  ].flatMap((line) => line.split(' ')),
);

/** Endings that only a predicate has. Before them stands a stem, or a stem joined with the past (ㅆ). */
const ENDS_PREDICATE = /(?:습니다|습니까|어요|아요|여요|는데|은데|어서|아서|었다|았다|었고|았고)$/u;
/** What follows the past. */
const AFTER_PAST = /(?:습니다|어요|네요|군요|지만|는데|던데|으면|더라고요|거든요|다고|다네요|다|고|던|음|는지)$/u;
/** Endings that nouns may end in too: only after a stem that is known. */
const MAY_END_PREDICATE =
  /(?:네요|군요|지만|던데|더라고요|더라구요|거든요|더군요|다고|다네요|고요|고|게|다|지|면|으면|며|는|은|을|던|기|네|어|아|요|죠|니|니까|으니|도록)$/u;
/** 영화였어요, 감동적이었다: a noun before 이다. */
const NOUN_BEFORE = /^.{2,}(?:였|이었)/u;
/** 친절했어요, 친절한데: the noun before 하다. */
const DOES =
  /^(.{2,}?)(?:하(?:고|지만|는데|네요|게|다|며|면|지|니까|는|던|기|려고|여\p{L}*|셨\p{L}*|신|시\p{L}*|더라\p{L}*)|해(?:요|서|도|야|주\p{L}*)?|했\p{L}*|한(?:데|데요|다고|다)?|합니다|할|함)$/u;
const PARTICLES =
  /(?:에서는|에서도|에서의|으로는|으로도|이라고|이라는|에서|에게|에는|에도|한테|께서|으로|까지|부터|처럼|보다|마다|밖에|조차|이랑|하고|이라|라고|라는|이나|이고|이며|네요|군요|지만|이네요|이에요|예요|입니다|이었\p{L}*|였\p{L}*|인데|은|는|이|가|을|를|에|의|도|로|와|과|만|나|랑|들)$/u;

const FIRST = 0xac00;
const vowelOf = (letter: string): number => Math.floor((letter.charCodeAt(0) - FIRST) / 28) % 21;
const finalOf = (letter: string): number => (letter.charCodeAt(0) - FIRST) % 28;
const withFinal = (letter: string, final: number): string =>
  String.fromCharCode(letter.charCodeAt(0) - finalOf(letter) + final);
const withVowel = (letter: string, vowel: number): string =>
  String.fromCharCode(letter.charCodeAt(0) + (vowel - vowelOf(letter)) * 28);
const PAST = 20;
const [N, L] = [4, 8];
const P = 17;
/** Vowels in which a stem and 어 or 아 are joined, and what the stem ends in: 느려 → 느리, 봐 → 보, 돼 → 되. */
const JOINED: Readonly<Record<number, number>> = { 6: 20, 9: 8, 10: 11, 14: 13 };

/** A stem without what the past or a joined 어 made of its end. Pure. */
const unjoined = (given: string): string => {
  const joined = finalOf(given.at(-1) ?? '') === PAST && !/[있겠]$/u.test(given);
  const open = joined ? given.slice(0, -1) + withFinal(given.at(-1) ?? '', 0) : given;
  const stem = joined ? open.replace(/(?<=.)[어아]$/u, '') : open;
  const last = stem.at(-1) ?? '';
  const before = stem.at(-2);
  // 어려워, 추웠: the ㅂ that became 우.
  if (last === '워' && before !== undefined && finalOf(before) === 0) return stem.slice(0, -2) + withFinal(before, P);
  const vowel = finalOf(last) === 0 ? JOINED[vowelOf(last)] : undefined;
  return vowel === undefined ? stem : stem.slice(0, -1) + withVowel(last, vowel);
};

/** The stem of what can only be a predicate; undefined where it may be a noun. */
const predicateStem = (word: string): string | undefined => {
  if (NOUN_BEFORE.test(word)) return undefined;
  const past = word.replace(AFTER_PAST, '');
  if (past !== word && finalOf(past.at(-1) ?? '') === PAST && !/[있겠]$/u.test(past)) return unjoined(past);
  const head = word.replace(ENDS_PREDICATE, '');
  return head === word || head === '' ? undefined : head;
};

/** Stems that stand in these texts in a form that no noun has, so that their other forms are known too. Pure. */
const stemsIn = (words: readonly string[]): ReadonlySet<string> =>
  new Set(
    words.flatMap((word) => {
      const stem = HANGUL.test(word) && !DOES.test(word) ? predicateStem(word) : undefined;
      return stem === undefined ? [] : [stem];
    }),
  );

const ALWAYS = /(?:있|없|않|싶|좋|같|많|맛있|재밌)$/u;

/** The stem of a form that a noun could have, where that stem is known: 늦게, 늦은, 비싼, 느려요. */
const knownStem = (word: string, stems: ReadonlySet<string>): string | undefined => {
  const is = (stem: string): boolean => stem !== '' && (stems.has(stem) || ALWAYS.test(stem));
  const head = word.replace(MAY_END_PREDICATE, '');
  if (head !== word && head !== '') for (const stem of [head, unjoined(head)]) if (is(stem)) return stem;
  const last = word.at(-1) ?? '';
  const bare = word.slice(0, -1) + withFinal(last, 0);
  if (word.length > 1 && [N, L].includes(finalOf(last)) && is(bare)) return bare;
  return is(unjoined(word)) && unjoined(word) !== word ? unjoined(word) : undefined;
};

const listed = (given: string, stems: ReadonlySet<string>): ListedWord | undefined => {
  const word = given.toLowerCase();
  if (EMPTY.has(word)) return undefined;
  if (!HANGUL.test(word)) return { word, base: word };
  const does = DOES.exec(word)?.[1];
  if (does !== undefined) return { word: does, base: does };
  const stem = knownStem(word, stems) ?? predicateStem(word);
  if (stem !== undefined) return { word: `${stem}다`, base: [...stem].length > 1 ? stem : word.slice(0, 2) };
  const bare = word.replace(PARTICLES, '');
  const kept = [...bare].length >= 2 ? bare : word;
  return { word: kept, base: kept };
};

/** The different words of each text as they are listed; single letters, numbers and words that say nothing left out. Pure. */
export const listedWords = (texts: readonly string[]): ListedWord[][] => {
  const written = texts.map((text) => wordsOf(text).map(({ start, end }) => text.normalize('NFC').slice(start, end)));
  const stems = stemsIn(written.flat());
  return written.map((words) => {
    const found = words.flatMap((word) => listed(word, stems) ?? []);
    const telling = found.filter(({ word }) => [...word].length >= 2 && !/^\p{N}+$/u.test(word) && !EMPTY.has(word));
    return [...new Map(telling.map((each) => [each.word, each])).values()];
  });
};
