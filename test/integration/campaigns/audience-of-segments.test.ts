import { randomBytes } from 'node:crypto';
import { differenceLines } from '../../../core/campaigns/differences.ts';
import { createContactStore } from '../../../core/contacts/contact-store.ts';
import { systemActor } from '../../../core/people/staff.ts';
import type { Rule } from '../../../core/segments/rule.ts';
import { type CampaignRoom, openCampaignRoom } from './campaign-room.ts';

let room: CampaignRoom;
beforeAll(async () => {
  room = await openCampaignRoom();
  // p0 … p11; vip is 1 for the odd ones; every third (p0, p3, p6, p9) has no first name.
  await room.importPeople(12);
});
afterAll(() => room.close());

const aSegment = (name: string, rule: unknown) =>
  room.segments.create(SYSTEM, { name: `${name} ${randomBytes(3).toString('hex')}`, rule });
const SYSTEM = systemActor('test');
const VIP = { kind: 'number', attribute: 'vip', op: 'eq', value: 1 };
const NAMELESS = { kind: 'presence', attribute: 'first_name', op: 'empty' };

const addresses = async (rule: unknown): Promise<string[]> => {
  const found: string[] = [];
  for await (const some of room.segments.everyone(rule as Rule)) {
    found.push(...some.map(({ address }) => address?.split('@')[0] ?? ''));
  }
  return found.sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
};

describe('a campaign for several segments', () => {
  test('reaches everybody in any of the included and in none of the excluded, each person once', async () => {
    const [vips, nameless, firstTwo] = await Promise.all([
      aSegment('VIP', VIP),
      aSegment('Nameless', NAMELESS),
      aSegment('First two', {
        kind: 'any',
        rules: ['Name 1', 'Name 2'].map((value) => ({ kind: 'text', attribute: 'first_name', op: 'is', value })),
      }),
    ]);
    const audience = { segmentId: vips.id, alsoIds: [nameless.id, vips.id], exceptIds: [firstTwo.id] };
    expect(await room.campaigns.countAudience({ audience })).toMatchObject({ matching: 7, eligible: 7 });
    const { approved } = await room.aScheduled({ audience });
    expect(await addresses(approved?.segment.rule)).toEqual(['p0', 'p3', 'p5', 'p6', 'p7', 'p9', 'p11']);
    expect(approved).toMatchObject({
      matching: 7,
      segment: { name: `${vips.name} + ${nameless.name} − ${firstTwo.name}` },
    });
  });

  test('an edit that excludes a segment, and a new rule of an excluded one, void the marketing key alone', async () => {
    const [everybody, staff] = await Promise.all([
      aSegment('Everybody', { kind: 'all', rules: [] }),
      aSegment('Staff', VIP),
    ]);
    const draft = await room.aDraft({ audience: { segmentId: everybody.id } });
    await room.campaigns.submit(room.author, draft.id);
    const hashes = async () => (await room.approvals.current(draft.id))?.laneHashes;
    const before = await hashes();
    const { revision } = (await room.campaigns.byId(draft.id)) ?? { revision: 0 };
    await room.campaigns.edit(room.author, draft.id, { revision, audience: { exceptIds: [staff.id] } });
    const excluded = await hashes();
    expect(excluded?.it).toBe(before?.it);
    expect(excluded?.marketing).not.toBe(before?.marketing);
    await room.segments.update(SYSTEM, staff.id, { name: staff.name, rule: NAMELESS, version: staff.version });
    await room.campaigns.settleAll();
    expect((await hashes())?.marketing).not.toBe(excluded?.marketing);
    const edits = (await room.campaigns.thread(draft.id)).filter(({ kind }) => kind === 'edited');
    expect(edits.map(({ data }) => data.fields)).toEqual(['audience.exceptIds', 'audience.segmentId']);
    expect(edits[0]?.data).toMatchObject({ oldMatching: 12, newMatching: 6 });
  });

  test('a change of the sending rules voids the marketing key of what is in review, and nothing of what is approved', async () => {
    const approved = await room.aScheduled();
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    await room.decide(room.marketing, draft.id, 'marketing');
    const before = await room.approvals.current(draft.id);
    const cap = { mails: 2, days: 7 };
    const rules = { cap, quietHours: null, zoneAttribute: null, latenessMinutes: 15 };
    await room.rules.save(SYSTEM, rules, 0);
    const after = await room.approvals.current(draft.id);
    expect(after?.laneHashes.it).toBe(before?.laneHashes.it);
    expect(after?.laneHashes.marketing).not.toBe(before?.laneHashes.marketing);
    expect((await room.campaigns.thread(draft.id)).map(({ kind }) => kind)).toContain('approval_voided');
    expect((await room.campaigns.byId(draft.id))?.state).toBe('in_review');
    expect(await room.campaigns.move(SYSTEM, approved.id, 'start', { from: 'scheduled' })).toMatchObject({
      state: 'sending',
      approved: { limits: { cap: null } },
    });
    await room.rules.save(SYSTEM, { ...rules, cap: null }, 1);
  });

  test('a topic is part of its audience: whoever refused it is not eligible, and another one voids the marketing key alone', async () => {
    const text = (en: string, ko: string) => ({ en, ko });
    const topic = (id: string, ko: string, archived = false) =>
      ({ id, name: text(id, ko), about: text('', ''), archived }) as const;
    room.offered.splice(0, 9, topic('News', '소식'), topic('Tea', '차'), topic('Old', '옛것', true));
    const store = createContactStore(room.database);
    const refused = await room.contacts.byAddress('p1@example.test');
    await store.update(refused?.id ?? '', { 'topics.News': { status: 'refused', at: new Date() } }, []);
    const everybody = await aSegment('Everybody', { kind: 'all', rules: [] });
    const about = (topicId: string) => ({ segmentId: everybody.id, topicId });
    expect(await room.campaigns.countAudience({ audience: about('News') })).toMatchObject({
      matching: 12,
      eligible: 11,
      reasons: { no_consent: 1 },
    });
    expect(await room.campaigns.countAudience({ audience: about('Tea') })).toMatchObject({ eligible: 12 });
    for (const wrong of ['Old', 'none']) {
      await expect(room.aDraft({ audience: about(wrong) })).rejects.toMatchObject({
        issues: [{ field: 'audience.topicId' }],
      });
    }
    const draft = await room.aDraft({ audience: about('News') });
    await room.campaigns.submit(room.author, draft.id);
    const before = await room.approvals.current(draft.id);
    const { revision } = (await room.campaigns.byId(draft.id)) ?? { revision: 0 };
    await room.campaigns.edit(room.author, draft.id, { revision, audience: { topicId: 'Tea' } });
    const after = await room.approvals.current(draft.id);
    expect(after?.laneHashes.it).toBe(before?.laneHashes.it);
    expect(after?.laneHashes.marketing).not.toBe(before?.laneHashes.marketing);
    const [edit] = (await room.campaigns.thread(draft.id)).filter(({ kind }) => kind === 'edited');
    expect(differenceLines(edit?.data ?? {})).toEqual([{ en: 'Topic: News → Tea', ko: '주제: 소식 → 차' }]);
    room.offered.splice(1, 1, topic('Tea', '차', true));
    expect((await room.campaigns.view(draft.id))?.problems.map(({ field }) => field)).toContain('audience.topicId');
    const { id } = await room.aScheduled({ audience: about('News') });
    for (const event of ['start', 'complete'] as const) await room.campaigns.move(SYSTEM, id, event);
    const again = await room.campaigns.resend(room.author, id, { event: 'opened' });
    const missed = { campaignId: id, event: 'opened' };
    expect(again.audience).toEqual({ segmentId: null, topicId: 'News', missed });
    const copy = await room.campaigns.duplicate(room.author, draft.id);
    await expect(room.campaigns.submit(room.author, copy.id)).rejects.toMatchObject({
      issues: [{ field: 'audience.topicId' }],
    });
  });

  test('none of its segments can be deleted while it is not over', async () => {
    const [one, also, except] = await Promise.all([aSegment('A', VIP), aSegment('B', NAMELESS), aSegment('C', VIP)]);
    const draft = await room.aDraft({ audience: { segmentId: one.id, alsoIds: [also.id], exceptIds: [except.id] } });
    for (const { id } of [one, also, except]) {
      expect((await room.campaigns.withSegment(id)).map((campaign) => campaign.id)).toEqual([draft.id]);
    }
    await room.campaigns.cancel(room.author, draft.id);
    expect(await room.campaigns.withSegment(except.id)).toEqual([]);
  });

  test('names the field in which a segment is none, and one that is included and excluded', async () => {
    const one = await aSegment('D', VIP);
    await expect(room.aDraft({ audience: { segmentId: one.id, exceptIds: ['none'] } })).rejects.toMatchObject({
      issues: [{ field: 'audience.exceptIds' }],
    });
    await expect(room.aDraft({ audience: { segmentId: one.id, alsoIds: [{ $ne: '' }] } })).rejects.toMatchObject({
      issues: [{ field: 'audience.alsoIds.0' }],
    });
    const draft = await room.aDraft({ audience: { segmentId: one.id, exceptIds: [one.id] } });
    expect((await room.campaigns.view(draft.id))?.problems.map(({ field }) => field)).toContain('audience.exceptIds');
  });
});
