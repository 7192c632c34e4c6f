import { type EditorForm, FIELD } from './editor-form.ts';
import type { Difference } from './editor-props.ts';

const inWords = (form: EditorForm, key: keyof typeof FIELD): string => String(form[key]);

/** A body as text, for two versions side by side. */
const bodyText = (form: EditorForm): string =>
  form.bodyKind === 'mjml'
    ? form.mjml
    : form.blocks
        .map((block) =>
          [block.text, block.label, block.left, block.right, block.alt, block.href]
            .filter((text) => text !== '')
            .join(' | '),
        )
        .map((text, index) => `${index + 1}. ${text}`)
        .join('\n');

const COMPARED = Object.keys(FIELD).filter(
  (key) => !['previewAs', 'bodyKind', 'mjml', 'mjmlMade', 'when'].includes(key),
) as (keyof typeof FIELD)[];

/** Fields in which what was typed differs from what is saved now. */
export const differencesOf = (now: EditorForm, yours: EditorForm): Difference[] => {
  const fields: Difference[] = COMPARED.filter((key) => inWords(now, key) !== inWords(yours, key)).map((key) => ({
    field: FIELD[key],
    now: inWords(now, key),
    yours: inWords(yours, key),
  }));
  const [bodyNow, bodyYours] = [bodyText(now), bodyText(yours)];
  if (bodyNow !== bodyYours) fields.push({ field: 'content.body', now: bodyNow, yours: bodyYours });
  return fields;
};
