import { readFile } from 'node:fs/promises';
import { readConfig } from '../../../core/config.ts';

const root = new URL('../../../', import.meta.url);

describe('.env.example', () => {
  it('explains every variable of the configuration, and each stands there once', async () => {
    const example = await readFile(new URL('.env.example', root), 'utf8');
    const config = await readFile(new URL('core/config.ts', root), 'utf8');
    const wanted = [...config.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((found) => found[1]);
    const present = [...example.matchAll(/^([A-Z][A-Z_]+)=/gm)].map((found) => found[1]);
    expect(wanted.length).toBeGreaterThan(25);
    expect(wanted.filter((name) => !present.includes(name))).toEqual([]);
    expect(present).toEqual([...new Set(present)]);
  });

  it('holds values that the configuration takes', async () => {
    const example = await readFile(new URL('.env.example', root), 'utf8');
    const values = Object.fromEntries(
      [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    const config = readConfig({ ...values, MONGODB_URI: 'mongodb://127.0.0.1/', TANDEM_SECRET: 'x'.repeat(32) });
    expect(config.local).toBe(true);
    expect(config.portal.url).toBe('http://localhost:3000');
  });
});
