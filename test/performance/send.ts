import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Content } from '../../core/campaigns/campaign.ts';
import type { Core } from '../../core/create-core.ts';
import { systemActor } from '../../core/people/staff.ts';
import { campaignToEverybody } from '../support/approved-campaign.ts';
import { withTestCore } from '../support/core.ts';
import { ROOT } from '../support/files-under.ts';
import startDatabase from '../support/global-setup.ts';
import stopDatabase from '../support/global-teardown.ts';
import { print, say } from './report.ts';
import type { SendFigures } from './send-process.ts';

const CONTACTS = 100_000;
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
  const [[line]] = (await Promise.all([
    once(createInterface({ input: sender.stdout }), 'line'),
    once(sender, 'exit'),
  ])) as [[string], unknown];
  return JSON.parse(line) as SendFigures;
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

const total = (all: readonly SendFigures[], pick: (figures: SendFigures) => number): number =>
  all.reduce((sum, figures) => sum + pick(figures), 0);

/**
 * From the freezing of an audience until its sum is closed: recipients in a second, by one sender in a process of its
 * own, in turns with a loop that only posts the same batches through mailgun.js.
 */
export const send = async (scale: number): Promise<void> => {
  const people = Math.max(1_000, Math.round(CONTACTS * scale));
  /** Once where it is a quick look, or a long one. */
  const runs = scale === 1 ? 3 : 1;
  await startDatabase();
  const { core, env, close } = await withTestCore({ MAIL_FROM_DOMAIN: DOMAIN });
  try {
    say(`send: ${people} contacts are imported`);
    await importPeople(core, people);
    for (const latencyMs of LATENCIES) {
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
        if (sum?.outcomes.submitted !== people || !sum.closes)
          throw new Error(`not all submitted: ${JSON.stringify(sum)}`);
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
        rates: own.map(({ seconds }) => people / seconds),
        reference: { name: 'mailgun.js loop without a database', rates: bare.map(({ seconds }) => people / seconds) },
        cpuSeconds: total(own, ({ cpuSeconds }) => cpuSeconds) / own.length,
        rssMb: Math.max(...own.map(({ peakMb }) => peakMb)),
      });
      await stop();
    }
  } finally {
    await close();
    await stopDatabase();
  }
};
