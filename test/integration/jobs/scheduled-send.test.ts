import { createLogger } from '../../../core/common/logger.ts';
import { readConfig } from '../../../core/config.ts';
import { type Core, createCore } from '../../../core/create-core.ts';
import { type MailgunStandIn, startMailgunStandIn } from '../../../core/local/stand-ins/mailgun-stand-in.ts';
import { approvedCampaign } from '../../support/approved-campaign.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

let standIn: MailgunStandIn;
let test: TestCore;
let others: Core[] = [];

beforeEach(async () => {
  standIn = await startMailgunStandIn();
  test = await withTestCore({
    MAILGUN_API_KEY: standIn.apiKey,
    MAILGUN_DOMAIN: standIn.domain,
    MAILGUN_URL: standIn.url,
    MAILGUN_WEBHOOK_SIGNING_KEY: standIn.signingKey,
    SEND_BATCH_SIZE: '20',
  });
});
afterEach(async () => {
  await Promise.all(others.map((core) => core.close()));
  others = [];
  await test.close();
  await standIn.close();
});

const another = async (): Promise<Core> => {
  const core = await createCore(readConfig(test.env), { logger: createLogger('silent', 'test') });
  others.push(core);
  return core;
};

const until = async (what: () => Promise<boolean>, limitMs = 50_000): Promise<void> => {
  const end = Date.now() + limitMs;
  while (!(await what())) {
    if (Date.now() > end) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

describe('an approved campaign', () => {
  it('is sent once by the alarm clock, whichever of three processes wakes first', async () => {
    const { core } = test;
    const { id } = await approvedCampaign(core, 130);
    await Promise.all([core, await another(), await another()].map((one) => one.jobs.start()));
    await until(async () => (await core.campaigns.byId(id))?.state === 'sent');
    await until(async () => (await core.campaigns.thread(id)).some((entry) => entry.kind === 'results'));

    const sum = await core.deliveries.sum(id);
    expect(sum).toMatchObject({ frozen: 130, closes: true, settled: true });
    expect(sum?.outcomes.submitted).toBe(130);
    const taken = standIn.log().map((mail) => mail.address);
    expect(taken).toHaveLength(130);
    expect(new Set(taken).size).toBe(130);
    expect(standIn.posts()).toBe(7);
    expect(standIn.log().every((mail) => !`${mail.subject}${mail.html}${mail.text}`.includes('%recipient.'))).toBe(
      true,
    );
    const kinds = (await core.campaigns.thread(id)).map((entry) => entry.kind);
    expect(kinds.filter((kind) => kind.startsWith('send_') || kind === 'results')).toEqual([
      'send_started',
      'send_finished',
      'results',
    ]);
  });

  it('starts at its time and not before', async () => {
    const { core } = test;
    // The next full minute would be too far away for a test: the schedule is typed to the minute, so the alarm is set by hand.
    await core.jobs.start();
    const at = new Date(Date.now() + 2_000);
    let woken = 0;
    const work = core.deliveries.work.bind(core.deliveries);
    Object.assign(core.deliveries, {
      work: (signal?: AbortSignal) => {
        if (Date.now() >= at.getTime()) woken ||= Date.now();
        return work(signal);
      },
    });
    await Promise.all([core.jobs.wakeAt(at), core.jobs.wakeAt(at), (await another()).jobs.wakeAt(at)]);
    await until(async () => woken > 0);
  });

  it('is left in order by a process that is told to stop', async () => {
    const { core } = test;
    const { id } = await approvedCampaign(core, 200);
    standIn.fault({ kind: 'slow', ms: 300 }, 4);
    await core.jobs.start();
    await until(async () => standIn.posts() > 0);
    await core.jobs.stop();
    const sum = await core.deliveries.sum(id);
    expect(sum?.outcomes.submitting).toBe(0);
    expect(sum?.closes).toBe(true);
    const next = await another();
    await next.jobs.start();
    await until(async () => (await next.campaigns.byId(id))?.state === 'sent');
    const taken = standIn.log().map((mail) => mail.address);
    expect(new Set(taken).size).toBe(200);
    expect(taken).toHaveLength(200);
  });
});
