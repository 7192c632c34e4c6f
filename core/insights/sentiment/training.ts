import { createHash } from 'node:crypto';
import { featuresOf } from './features.ts';
import { type Language, languageParts } from './language-parts.ts';
import { type LinearModel, logOddsOf } from './linear-model.ts';

/** A text with its label, 0 (negative) to 1 (positive), and the film or review that it belongs to. */
export interface LabelledText {
  readonly text: string;
  readonly label: number;
  readonly group: string;
}

/** How a language is learned; what stands in {@link RECIPES} was chosen on a tenth that is not the held-out one. */
export interface Recipe {
  readonly bits: number;
  /** A feature of fewer texts is not learned. */
  readonly minTexts: number;
  readonly rounds: number;
  readonly rate: number;
  readonly decay: number;
  /** Weights are stored from −levels to levels. */
  readonly levels: number;
  /** Makes the log-odds as sure as they are right. */
  readonly confidence: number;
}

const RECIPES: Readonly<Record<Language, Recipe>> = {
  ko: { bits: 22, minTexts: 2, rounds: 2, rate: 0.2, decay: 1e-3, levels: 15, confidence: 1.15 },
  en: { bits: 21, minTexts: 2, rounds: 6, rate: 0.2, decay: 1e-2, levels: 60, confidence: 1.2 },
};

/** Rows of this group are learned and never held out: words of a lexicon. */
export const ALWAYS_LEARNED = '-';

const HELD_OUT = 0;
const FOR_CHOOSING = 1;
const FOLDS = 10;
const SEED = 42;
const OUTER_SHARE = 0.001;

/** Labels between are neither: such a text is learned, not counted as right or wrong. */
export const isClear = (label: number): boolean => label <= 0.35 || label >= 0.65;

/** The fold of a film or review, the same on every machine: the first four bytes of its SHA-256, modulo 10. */
export const foldOf = (group: string): number => createHash('sha256').update(group).digest().readUInt32BE(0) % FOLDS;

/** Held out is one fold in ten; `choosing` holds out another one, so that a recipe is chosen without seeing the first. */
export const split = (texts: readonly LabelledText[], choosing: boolean) => {
  const heldOut: LabelledText[] = [];
  const learned: LabelledText[] = [];
  for (const text of texts) {
    const fold = text.group === ALWAYS_LEARNED ? -1 : foldOf(text.group);
    if (fold === (choosing ? FOR_CHOOSING : HELD_OUT)) heldOut.push(text);
    else if (!choosing || fold !== HELD_OUT) learned.push(text);
  }
  return { learned, heldOut };
};

/** mulberry32: the order of the texts is drawn, and drawn the same each time. */
const drawer = () => {
  let state = SEED;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
};

interface Row {
  readonly label: number;
  readonly features: Uint32Array;
  readonly length: number;
}

const rowsOf = (language: Language, texts: readonly LabelledText[], recipe: Recipe): Row[] => {
  const rows = texts.map(({ text, label }) => ({
    label,
    features: featuresOf(language, languageParts(text)[language], recipe.bits),
  }));
  const counts = new Uint32Array(2 ** recipe.bits);
  for (const { features } of rows) for (const feature of features) counts[feature] = (counts[feature] ?? 0) + 1;
  return rows.map(({ label, features }) => ({
    label,
    features: features.filter((feature) => (counts[feature] ?? 0) >= recipe.minTexts),
    length: Math.sqrt(Math.max(1, features.length)),
  }));
};

/** Log of how much oftener a feature stands in positive than in negative texts, each counted once more than seen. */
const leanings = (rows: readonly Row[], size: number): Float32Array => {
  const positive = new Float32Array(size).fill(1);
  const negative = new Float32Array(size).fill(1);
  for (const { label, features } of rows)
    for (const feature of features) {
      positive[feature] = (positive[feature] ?? 0) + label;
      negative[feature] = (negative[feature] ?? 0) + 1 - label;
    }
  return positive.map((count, i) => Math.log(count / (negative[i] ?? 1)));
};

/**
 * Logistic regression on features scaled by their leaning (Wang & Manning 2012, "Baselines and Bigrams"), by AdaGrad.
 * Single precision is kept on purpose: additions in one order, so the same texts give the same model anywhere.
 */
const learnWeights = (rows: readonly Row[], recipe: Recipe) => {
  const scale = leanings(rows, 2 ** recipe.bits);
  const weights = new Float32Array(scale.length);
  const slopes = new Float32Array(scale.length).fill(1e-3);
  let bias = 0;
  const draw = drawer();
  const order = [...rows];
  for (let round = 0; round < recipe.rounds; round += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = draw(i + 1);
      [order[i], order[j]] = [order[j] as Row, order[i] as Row];
    }
    for (const { label, features, length } of order) {
      let sum = 0;
      for (const feature of features) sum += (weights[feature] ?? 0) * (scale[feature] ?? 0);
      const error = 1 / (1 + Math.exp(-bias - sum / length)) - label;
      bias -= 0.01 * error;
      for (const feature of features) {
        const weight = weights[feature] ?? 0;
        const slope = (error * (scale[feature] ?? 0)) / length + recipe.decay * error * error * weight;
        const seen = (slopes[feature] ?? 0) + slope * slope;
        slopes[feature] = seen;
        weights[feature] = weight - (recipe.rate * slope) / Math.sqrt(seen);
      }
    }
  }
  return { weights: weights.map((weight, i) => weight * (scale[i] ?? 0)), bias };
};

/** The outermost thousandth of the used weights is cut to the outermost level. */
const quantised = (weights: Float32Array, levels: number) => {
  const sizes = weights
    .filter((weight) => weight !== 0)
    .map(Math.abs)
    .sort();
  const step = (sizes[Math.floor(sizes.length * (1 - OUTER_SHARE))] ?? 1) / levels;
  return {
    step,
    weights: Int8Array.from(weights, (weight) => Math.max(-levels, Math.min(levels, Math.round(weight / step)))),
  };
};

/** Share of clear texts whose sign the model gives; a text without any known feature counts as wrong. */
const accuracyOf = (model: LinearModel, texts: readonly LabelledText[]): number => {
  const clear = texts.filter(({ label }) => isClear(label));
  const right = clear.filter(({ text, label }) => {
    const odds = logOddsOf(model, languageParts(text)[model.facts.language]);
    return label > 0.5 ? odds > 0 : odds < 0;
  });
  return right.length / clear.length;
};

/** Learns from `learned`; `heldOut` is only counted on. Deterministic. */
export const train = (
  language: Language,
  { learned, heldOut }: { learned: readonly LabelledText[]; heldOut: readonly LabelledText[] },
  recipe: Recipe = RECIPES[language],
): LinearModel => {
  const { weights, bias } = learnWeights(rowsOf(language, learned, recipe), recipe);
  const stored = quantised(weights, recipe.levels);
  const model: LinearModel = {
    facts: {
      language,
      bits: recipe.bits,
      step: stored.step * recipe.confidence,
      bias: bias * recipe.confidence,
      learned: learned.length,
      heldOut: heldOut.length,
      accuracy: 0,
    },
    weights: stored.weights,
  };
  return { ...model, facts: { ...model.facts, accuracy: Number(accuracyOf(model, heldOut).toFixed(4)) } };
};
