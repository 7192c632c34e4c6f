import type { LinkAnswer } from '../../../core/campaigns/preflight/preflight-service.ts';
import { makeLinkToken, NOBODYS_LINK } from '../../../core/deliveries/link-token.ts';
import { type Actor, systemActor } from '../../../core/people/staff.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { found, withLinks } from '../../support/link-answers.ts';
import { noNetwork } from '../../support/no-network.ts';
import { eventually } from '../../support/slack-room.ts';

const DEAD = 'https://shop.kr/dead';
let room: TestCore;
let author: Actor;
let marketing: Actor;
let it_: Actor;
let segmentId: string;
/** What every answer waits for. */
let held: Promise<void> = Promise.resolve();
let answer: (url: string) => LinkAnswer = (url) => found(url);

beforeAll(async () => {
  room = await withTestCore({}, { lookup: noNetwork.lookup, probe: { probe: (url) => held.then(() => answer(url)) } });
  author = (await aStaff(room.core, ['marketer'])).actor;
  marketing = (await aStaff(room.core, ['marketing_reviewer'])).actor;
  it_ = (await aStaff(room.core, ['it_reviewer'])).actor;
  const { Readable } = await import('node:stream');
  const queued = await room.core.contacts.queueImport(systemActor('test'), {
    fileName: 'p.csv',
    content: Readable.from([Buffer.from('email\na@example.test\nb@example.test\n')]),
    mapping: { columns: { email: { to: 'address' } }, consent: { kind: 'declared', source: 'test' } },
  });
  await room.core.contacts.runImport(queued.id);
  const segment = await room.core.segments.create(systemActor('test'), {
    name: 'everybody',
    rule: { kind: 'all', rules: [] },
  });
  segmentId = segment.id;
});
afterAll(() => room.close());
beforeEach(() => {
  held = Promise.resolve();
  answer = (url) => found(url);
});

const dead = (url: string): LinkAnswer => found(url, url === DEAD ? { status: 404 } : {});

const aSubmitted = async (): Promise<string> => {
  const draft = await room.core.campaigns.create(author, {
    name: 'Spring',
    starter: 'announcement',
    brief: { goal: 'More visits' },
    content: withLinks(DEAD),
    audience: { segmentId },
  });
  await room.core.campaigns.submit(author, draft.id);
  return draft.id;
};

const decide = async (actor: Actor, id: string, lane: 'marketing' | 'it') => {
  const cycle = await room.core.approvals.current(id);
  return room.core.campaigns.decide(actor, {
    subjectId: id,
    cycle: cycle?.number ?? 0,
    lane,
    laneHash: cycle?.laneHashes[lane] ?? '',
    kind: 'approve',
    comment: '',
  });
};
const inADay = (): Date => new Date(Date.now() + 86_400_000);
const kinds = async (id: string) => (await room.core.campaigns.thread(id)).map(({ kind }) => kind);

describe('a campaign in review', () => {
  it('has its report as soon as it is submitted, and a new one after an edit', async () => {
    const id = await aSubmitted();
    const { campaigns } = room.core;
    const before = await campaigns.preflight(id);
    expect(before?.blocking).toEqual([]);
    expect(await kinds(id)).toEqual(['created', 'submitted', 'preflight']);

    const { revision } = (await campaigns.byId(id)) ?? { revision: 0 };
    answer = dead;
    await campaigns.edit(author, id, { revision, content: { subject: 'Another' } });
    const after = await campaigns.preflight(id);
    expect(after?.report.contentKey).not.toBe(before?.report.contentKey);
    expect(after?.blocking.map(({ cause }) => cause)).toEqual(['link.status_404']);
  });

  it('gets no key of IT while a red item stands, whatever marketing decides; a waiver or a mended page lets it', async () => {
    answer = dead;
    const id = await aSubmitted();
    const { campaigns } = room.core;
    await decide(marketing, id, 'marketing');
    await expect(decide(it_, id, 'it')).rejects.toMatchObject({
      code: 'preflight.red',
      text: { en: expect.stringContaining(DEAD), ko: expect.stringContaining(DEAD) },
    });
    const [item] = (await campaigns.preflight(id))?.blocking ?? [];
    await campaigns.waive(it_, { campaignId: id, itemId: item?.id ?? '', reason: 'opens on Monday', until: inADay() });
    expect((await decide(it_, id, 'it')).campaign.state).toBe('scheduled');

    const other = await aSubmitted();
    await decide(marketing, other, 'marketing');
    answer = (url) => found(url);
    await campaigns.checkAgain(it_, other);
    expect((await decide(it_, other, 'it')).campaign.state).toBe('scheduled');
    expect(await kinds(other)).toContain('preflight');
  });

  it('whose process died before the checks gets them from the next round', async () => {
    const { campaigns } = room.core;
    const id = await aSubmitted();
    const [database] = [room.core.sessionClient().db(room.config.database.name)];
    await database.collection('preflight_reports').deleteMany({ campaignId: id });
    await expect(decide(it_, id, 'it')).rejects.toMatchObject({ code: 'preflight.running', retrySafe: true });
    await campaigns.settleAll();
    await decide(it_, id, 'it');
  });
});

describe('a campaign in review whose segment is changed', () => {
  it('is checked anew at once: the key waits for that report alone, not for the next round', async () => {
    const { campaigns, segments } = room.core;
    const id = await aSubmitted();
    await decide(marketing, id, 'marketing');
    const before = await campaigns.preflight(id);
    let pass = (): void => {};
    const gate = new Promise<void>((resolve) => {
      pass = resolve;
    });
    held = gate;
    const segment = await segments.byId(segmentId);
    const rule = { kind: 'any', rules: [{ kind: 'all', rules: [] }] };
    await segments.update(systemActor('test'), segmentId, { name: 'everybody', rule, version: segment?.version ?? 0 });
    // Marketing's approval was of other people; IT's lane stands, and its evidence is on its way.
    expect(await kinds(id)).toEqual(expect.arrayContaining(['approval_voided', 'edited']));
    await expect(decide(it_, id, 'it')).rejects.toMatchObject({ code: 'preflight.running', retrySafe: true });
    pass();
    const after = await campaigns.preflightFinished(id);
    expect(after?.report.contentKey).not.toBe(before?.report.contentKey);
    expect((await kinds(id)).filter((kind) => kind === 'preflight')).toHaveLength(2);
    await decide(it_, id, 'it');
  });

  it('whose checks were lost gets them from whoever asks: the page, or the key that had to wait', async () => {
    const { campaigns } = room.core;
    const id = await aSubmitted();
    const reports = room.core.sessionClient().db(room.config.database.name).collection('preflight_reports');
    await reports.deleteMany({ campaignId: id });
    expect((await campaigns.preflightFinished(id))?.blocking).toEqual([]);
    await reports.deleteMany({ campaignId: id });
    await expect(decide(it_, id, 'it')).rejects.toMatchObject({ code: 'preflight.running' });
    await eventually('a report', () => campaigns.preflight(id));
    await decide(it_, id, 'it');
  });
});

describe('a campaign whose time has come', () => {
  it('is held where the checks find something red, with its words, and goes on once that is mended', async () => {
    const { campaigns, deliveries } = room.core;
    const id = await aSubmitted();
    await decide(marketing, id, 'marketing');
    await decide(it_, id, 'it');
    answer = dead;
    await deliveries.work();
    const held = await campaigns.byId(id);
    expect(held).toMatchObject({ state: 'held', heldBy: 'preflight' });
    expect(held?.reason?.en).toContain(DEAD);
    expect(held?.reason?.ko).toContain(DEAD);

    await campaigns.resume(author, id);
    await deliveries.work();
    expect(await campaigns.byId(id)).toMatchObject({ state: 'held', heldBy: 'preflight' });

    answer = (url) => found(url);
    await campaigns.resume(author, id);
    await deliveries.work();
    expect((await campaigns.byId(id))?.state).toBe('sent');
  });
});

describe('the link of nobody', () => {
  it('shows its page and unsubscribes nobody', async () => {
    const { tracking, hash } = room.core;
    const token = makeLinkToken(hash, NOBODYS_LINK);
    expect(await tracking.unsubscribePage(token)).toMatchObject({ already: false });
    const request = { method: 'POST', userAgent: 'test', network: 'test', oneClick: true };
    expect(await tracking.unsubscribe(token, request)).toBeUndefined();
  });
});
