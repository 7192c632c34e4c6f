import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFiles, ROOT } from '../support/files-under.ts';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** Needed without being imported, each with why. */
const NOT_IMPORTED = new Set([
  // An exact peer of @microsoft/teams-ai, whose main entry requires it.
  'openai',
  // @microsoft/app-manifest requires it without listing it.
  'fs-extra',
  // Commands, not modules.
  '@biomejs/biome',
  'typescript',
  'jest',
  // @swc/jest loads it; node loads tsx by `--import`.
  '@swc/core',
  'tsx',
]);

const code = ['core', 'bot', 'portal', 'test'].flatMap((folder) => projectFiles(folder, /\.(ts|tsx|mjs)$/));
const texts = code.map((file) => readFileSync(join(ROOT, file), 'utf8'));
/** As a module, as a file of it, or as its folder. */
const used = (name: string): boolean =>
  texts.some((text) => [`'${name}'`, `'${name}/`, `node_modules/${name}/`].some((form) => text.includes(form)));
const documents = ['README.md', ...['core', 'bot', 'portal'].flatMap((folder) => projectFiles(folder, /\.md$/))];

describe('package.json', () => {
  it('lists no package that nothing uses', () => {
    const unused = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      (name) => !name.startsWith('@types/') && !NOT_IMPORTED.has(name) && !used(name),
    );
    expect(unused).toEqual([]);
  });

  it('lists types only for packages that it lists', () => {
    const listed = { ...manifest.dependencies, ...manifest.devDependencies };
    const idle = Object.keys(listed)
      .filter((name) => name.startsWith('@types/') && name !== '@types/node')
      .filter((name) => listed[name.slice('@types/'.length)] === undefined);
    expect(idle).toEqual([]);
  });

  it('has scripts whose files exist', () => {
    const named = Object.values(manifest.scripts).flatMap(
      (script) => script.match(/\b[\w./-]+\.(?:ts|mjs|js)\b/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('has every script that a document tells of', () => {
    const told = documents.flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\bnpm (?:run ([a-z:]+)|(start|test)\b)/g)].map(
        ([, run, plain]) => run ?? plain ?? '',
      ),
    );
    expect(told.length).toBeGreaterThan(3);
    expect(told.filter((script) => manifest.scripts[script] === undefined)).toEqual([]);
  });
});

describe('links between documents', () => {
  it('lead to files that exist', () => {
    const broken = documents.flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map(([, target]) => join(file, '..', target ?? ''))
        .filter((target) => !existsSync(join(ROOT, target)))
        .map((target) => `${file} links to ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
