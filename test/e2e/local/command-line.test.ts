import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../core/local/free-port.ts';

const LAUNCHER = fileURLToPath(new URL('../../../core/local/launch.mjs', import.meta.url));

let home: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tandem-machine-'));
});
afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  }
  await rm(home, { recursive: true, force: true });
});

/** As a stranger's shell would run it: none of the variables of this test run, no database but the embedded one. */
const launch = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TANDEM_DATA_FOLDER: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk.toString();
  });
  return {
    child,
    said,
    ended: async (): Promise<number> => {
      if (child.exitCode === null) await once(child, 'close');
      return child.exitCode ?? -1;
    },
    says: (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (said.out.includes(text)) resolve();
        };
        child.stdout.on('data', look);
        child.once('exit', (code) => reject(new Error(`ended with ${code} before "${text}":\n${said.out}${said.err}`)));
        look();
      }),
  };
};

const run = async (...args: string[]) => {
  const { said, ended } = launch(['cli', ...args]);
  const code = await ended();
  return { code, ...said };
};

describe('npm start', () => {
  it('brings up a living workspace, shows its passwords once, ends on Ctrl-C, and finds its data at the next start', async () => {
    const ports = { PORTAL_PORT: String(await freePort()), BOT_PORT: String(await freePort()) };
    const first = launch(['start'], ports);
    await first.says('Ctrl-C stops everything');
    expect(first.said.out.match(/^ {2}\S+@tandem\.example\.test +([a-z2-9]{4}-){4}[a-z2-9]{4} /gm)).toHaveLength(5);
    const portal = `http://127.0.0.1:${ports.PORTAL_PORT}`;
    expect((await fetch(`${portal}/healthz`)).status).toBe(200);
    expect((await stat(join(home, 'secret'))).mode & 0o077).toBe(0);
    const secret = await readFile(join(home, 'secret'), 'utf8');

    // A port that is taken, and data that is in use: one clear sentence each.
    const taken = launch(['start'], ports);
    expect(await taken.ended()).toBe(1);
    expect(taken.said.err).toMatch(/^Port \d+ for the portal is taken: .+PORTAL_PORT=\d+ npm start\.\n$/);
    // The hint is no port of the bot's, even where that is the next one.
    const nextIsOurs = { PORTAL_PORT: ports.PORTAL_PORT, BOT_PORT: String(Number(ports.PORTAL_PORT) + 1) };
    const hinted = launch(['start'], nextIsOurs);
    expect(await hinted.ended()).toBe(1);
    const hint = /PORTAL_PORT=(\d+) npm start/.exec(hinted.said.err)?.[1];
    expect(Number(hint)).toBeGreaterThan(Number(nextIsOurs.BOT_PORT));
    const same = launch(['start'], { PORTAL_PORT: '3999', BOT_PORT: '3999' });
    expect({ code: await same.ended(), err: same.said.err }).toEqual({
      code: 2,
      err: 'PORTAL_PORT and BOT_PORT are both 3999: choose another one for the bot.\n',
    });
    const second = launch(['start'], { PORTAL_PORT: String(await freePort()), BOT_PORT: String(await freePort()) });
    expect(await second.ended()).toBe(1);
    expect(second.said.err).toMatch(/^The data in .+ is in use by process \d+: .+MONGODB_URI.+\n$/);
    // A command speaks to the database that runs.
    const doctor = await run('doctor');
    expect({ code: doctor.code, out: doctor.out }).toEqual({
      code: 0,
      out: expect.stringContaining('ok     Database'),
    });

    first.child.kill('SIGINT');
    expect(await first.ended()).toBe(0);
    expect(first.said.err).toBe('');
    await expect(fetch(`${portal}/healthz`)).rejects.toThrow();
    await expect(stat(join(home, 'database.lock'))).rejects.toThrow('ENOENT');

    const again = launch(['start'], ports);
    await again.says('Ctrl-C stops everything');
    expect(again.said.out).not.toMatch(/([a-z2-9]{4}-){4}/);
    // A lost password is replaced, while everything runs.
    const [, address = ''] = /npm run tandem -- user password (\S+@\S+)/.exec(again.said.out) ?? [];
    const replaced = await run('user', 'password', address);
    expect({ code: replaced.code, out: replaced.out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^Password, shown this once: ([a-z2-9]{4}-){4}[a-z2-9]{4}$/m),
    });
    expect((await run('user', 'password', 'nobody@example.test')).code).toBe(2);
    const verified = await run('audit', 'verify');
    expect(verified).toMatchObject({
      code: 0,
      out: expect.stringMatching(/entries; the chain holds\.\nHead: [0-9a-f]{64}\n$/),
    });
    expect(await readFile(join(home, 'secret'), 'utf8')).toBe(secret);
    again.child.kill('SIGTERM');
    expect(await again.ended()).toBe(0);
  }, 300_000);

  it('names each variable that is wrong, what was found and what is expected, and starts nothing', async () => {
    const { said, ended } = launch(['start'], { PORTAL_PORT: 'abc', TANDEM_SECRET: 'short' });
    expect(await ended()).toBe(2);
    expect(said.err).toMatch(/^PORTAL_PORT: found "abc"; expected .+$/m);
    expect(said.err).toMatch(/^TANDEM_SECRET: found a value of 5 characters; expected at least 32 characters$/m);
  });

  it('says that a named database does not answer, and the way out', async () => {
    const ports = { PORTAL_PORT: String(await freePort()), BOT_PORT: String(await freePort()) };
    const { said, ended } = launch(['start'], { ...ports, MONGODB_URI: 'mongodb://127.0.0.1:1/' });
    expect(await ended()).toBe(1);
    expect(said.err).toMatch(/^The database does not answer .+MONGODB_URI is right.+\n$/);
  });
});

describe('npm run tandem', () => {
  it('answers wrong usage and wrong input with 2', async () => {
    expect((await run('nonsense')).code).toBe(2);
    expect((await run('import')).code).toBe(2);
    const missing = await run('import', join(home, 'missing.csv'));
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('cannot be read (ENOENT)') });
    const twice = join(home, 'twice.csv');
    await writeFile(twice, 'email,Name,name\na@example.test,x,y\n');
    expect(await run('import', twice)).toMatchObject({ code: 2, err: expect.stringContaining('"name"') });
    expect((await run('user', 'add', '--email', 'a@b.test', '--name', 'A', '--role', 'king')).code).toBe(2);
    expect((await run('doctor', 'extra')).code).toBe(2);
    expect((await run('demo', join(home, 'missing.csv'))).code).toBe(2);
    expect((await run('audit', 'verify', '--head', 'abc')).code).toBe(2);
    expect((await run('audit', 'export', join(home, 'log.xml'), '--format', 'xml')).code).toBe(2);
  }, 180_000);

  it('imports a file with a report of what was refused, and nothing twice', async () => {
    const file = join(home, 'people.csv');
    await writeFile(
      file,
      '\ufeffMail,Geburtsjahr\nann@example.test,1970\n"not an address",1980\nbo@example.test,1990\n',
    );
    const args = ['import', file, '--map', 'Geburtsjahr=birth_year:number', '--consent-declared', 'sign-up form'];
    const first = await run(...args, '--address-column', 'Mail');
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('3 rows: 2 created') });
    expect(first.out).toContain('1 refused');
    const second = await run(...args, '--address-column', 'Mail');
    expect(second).toMatchObject({
      code: 0,
      out: expect.stringContaining('3 rows: 0 created, 0 updated, 2 unchanged, 1 refused'),
    });
  }, 120_000);
});

describe('npm run tandem -- demo', () => {
  const file = (): string => join(home, 'customers.tsv');
  const report = (out: string) => JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;

  it('shows the main job from end to end on a file, and imports nothing twice', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i + 1}\t${1955 + (i % 30)}\t${['PhD', 'Basic'][i % 2]}\t${49_990 + i}`,
    );
    await writeFile(file(), `ID\tYear_Birth\tEducation\tIncome\n${rows.join('\n')}\n`);
    const matching = rows.filter((row) => {
      const [, born, education, income] = row.split('\t');
      return education === 'PhD' && Number(born) >= 1960 && Number(born) <= 1980 && Number(income) > 50_000;
    }).length;

    const first = await run('demo', file());
    expect(first.err).toBe('');
    expect(first.code).toBe(0);
    const story = report(first.out);
    expect(story).toEqual({
      imported: 60,
      refused: 0,
      matching,
      eligible: matching,
      frozen: matching,
      outcomes: { submitted: matching },
      delivered: matching,
      opened: expect.any(Number),
      clicked: expect.any(Number),
      unsubscribed: 1,
      approvals: [
        { lane: 'marketing', platform: 'slack' },
        { lane: 'it', platform: 'teams' },
      ],
      closes: true,
    });
    expect(story.clicked).toBeGreaterThan(0);

    const second = await run('demo', file());
    expect(second.code).toBe(0);
    expect(report(second.out)).toMatchObject({
      imported: 0,
      matching,
      eligible: matching - 1,
      frozen: matching,
      outcomes: { suppressed: 1, submitted: matching - 1 },
      closes: true,
    });
  }, 240_000);
});
