import { readFileSync } from 'node:fs';
import { type Language, languageParts } from './language-parts.ts';
import { type LinearModel, logOddsOf, type ModelFacts, unpackModel } from './linear-model.ts';
import { pictureOdds } from './pictures.ts';

export const SENTIMENT_LABELS = ['positive', 'neutral', 'negative'] as const;

export type SentimentLabel = (typeof SENTIMENT_LABELS)[number];

/** What one language of a text says by itself; `score` as in {@link SentimentGuess}. */
export interface SentimentPart {
  readonly language: Language;
  readonly score: number;
  readonly words: number;
}

/** A guess, never a fact: a screen says so and lets a person correct it. */
export interface SentimentGuess {
  readonly label: SentimentLabel;
  /** −1 (surely negative) to 1 (surely positive): twice the probability of positive, less one. */
  readonly score: number;
  /** The languages found, Korean first; none in a text of pictures, numbers or other scripts. */
  readonly parts: readonly SentimentPart[];
  readonly guess: true;
}

/** Below this the guess is neutral: positive and negative stand at 60 to 40 or closer. */
export const NEUTRAL_MARGIN = 0.2;

/** Guesses whether people say something good or bad. */
export interface Sentiment {
  /** Never throws; reads the first 4,000 characters; the first call in a language loads its model (some 50 ms). */
  guess(text: string): SentimentGuess;
  /** What the model of a language says of itself. */
  facts(language: Language): ModelFacts;
}

const LANGUAGES: readonly Language[] = ['ko', 'en'];

const scoreOf = (logOdds: number): number => Number(Math.tanh(logOdds / 2).toFixed(3));

/** The label that a score means. */
export const labelOf = (score: number): SentimentLabel =>
  Math.abs(score) < NEUTRAL_MARGIN ? 'neutral' : score > 0 ? 'positive' : 'negative';

const shippedModel = (language: Language): Uint8Array =>
  readFileSync(new URL(`./models/${language}.bin.br`, import.meta.url));

/**
 * Sentiment on this machine, without any service. Each language is judged by its own model, and what they say is added as
 * log-odds: praise in one and blame in the other come to neutral. `readModel` gives a packed model, by default
 * the shipped one.
 */
export const createSentiment = (readModel: (language: Language) => Uint8Array = shippedModel): Sentiment => {
  const loaded = new Map<Language, LinearModel>();
  const modelOf = (language: Language): LinearModel => {
    const model = loaded.get(language) ?? unpackModel(readModel(language));
    loaded.set(language, model);
    return model;
  };
  return {
    guess: (text) => {
      const found = languageParts(text);
      const judged = LANGUAGES.filter((language) => found[language].length > 0).map((language) => ({
        language,
        odds: logOddsOf(modelOf(language), found[language]),
        words: found[language].length,
      }));
      const score = scoreOf(judged.reduce((sum, { odds }) => sum + odds, pictureOdds(found.pictures)));
      return {
        label: labelOf(score),
        score,
        parts: judged.map(({ language, odds, words }) => ({ language, score: scoreOf(odds), words })),
        guess: true,
      };
    },
    facts: (language) => modelOf(language).facts,
  };
};
