import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { featuresOf } from './features.ts';
import type { Language } from './language-parts.ts';

/** What a model says of itself; `accuracy` is the share of its held-out texts whose sign it gives. */
export interface ModelFacts {
  readonly language: Language;
  /** The table has 2^bits weights. */
  readonly bits: number;
  /** What one unit of a stored weight is worth, the confidence of the model included. */
  readonly step: number;
  readonly bias: number;
  readonly learned: number;
  readonly heldOut: number;
  readonly accuracy: number;
}

/** Weights of hashed features, one byte each. */
export interface LinearModel {
  readonly facts: ModelFacts;
  readonly weights: Int8Array;
}

/**
 * Log-odds of positive: bias + step · Σ weights / √features, so that a long text is no surer than a short one of the
 * same kind by its length alone. Without words nothing is known: 0.
 */
export const logOddsOf = ({ facts, weights }: LinearModel, words: readonly string[]): number => {
  if (words.length === 0) return 0;
  const features = featuresOf(facts.language, words, facts.bits);
  let sum = 0;
  let known = 0;
  for (const feature of features) {
    const weight = weights[feature] ?? 0;
    sum += weight;
    if (weight !== 0) known += 1;
  }
  return known === 0 ? 0 : facts.bias + (facts.step * sum) / Math.sqrt(features.length);
};

const BREAK = 0x0a;

/** A line of JSON with the facts, then the weights, packed with Brotli. The same model gives the same bytes. */
export const packModel = ({ facts, weights }: LinearModel): Buffer =>
  brotliCompressSync(Buffer.concat([Buffer.from(`${JSON.stringify(facts)}\n`), Buffer.from(weights.buffer)]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });

/** Throws where the file is not one that {@link packModel} made. */
export const unpackModel = (packed: Uint8Array): LinearModel => {
  const bytes = brotliDecompressSync(packed);
  const end = bytes.indexOf(BREAK);
  const facts = JSON.parse(bytes.subarray(0, end).toString('utf8')) as ModelFacts;
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset + end + 1, bytes.length - end - 1);
  if (weights.length !== 2 ** facts.bits) throw new Error(`The ${facts.language} sentiment model is cut short.`);
  return { facts, weights };
};
