import { statSync } from 'node:fs';
import type { Language } from '../../core/insights/sentiment/language-parts.ts';
import { createSentiment, SENTIMENT_LABELS, type Sentiment } from '../../core/insights/sentiment/sentiment.ts';
import { isClear, type LabelledText } from '../../core/insights/sentiment/training.ts';
import { heldOutSentences } from '../support/held-out-sentences.ts';
import { print, rateOf, say } from './report.ts';

const RUNS = 7;
const MODELS = new URL('../../core/insights/sentiment/models/', import.meta.url);

const rounded = (share: number): number => Number(share.toFixed(4));

/** Of each label given by people (neutral: neither clearly), how many the guess calls what. */
const confusionOf = (sentiment: Sentiment, texts: readonly LabelledText[]) => {
  const guesses = texts.map(({ text, label }) => {
    const given = !isClear(label) ? 'neutral' : label > 0.5 ? 'positive' : 'negative';
    return { given, ...sentiment.guess(text) };
  });
  const of = (given: string, guessed: string) =>
    guesses.filter((guess) => guess.given === given && guess.label === guessed).length;
  const clear = guesses.filter(({ given }) => given !== 'neutral');
  const decided = clear.filter(({ label }) => label !== 'neutral');
  return {
    texts: clear.length,
    accuracy: rounded(clear.filter((g) => g.score * (g.given === 'positive' ? 1 : -1) > 0).length / clear.length),
    accuracy_where_not_neutral: rounded(decided.filter((g) => g.given === g.label).length / decided.length),
    neutral_share: rounded(1 - decided.length / clear.length),
    confusion: Object.fromEntries(
      SENTIMENT_LABELS.map((given) => [
        given,
        Object.fromEntries(SENTIMENT_LABELS.map((guessed) => [guessed, of(given, guessed)])),
      ]),
    ),
  };
};

/**
 * Of 2,000 held-out sentences a language: accuracy (by the sign of the score), confusion, the model's size, and guesses
 * a second on one thread, beside the bare normalising of the same texts. `ms_a_text` is of the
 * fastest run.
 */
export const sentiment = async (scale: number): Promise<void> => {
  for (const language of ['ko', 'en'] as const satisfies readonly Language[]) {
    const guesser = createSentiment();
    const start = performance.now();
    guesser.guess(language === 'ko' ? '좋아요' : 'good');
    const loadMs = performance.now() - start;
    const texts = heldOutSentences(language);
    const timed = texts.slice(0, Math.max(100, Math.round(texts.length * Math.min(1, scale))));
    say(`sentiment ${language}: ${texts.length} sentences, ${RUNS} runs of ${timed.length}`);

    const own: number[] = [];
    const reference: number[] = [];
    let cpuSeconds = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const ours = await rateOf(timed.length, () => timed.forEach(({ text }) => void guesser.guess(text)));
      own.push(ours.rate);
      cpuSeconds += ours.cpuSeconds;
      const bare = () => timed.forEach(({ text }) => void text.normalize('NFC').toLowerCase());
      reference.push((await rateOf(timed.length, bare)).rate);
    }
    print({
      bench: 'sentiment',
      case: language,
      unit: 'texts/s',
      rates: own,
      reference: { name: 'normalize and toLowerCase', rates: reference },
      cpuSeconds,
    });
    const model = statSync(new URL(`${language}.bin.br`, MODELS)).size;
    const facts = { bench: 'sentiment', case: `${language} quality`, ...confusionOf(guesser, texts) };
    const ms = { first_guess_ms: Math.round(loadMs), ms_a_text: Number((1_000 / Math.max(...own)).toFixed(4)) };
    process.stdout.write(`${JSON.stringify({ ...facts, ...ms, model_bytes: model })}\n`);
  }
};
