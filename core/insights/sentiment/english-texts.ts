import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALWAYS_LEARNED } from './training.ts';

/**
 * Makes the English file for train.ts from the sentences and the lexicon in the folder hutto_ICWSM_2014 of the Python
 * package vaderSentiment 0.5 (MIT): `node --import tsx core/insights/sentiment/english-texts.ts FOLDER OUT`.
 * Twenty people rated each sentence from −4 to 4; the label is 1 / (1 + e^(−1.2 · mean)). Sentences of one review or
 * article, whose ids are `review_sentence`, form one group.
 */
const SOURCES = [
  ['amazonReviewSnippets_GroundTruth.txt', 'product'],
  ['movieReviewSnippets_GroundTruth.txt', 'film'],
  ['tweets_GroundTruth.txt', 'tweet'],
  ['nytEditorialSnippets_GroundTruth.txt', 'news'],
] as const;
const SHARPNESS = 1.2;
/** What `not` makes of a word's valence (Hutto & Gilbert 2014). */
const NEGATED = -0.74;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

const [folder, out] = process.argv.slice(2);
if (folder === undefined || out === undefined) {
  process.stderr.write('Usage: node --import tsx core/insights/sentiment/english-texts.ts FOLDER OUT\n');
  process.exit(2);
}

const rowsOf = (file: string): string[][] =>
  readFileSync(join(folder, file), 'utf8')
    .split(/\r?\n/)
    .map((line) => line.split('\t'))
    .filter((cells) => cells.length > 1);

const labelOf = (mean: string | undefined): string => (1 / (1 + Math.exp(-SHARPNESS * Number(mean)))).toFixed(2);

const plain = (text: string): string =>
  text
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/@\w+/g, '@name')
    .replace(/\s+/g, ' ')
    .trim();

const sentences = SOURCES.flatMap(([file, kind]) =>
  rowsOf(file).map(([id = '', mean, ...text]) => [
    plain(text.join(' ')),
    labelOf(mean),
    `${kind}-${id.split('_')[0] ?? id}`,
  ]),
);
const lexicon = rowsOf('vader_sentiment_lexicon.txt').flatMap(([word = '', mean]) => [
  [word, labelOf(mean), ALWAYS_LEARNED],
  ...(/^[a-z]+$/.test(word) ? [[`not ${word}`, labelOf(String(NEGATED * Number(mean))), ALWAYS_LEARNED]] : []),
]);
const lines = [['text', 'label', 'group'], ...sentences, ...lexicon].map((cells) => cells.join('\t'));
writeFileSync(out, `${lines.join('\n')}\n`);
