import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { projectFiles, ROOT } from '../support/files-under.ts';

/** From left to right: a feature imports only those before it. */
const FEATURES = [
  'common',
  'audit',
  'people',
  'contacts',
  'segments',
  'approvals',
  'campaigns',
  'deliveries',
  'tracking',
  'insights',
  'alignment',
  'digests',
];
const DATABASE_PACKAGES = /^(mongoose|mongodb|agenda|@agendajs\/)/;
const EDGE_PACKAGES = /^(express|@slack\/|@microsoft\/|botbuilder|botframework)/;

interface Import {
  readonly file: string;
  readonly target: string;
}

const IMPORT = /(?:from\s+|import\s*\(\s*|^import\s+)['"]([^'"]+)['"]/gm;

/** Relative targets become paths from the root; packages stay as they are written. */
const importsOf = (file: string): Import[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(IMPORT)].flatMap(([, specifier]) => {
    if (specifier === undefined) return [];
    const target = specifier.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), specifier)) : specifier;
    return [{ file, target }];
  });

const files = ['bot', 'portal', 'core'].flatMap((folder) => projectFiles(folder, /\.(ts|tsx|mjs)$/));
const imports = files.flatMap(importsOf);
const from = (prefix: string) => imports.filter(({ file }) => file.startsWith(prefix));
const broken = (list: readonly Import[]) => list.map(({ file, target }) => `${file} imports ${target}`);

describe('the structure', () => {
  it('is read at all', () => {
    expect(imports.length).toBeGreaterThan(200);
  });

  it('has exactly these names at the top', () => {
    const names = readdirSync(ROOT).filter(
      (name) => !name.startsWith('.') && name !== 'node_modules' && name !== 'coverage',
    );
    expect(names.sort()).toEqual(
      [
        'LICENSE',
        'README.md',
        'bot',
        'core',
        'manifests',
        'package-lock.json',
        'package.json',
        'portal',
        'test',
        'tsconfig.json',
      ].sort(),
    );
  });

  it.each(['bot', 'portal'])('lets %s reach core by its door only', (edge) => {
    const behind = from(`${edge}/`).filter(({ target }) => target.startsWith('core/') && target !== 'core/index.ts');
    expect(broken(behind)).toEqual([]);
  });

  it('keeps bot and portal apart, and core from both', () => {
    const crossing = [
      ...from('bot/').filter(({ target }) => target.startsWith('portal/')),
      ...from('portal/').filter(({ target }) => target.startsWith('bot/')),
      ...from('core/').filter(({ target }) => target.startsWith('portal/') || target.startsWith('bot/')),
    ];
    expect(broken(crossing)).toEqual([]);
  });

  it('keeps express and the chat platforms out of core', () => {
    const crossing = from('core/').filter(
      ({ file, target }) => !file.startsWith('core/local/') && EDGE_PACKAGES.test(target),
    );
    expect(broken(crossing)).toEqual([]);
  });

  it('keeps Teams libraries in bot/teams and Slack libraries in bot/slack', () => {
    const strays = imports.filter(
      ({ file, target }) =>
        (/^(@microsoft\/teams-ai|botbuilder|botframework)/.test(target) && !file.startsWith('bot/teams/')) ||
        (/^@slack\//.test(target) && !file.startsWith('bot/slack/')),
    );
    expect(broken(strays)).toEqual([]);
  });

  it('lets only stores, the job door and the composition root know the database', () => {
    const knows = imports.filter(
      ({ file, target }) =>
        DATABASE_PACKAGES.test(target) &&
        !file.endsWith('-store.ts') &&
        file !== 'core/jobs/agenda.ts' &&
        file !== 'core/create-core.ts',
    );
    expect(broken(knows)).toEqual([]);
  });

  it('lets only the Mailgun files know mailgun.js', () => {
    const knows = imports.filter(
      ({ file, target }) => target.startsWith('mailgun.js') && !file.startsWith('core/mail/mailgun-'),
    );
    expect(broken(knows)).toEqual([]);
  });

  it('lets a feature import only features to its left', () => {
    const featureOf = (path: string) => /^core\/([^/]+)\//.exec(path)?.[1] ?? '';
    const wrong = from('core/').filter(({ file, target }) => {
      const [here, there] = [FEATURES.indexOf(featureOf(file)), FEATURES.indexOf(featureOf(target))];
      return here >= 0 && there > here;
    });
    expect(broken(wrong)).toEqual([]);
  });

  it('reads process.env in main files, workers and the launcher only', () => {
    const readers = files.filter(
      (file) =>
        /process\.env/.test(readFileSync(join(ROOT, file), 'utf8')) &&
        !/^(bot|portal)\/(main|worker)\.ts$/.test(file) &&
        !file.startsWith('core/local/'),
    );
    expect(readers).toEqual([]);
  });

  it('keeps files short enough to read', () => {
    const long = files.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 500);
    expect(long).toEqual([]);
  });
});
