/** Draws the icons that Teams wants from their SVG: `node --import tsx test/support/make-icons.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';

const FOLDER = path.resolve(import.meta.dirname, '../../manifests/teams');

const draw = (from: string, to: string, width: number): void => {
  const svg = readFileSync(path.join(FOLDER, from), 'utf8');
  writeFileSync(path.join(FOLDER, to), new Resvg(svg, { fitTo: { mode: 'width', value: width } }).render().asPng());
};

draw('icon.svg', 'color.png', 192);
draw('icon-outline.svg', 'outline.png', 32);
