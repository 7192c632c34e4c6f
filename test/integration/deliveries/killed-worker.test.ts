import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createLogger } from '../../../core/common/logger.ts';
import { readConfig } from '../../../core/config.ts';
import { createCore } from '../../../core/create-core.ts';
import { type MailgunStandIn, startMailgunStandIn } from '../../../core/local/stand-ins/mailgun-stand-in.ts';
import { CRASH_TIMING } from '../../faults/send-worker.ts';
import { approvedCampaign } from '../../support/approved-campaign.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

let standIn: MailgunStandIn;
let test: TestCore;
let id = '';

beforeEach(async () => {
  standIn = await startMailgunStandIn();
  test = await withTestCore({
    MAILGUN_API_KEY: standIn.apiKey,
    MAILGUN_DOMAIN: standIn.domain,
    MAILGUN_URL: standIn.url,
    MAILGUN_WEBHOOK_SIGNING_KEY: standIn.signingKey,
    SEND_BATCH_SIZE: '10',
    SEND_CONCURRENCY: '2',
  });
  ({ id } = await approvedCampaign(test.core, 45));
});
afterEach(async () => {
  await test.close();
  await standIn.close();
});

/** Runs a worker process until it kills itself at that point. */
const workerKilledAt = async (point: string, nth: number): Promise<void> => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/faults/send-worker.ts', point, String(nth)], {
    env: { PATH: process.env.PATH, ...test.env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
};

describe('a worker that is killed', () => {
  it.each([
    ['building', 1],
    ['before_start', 1],
    ['after_start', 1],
    ['before_post', 1],
    ['before_post', 3],
    ['during_post', 1],
    ['after_post', 1],
    ['after_post', 4],
    ['before_complete', 1],
    ['after_complete', 1],
    ['before_record', 1],
  ])('at %s (%i) loses nobody and sends nobody two mails', async (point, nth) => {
    if (point === 'during_post') standIn.fault({ kind: 'slow', ms: 500 }, 10);
    await workerKilledAt(point, nth);
    const inBetween = await test.core.deliveries.sum(id);
    if (inBetween !== undefined) expect(inBetween.closes).toBe(true);

    const next = await createCore(readConfig(test.env), {
      logger: createLogger('silent', 'next'),
      sendTiming: CRASH_TIMING,
    });
    const end = Date.now() + 40_000;
    const told = async () => (await next.campaigns.thread(id)).filter((entry) => entry.kind === 'results').length > 0;
    while (!(await told())) {
      if (Date.now() > end) throw new Error(JSON.stringify(await next.deliveries.sum(id)));
      await next.deliveries.work();
      await new Promise((resolve) => setTimeout(resolve, 30));
      // The line that tells the result is leased for half a minute; a test need not wait for that.
      if (point === 'before_record' && (await next.campaigns.byId(id))?.state === 'sent') break;
    }
    const sum = await next.deliveries.sum(id);
    await next.close();
    expect(sum).toMatchObject({ frozen: 45, closes: true, settled: true });
    expect(sum?.outcomes.submitted).toBe(45);
    const taken = standIn.log().map((mail) => mail.address);
    expect(taken).toHaveLength(45);
    expect(new Set(taken).size).toBe(45);
  });
});
