import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../core/config.ts';
import { projectFiles, ROOT } from '../support/files-under.ts';

/** Said by the launcher to the command that it starts; nobody sets it. */
const BETWEEN_PROCESSES = new Set(['TANDEM_CALLED_FROM']);
const VARIABLE = /\b(?:MONGODB|TANDEM|PORTAL|BOT|SLACK|TEAMS|MAIL|MAILGUN|SEND|PLAYGROUND)_[A-Z][A-Z_]*\b/;
const READ = [
  new RegExp(`\\benv\\.(${VARIABLE.source})`, 'g'),
  // Keys of the schema in core/config.ts.
  new RegExp(`^ {2}(${VARIABLE.source}):`, 'gm'),
];

const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
const variables = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(
  ([, name, value]) => [name ?? '', value ?? ''] as const,
);

const readBy = (file: string): string[] => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const patterns = file === 'core/config.ts' ? READ : READ.slice(0, 1);
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name ?? ''));
};
const read = new Set(
  ['core', 'bot', 'portal', 'test'].flatMap((folder) => projectFiles(folder, /\.(ts|tsx|mjs)$/)).flatMap(readBy),
);

describe('.env.example', () => {
  it('explains every variable that is read, once, and no other', () => {
    expect(read.size).toBeGreaterThan(20);
    const wanted = [...read].filter((name) => !BETWEEN_PROCESSES.has(name));
    expect(variables.map(([name]) => name).sort()).toEqual(wanted.sort());
  });

  it('has a comment above every variable, or above the one before it', () => {
    const lines = example.split('\n');
    const bare = lines.filter((line, i) => /^[A-Z_]+=/.test(line) && !/^(#|[A-Z_]+=)/.test(lines[i - 1] ?? ''));
    expect(bare).toEqual([]);
  });

  it('shows the values that hold where nothing is set', () => {
    const needed = { MONGODB_URI: 'mongodb://127.0.0.1', TANDEM_SECRET: 'x'.repeat(32) };
    const shown = readConfig({ ...Object.fromEntries(variables), ...needed });
    expect(shown).toEqual(readConfig(needed));
    expect(shown).toMatchObject({ local: true, portal: { url: 'http://localhost:3000' } });
  });
});
