import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readLabelledTexts, writeLabelledTexts } from './labelled-texts.ts';
import { packModel } from './linear-model.ts';
import { split, train } from './training.ts';

const USAGE = `Usage: node --import tsx core/insights/sentiment/train.ts ko|en FILE OUT [--sample FILE] [--choosing]
FILE has text, label (0 negative to 1 positive) and perhaps film, with tabs between, under a line of headings.
OUT becomes the model. --sample writes 2,000 held-out texts. --choosing counts on another tenth, for trying recipes.
`;
const SAMPLE = 2_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, choosing: { type: 'boolean', default: false } },
});
const [language, file, out] = positionals;
if ((language !== 'ko' && language !== 'en') || file === undefined || out === undefined || positionals.length > 3) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const parts = split(readLabelledTexts(readFileSync(file, 'utf8')), values.choosing);
const model = train(language, parts);
const packed = packModel(model);
writeFileSync(out, packed);
if (values.sample !== undefined) {
  const every = Math.max(1, parts.heldOut.length / SAMPLE);
  const sample = parts.heldOut.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every));
  writeFileSync(values.sample, writeLabelledTexts(sample));
}
process.stdout.write(`${JSON.stringify({ ...model.facts, bytes: packed.length })}\n`);
