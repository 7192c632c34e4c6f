import { readFileSync } from 'node:fs';
import { readLabelledTexts } from '../../core/insights/sentiment/labelled-texts.ts';
import type { Language } from '../../core/insights/sentiment/language-parts.ts';
import type { LabelledText } from '../../core/insights/sentiment/training.ts';

/** 2,000 labelled sentences that the shipped model of the language never saw. */
export const heldOutSentences = (language: Language): LabelledText[] =>
  readLabelledTexts(readFileSync(new URL(`./sentences/held-out-${language}.tsv`, import.meta.url), 'utf8'));
