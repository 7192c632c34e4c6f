import { closeDatabase, type Database, openDatabase } from '../../../core/common/database-store.ts';
import { createLogger } from '../../../core/common/logger.ts';
import { type Core, createCore } from '../../../core/create-core.ts';
import { type MailgunStandIn, startMailgunStandIn } from '../../../core/local/stand-ins/mailgun-stand-in.ts';
import type { Actor } from '../../../core/people/staff.ts';
import { approvedCampaign, campaignToEverybody, turnBothKeys } from '../../support/approved-campaign.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { noNetwork } from '../../support/no-network.ts';

const PEOPLE = 30;

let standIn: MailgunStandIn;
let room: TestCore;
let one: Core;
/** Another process on the same database. */
let two: Core;
let database: Database;
let first: { id: string; author: Actor };

beforeAll(async () => {
  standIn = await startMailgunStandIn();
  room = await withTestCore({
    MAILGUN_API_KEY: standIn.apiKey,
    MAILGUN_DOMAIN: standIn.domain,
    MAILGUN_URL: standIn.url,
    MAILGUN_WEBHOOK_SIGNING_KEY: standIn.signingKey,
    SEND_BATCH_SIZE: '5',
    SEND_CONCURRENCY: '2',
  });
  one = room.core;
  two = await createCore(room.config, { logger: createLogger('silent', 'test'), ...noNetwork });
  database = await openDatabase(room.config.database.uri, room.config.database.name);
  first = await approvedCampaign(one, PEOPLE);
});
afterAll(async () => {
  await closeDatabase(database);
  await two.close();
  await room.close();
  await standIn.close();
});

/** Both processes look for work at the same time, until that is so. */
const bothWorkUntil = async (so: () => Promise<boolean>): Promise<void> => {
  const end = Date.now() + 45_000;
  do {
    await Promise.all([one, two].map(({ deliveries }) => deliveries.work()));
    if (Date.now() > end) throw new Error('it did not come about');
  } while (!(await so()));
};
const stateOf = async (id: string) => (await one.campaigns.byId(id))?.state;
const isSent = (id: string) => async () => (await stateOf(id)) === 'sent';
/** How often each address of a campaign was taken by the provider. */
const taken = (id: string): number[] => {
  const counts = new Map<string, number>();
  for (const { address, batchId } of standIn.log()) {
    if (batchId.startsWith(`${id}/`)) counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  return [...counts.values()];
};
const kindsOf = async (id: string) => (await one.campaigns.thread(id)).map(({ kind }) => kind);

/** One run, one start, one place and one mail for everybody. */
const expectOneRun = async (id: string): Promise<void> => {
  expect(await database.connection.collection('runs').countDocuments({ campaignId: id })).toBe(1);
  expect((await kindsOf(id)).filter((kind) => ['send_started', 'send_finished'].includes(kind))).toEqual([
    'send_started',
    'send_finished',
  ]);
  expect(await one.deliveries.sum(id)).toMatchObject({
    frozen: PEOPLE,
    closes: true,
    settled: true,
    outcomes: { submitted: PEOPLE },
  });
  expect(taken(id)).toEqual(Array(PEOPLE).fill(1));
};
const settled = (acts: Promise<unknown>[]) => Promise.allSettled(acts);

describe('a campaign has one run and everybody one mail', () => {
  it('where two processes start it at the same time', async () => {
    await bothWorkUntil(isSent(first.id));
    await expectOneRun(first.id);
  });

  it('where a late send is told "now" by two people while the alarm clock wakes both processes', async () => {
    const { id, author } = await campaignToEverybody(one);
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await database.connection
      .collection<{ _id: string }>('campaigns')
      .updateOne({ _id: id }, { $set: { startAt: anHourAgo } });
    await bothWorkUntil(async () => (await stateOf(id)) === 'held');
    const { actor: admin } = await aStaff(two, ['admin']);
    const acts = await settled([
      one.campaigns.resume(author, id),
      two.campaigns.resume(admin, id),
      bothWorkUntil(isSent(id)),
      bothWorkUntil(isSent(id)),
    ]);
    expect(acts.slice(2).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect((await kindsOf(id)).filter((kind) => kind === 'released')).toHaveLength(1);
    await expectOneRun(id);
  });

  it('where it is resumed in the moment it is halted: nothing leaves until both keys, and then nobody gets a second one', async () => {
    const { id, author } = await campaignToEverybody(one);
    const { actor: it } = await aStaff(two, ['it_reviewer']);
    const submit = one.provider.submit.bind(one.provider);
    Object.assign(one.provider, {
      submit: async (...input: Parameters<typeof submit>) => {
        await one.campaigns.pause(author, id).catch(() => undefined);
        return submit(...input);
      },
    });
    while ((await stateOf(id)) !== 'paused') await one.deliveries.work();
    Object.assign(one.provider, { submit });
    expect(taken(id).length).toBeLessThan(PEOPLE);

    const [halted] = await settled([
      two.campaigns.halt(it, id, 'the landing page is down'),
      one.campaigns.resume(author, id),
      one.deliveries.work(),
      two.deliveries.work(),
    ]);
    // Nobody can halt what everybody has got already.
    if (halted?.status === 'rejected') {
      await bothWorkUntil(isSent(id));
      return expectOneRun(id);
    }
    expect(await stateOf(id)).toBe('halted');
    await bothWorkUntil(async () => !(await one.deliveries.haltState(id)).halting);
    const left = taken(id).length;
    await Promise.all([one, two].map(({ deliveries }) => deliveries.work()));
    await expect(one.campaigns.resume(author, id)).rejects.toMatchObject({ code: 'campaign.illegal_move' });
    expect(taken(id)).toHaveLength(left);

    await turnBothKeys(two, id);
    await bothWorkUntil(isSent(id));
    await expectOneRun(id);
  });
});
