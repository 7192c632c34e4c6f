import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Content } from '../../core/campaigns/campaign.ts';
import type { Core } from '../../core/create-core.ts';
import { systemActor } from '../../core/people/staff.ts';
import { campaignToEverybody } from '../support/approved-campaign.ts';
import { type TestCore, withTestCore } from '../support/core.ts';
import { ROOT } from '../support/files-under.ts';
import startDatabase from '../support/global-setup.ts';
import stopDatabase from '../support/global-teardown.ts';
import { print, say } from './report.ts';
import type { SendFigures } from './send-process.ts';

const CONTACTS = 100_000;
/** Once, after the others: time and memory are to be in proportion. */
const MANY = 1_000_000;
/** No single sender is waited for longer, whatever is wrong with it. */
const LONGEST_RUN_MS = 15 * 60_000;
/** How long the stand-in takes for an answer, in ms. */
const LATENCIES = [0, 100] as const;
/** The stand-in's. */
const DOMAIN = 'mg.example.test';
const HTML_BYTES = 20_000;
const VARIABLES = ['first_name', 'last_name', 'city', 'plan', 'points'] as const;

type Account = Record<'url' | 'apiKey' | 'domain' | 'signingKey', string>;

const child = (script: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
  // With this process's own flags, so that `--cpu-prof` reaches it.
  spawn(process.execPath, [...process.execArgv, join(ROOT, 'test/performance', script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  });

const startMailgun = async (latencyMs: number): Promise<{ account: Account; stop: () => Promise<void> }> => {
  const started = child('mailgun-process.ts', [String(latencyMs)]);
  const [line] = (await once(createInterface({ input: started.stdout }), 'line')) as [string];
  return {
    account: JSON.parse(line) as Account,
    stop: async () => {
      const ended = once(started, 'exit');
      started.stdin.end();
      await ended;
    },
  };
};

const sendBy = async (kind: 'ours' | 'bare', campaignId: string, env: NodeJS.ProcessEnv): Promise<SendFigures> => {
  const sender = child('send-process.ts', [kind, campaignId], env);
  const late = setTimeout(() => sender.kill('SIGKILL'), LONGEST_RUN_MS);
  const lines: string[] = [];
  createInterface({ input: sender.stdout }).on('line', (line) => lines.push(line));
  await once(sender, 'close');
  clearTimeout(late);
  const said = lines.at(-1);
  if (said === undefined) throw new Error(`the sender ended without a figure: ${kind}, ${campaignId}`);
  return JSON.parse(said) as SendFigures;
};

const importPeople = async (core: Core, people: number): Promise<void> => {
  const rows = function* () {
    yield `email,${VARIABLES.join(',')}\n`;
    for (let i = 0; i < people; i += 1) {
      yield `person.${i}@example.test,Jiyeon ${i % 977},Kim ${i % 613},Seoul ${i % 25},plan ${i % 4},${i % 10_000}\n`;
    }
  };
  const { id } = await core.contacts.queueImport(systemActor('bench'), {
    fileName: 'people.csv',
    content: Readable.from(rows()),
    mapping: {
      columns: {
        email: { to: 'address' },
        ...Object.fromEntries(VARIABLES.map((name) => [name, { to: 'attribute', label: name, type: 'text' } as const])),
      },
      consent: { kind: 'declared', source: 'bench' },
    },
  });
  await core.contacts.runImport(id);
};

/** Five variables and a link, made about 20 KB of HTML by plain paragraphs. */
const content = (): Partial<Content> => {
  const reads = VARIABLES.map((name) => `{{ contact.${name} | default: "–" }}`);
  const filler = `<p>${'A sentence of the length that people write in mails. '.repeat(4)}</p>`;
  const paragraphs = filler.repeat(Math.ceil((HTML_BYTES - 5_000) / filler.length));
  const source = `<mjml><mj-body><mj-section><mj-column><mj-text>
    <p>Hello ${reads.join(' ')}, <a href="https://www.example.com/offer">the offer</a> is here.</p>${paragraphs}
  </mj-text></mj-column></mj-section></mj-body></mjml>`;
  return { subject: 'An offer', body: { kind: 'mjml', source } };
};

const rateOf = ({ recipients, seconds }: SendFigures): number => recipients / seconds;

const total = (all: readonly SendFigures[], pick: (figures: SendFigures) => number): number =>
  all.reduce((sum, figures) => sum + pick(figures), 0);

/** Runs of one audience against a stand-in that answers after `latencyMs`, ours and the bare loop in turns. */
const sendTo = async (
  { core, env }: Pick<TestCore, 'core' | 'env'>,
  people: number,
  latencyMs: number,
  runs: number,
): Promise<void> => {
  const { account, stop } = await startMailgun(latencyMs);
  const own: SendFigures[] = [];
  const bare: SendFigures[] = [];
  const processEnv = {
    ...process.env,
    ...env,
    MAILGUN_API_KEY: account.apiKey,
    MAILGUN_DOMAIN: account.domain,
    MAILGUN_URL: account.url,
    MAILGUN_WEBHOOK_SIGNING_KEY: account.signingKey,
  };
  const run = async (kind: 'ours' | 'bare'): Promise<SendFigures> => {
    const { id } = await campaignToEverybody(core, { content: content() });
    const figures = await sendBy(kind, id, processEnv);
    const sum = await core.deliveries.sum(id);
    if (sum?.outcomes.submitted !== people || !sum.closes) throw new Error(`not all submitted: ${JSON.stringify(sum)}`);
    return figures;
  };
  for (let n = 1; n <= runs; n += 1) {
    own.push(await run('ours'));
    bare.push(await run('bare'));
    say(`send: ${latencyMs} ms, run ${n} of ${runs}: ${JSON.stringify({ own: own.at(-1), bare: bare.at(-1) })}`);
  }
  print({
    bench: 'send',
    case: `freeze to closed sum, ${people} contacts, answers after ${latencyMs} ms`,
    unit: 'recipients/s',
    rates: own.map(rateOf),
    reference: { name: 'mailgun.js loop without a database', rates: bare.map(rateOf) },
    cpuSeconds: total(own, ({ cpuSeconds }) => cpuSeconds) / own.length,
    rssMb: Math.max(...own.map(({ peakMb }) => peakMb)),
  });
  await stop();
};

/**
 * From the freezing of an audience until its sum is closed: recipients in a second, by one sender in a process of its
 * own, in turns with a loop that only posts the same batches through mailgun.js. At full scale, and only there, a million
 * once as well; each audience on a database of its own.
 */
export const send = async (scale: number): Promise<void> => {
  const people = Math.max(1_000, Math.round(CONTACTS * scale));
  const audiences =
    scale === 1
      ? [
          { people, latencies: LATENCIES, runs: 3 },
          { people: MANY, latencies: [100], runs: 1 },
        ]
      : [{ people, latencies: LATENCIES, runs: 1 }];
  await startDatabase();
  try {
    for (const audience of audiences) {
      const world = await withTestCore({ MAIL_FROM_DOMAIN: DOMAIN });
      try {
        say(`send: ${audience.people} contacts are imported`);
        await importPeople(world.core, audience.people);
        for (const latencyMs of audience.latencies) await sendTo(world, audience.people, latencyMs, audience.runs);
      } finally {
        await world.close();
      }
    }
  } finally {
    await stopDatabase();
  }
};
