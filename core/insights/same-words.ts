import type { Insight } from './insight.ts';
import type { InsightStore } from './insight-store.ts';

const TRIES = 5;

/** A text as it is compared: two that differ in nothing but capitals and spaces are the same words. Pure. */
export const wordsKey = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ');

/**
 * The insight of somebody else that has the same words as one that was just stored; undefined where this one is the
 * first. However many share the same words at once, exactly one of them is first until `until`: it is stored before it
 * claims its words, so whoever finds the claim finds the insight. One that was withdrawn or now says something else
 * gives its words up.
 */
export const firstWithSameWords = async (
  store: Pick<InsightStore, 'claimWords' | 'passWords' | 'byId'>,
  insight: Insight,
  until: Date,
): Promise<Insight | undefined> => {
  const words = wordsKey(insight.text);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const number = await store.claimWords(words, insight.number, until);
    if (number === insight.number) return undefined;
    const first = await store.byId(`I-${number}`);
    const stands =
      first !== undefined &&
      first.state !== 'withdrawn' &&
      first.authorId !== insight.authorId &&
      wordsKey(first.text) === words;
    if (stands) return first;
    if (await store.passWords(words, number, insight.number)) return undefined;
  }
  return undefined;
};
