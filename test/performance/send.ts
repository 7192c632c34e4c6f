import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import FormData from 'form-data';
import Mailgun from 'mailgun.js';
import type { OutgoingBatch } from '../../core/mail/email-provider.ts';
import { approvedCampaign } from '../support/approved-campaign.ts';
import { withTestCore } from '../support/core.ts';
import { ROOT } from '../support/files-under.ts';
import startDatabase from '../support/global-setup.ts';
import stopDatabase from '../support/global-teardown.ts';
import { print, rateOf, say } from './report.ts';

const RUNS = 3;
const CONTACTS = 20_000;
const BATCH_SIZE = 500;
const AT_ONCE = 4;

type Account = Record<'url' | 'apiKey' | 'domain' | 'signingKey', string>;

const startMailgun = async (): Promise<{ account: Account; stop: () => Promise<void> }> => {
  const script = join(ROOT, 'test/performance/mailgun-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    account: JSON.parse(line) as Account,
    stop: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
};

/** One approved campaign to `people` contacts, from freezing the audience until the sum of submitted mail closes. */
const ours = async (account: Account, people: number) => {
  const { core, close } = await withTestCore({
    MAILGUN_API_KEY: account.apiKey,
    MAILGUN_DOMAIN: account.domain,
    MAILGUN_URL: account.url,
    MAILGUN_WEBHOOK_SIGNING_KEY: account.signingKey,
    SEND_BATCH_SIZE: String(BATCH_SIZE),
    SEND_CONCURRENCY: String(AT_ONCE),
  });
  try {
    const batches: OutgoingBatch[] = [];
    const submit = core.provider.submit.bind(core.provider);
    Object.assign(core.provider, {
      submit: (batch: OutgoingBatch) => {
        batches.push(batch);
        return submit(batch);
      },
    });
    const { id } = await approvedCampaign(core, people);
    const measured = await rateOf(people, async () => {
      await core.deliveries.work();
      while ((await core.deliveries.run(id))?.phase !== 'finished') {
        await delay(20);
        await core.deliveries.work();
      }
    });
    const sum = await core.deliveries.sum(id);
    if (sum?.outcomes.submitted !== people) throw new Error(`not everybody was submitted: ${JSON.stringify(sum)}`);
    return { ...measured, batches };
  } finally {
    await close();
  }
};

/** The same batches by mailgun.js alone: no database, nothing remembered, nothing proved. */
const bare = async (account: Account, batches: readonly OutgoingBatch[], people: number) => {
  const client = new Mailgun.default(FormData).client({ username: 'api', key: account.apiKey, url: account.url });
  const left = [...batches];
  const loop = async (): Promise<void> => {
    for (let batch = left.shift(); batch !== undefined; batch = left.shift()) {
      await client.messages.create(account.domain, {
        from: batch.from,
        to: batch.recipients.map(({ address }) => address).join(','),
        subject: batch.subject,
        html: batch.html,
        text: batch.text,
        'h:Reply-To': batch.replyTo,
        'recipient-variables': JSON.stringify(
          Object.fromEntries(batch.recipients.map(({ address, variables }) => [address, variables])),
        ),
      });
    }
  };
  return rateOf(people, async () => {
    await Promise.all(Array.from({ length: AT_ONCE }, loop));
  });
};

/** Mails that are frozen, sent and accounted for in a second, beside a loop that only posts the same batches. */
export const send = async (scale: number): Promise<void> => {
  const people = Math.max(BATCH_SIZE, Math.round(CONTACTS * scale));
  await startDatabase();
  const mailgun = await startMailgun();
  try {
    const own: number[] = [];
    const reference: number[] = [];
    let cpuSeconds = 0;
    for (let run = 1; run <= RUNS; run += 1) {
      say(`send: ${people} contacts, run ${run} of ${RUNS}`);
      const measured = await ours(mailgun.account, people);
      own.push(measured.rate);
      cpuSeconds += measured.cpuSeconds;
      reference.push((await bare(mailgun.account, measured.batches, people)).rate);
    }
    print({
      bench: 'send',
      case: `freeze to submitted, ${people} contacts, batches of ${BATCH_SIZE}, ${AT_ONCE} at once`,
      unit: 'mails/s',
      rates: own,
      reference: { name: 'mailgun.js loop without a database, same stand-in', rates: reference },
      cpuSeconds,
    });
  } finally {
    await mailgun.stop();
    await stopDatabase();
  }
};
