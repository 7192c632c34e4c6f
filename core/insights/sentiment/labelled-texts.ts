import type { LabelledText } from './training.ts';

/**
 * Lines of `text<TAB>label[<TAB>film]` under one line of headings; a label is 0 to 1. The third column, of any name, says what
 * must not stand on both sides of the split; without it equal texts stay together. Throws with the line's number.
 */
export const readLabelledTexts = (tsv: string): LabelledText[] =>
  tsv
    .split(/\r?\n/)
    .map((line, i) => ({ line, at: i + 1 }))
    .slice(1)
    .filter(({ line }) => line !== '')
    .map(({ line, at }) => {
      const [text, label, group, ...more] = line.split('\t');
      const value = Number(label);
      if (text === undefined || label === undefined || label === '' || !(value >= 0 && value <= 1) || more.length > 0)
        throw new Error(`Line ${at}: expected text, a label from 0 to 1 and perhaps a film, with tabs between.`);
      return { text, label: value, group: group ?? text };
    });

/** The same lines back, without the third column. */
export const writeLabelledTexts = (texts: readonly LabelledText[]): string =>
  ['text\tlabel', ...texts.map(({ text, label }) => `${text}\t${label}`), ''].join('\n');
