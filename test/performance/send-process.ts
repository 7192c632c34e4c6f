import { setTimeout as delay } from 'node:timers/promises';
import FormData from 'form-data';
import Mailgun from 'mailgun.js';
import { createLogger } from '../../core/common/logger.ts';
import { growHeapSlowly } from '../../core/common/slow-heap.ts';
import { readConfig } from '../../core/config.ts';
import { type Core, createCore } from '../../core/create-core.ts';
import type { OutgoingBatch } from '../../core/mail/email-provider.ts';
import { noNetwork } from '../support/no-network.ts';

/** What one sender came to; one line of JSON on standard output. */
export interface SendFigures {
  readonly seconds: number;
  /** Of this process while it sent. */
  readonly cpuSeconds: number;
  /** The most that this process ever held, its start included. */
  readonly peakMb: number;
  /** Recipients posted: by the bare loop perhaps fewer than there are. */
  readonly recipients: number;
}

/** What the bare loop posts at most: it holds all of it in memory. */
const BARE_BATCHES = 100;

const measure = async (work: () => Promise<number>): Promise<SendFigures> => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const recipients = await work();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds,
    cpuSeconds: (user + system) / 1_000_000,
    peakMb: Math.round(process.resourceUsage().maxRSS / 1_024),
    recipients,
  };
};

/** From the freezing of the audience until the sum is closed. */
const sendRun = async (core: Core, campaignId: string): Promise<number> => {
  await core.deliveries.work();
  while ((await core.deliveries.run(campaignId))?.phase !== 'finished') {
    await delay(20);
    await core.deliveries.work();
  }
  return (await core.deliveries.sum(campaignId))?.outcomes.submitted ?? 0;
};

/** The same batches by mailgun.js alone: no database, nothing remembered, nothing proved. */
const bare = async (core: Core, campaignId: string): Promise<SendFigures> => {
  const { config } = core;
  if (config.mail.kind !== 'mailgun') throw new Error('the bare loop needs Mailgun');
  const { apiKey, domain, url } = config.mail;
  const left: OutgoingBatch[] = [];
  Object.assign(core.provider, {
    submit: async (batch: OutgoingBatch) => {
      if (left.length < BARE_BATCHES) left.push(batch);
      return { kind: 'accepted', providerId: batch.messageId };
    },
  });
  await sendRun(core, campaignId);
  const client = new Mailgun.default(FormData).client({ username: 'api', key: apiKey, url });
  const loop = async (): Promise<void> => {
    for (let batch = left.shift(); batch !== undefined; batch = left.shift()) {
      await client.messages.create(domain, {
        from: batch.from,
        to: batch.recipients.map(({ address }) => address).join(','),
        subject: batch.subject,
        html: batch.html,
        text: batch.text,
        'h:Reply-To': batch.replyTo,
        'recipient-variables': `{${batch.recipients.map((one) => `"${one.address}":${one.variables}`).join(',')}}`,
      });
    }
  };
  const recipients = left.reduce((sum, batch) => sum + batch.recipients.length, 0);
  return measure(async () => {
    await Promise.all(Array.from({ length: config.sending.concurrency }, loop));
    return recipients;
  });
};

const [kind = '', campaignId = ''] = process.argv.slice(2);
// As a worker does.
growHeapSlowly();
const config = readConfig(process.env);
const core = await createCore(config, { logger: createLogger(config.logLevel, 'sender'), ...noNetwork });
// What preflight looks at comes before the audience is frozen; a send that begins at once does not look again.
await core.campaigns.beforeLaunch(campaignId);
const figures = kind === 'bare' ? await bare(core, campaignId) : await measure(() => sendRun(core, campaignId));
process.stdout.write(`${JSON.stringify(figures)}\n`);
await core.close();
