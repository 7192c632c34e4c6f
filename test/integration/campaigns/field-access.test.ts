import { InvalidInput } from '../../../core/common/errors.ts';
import type { FieldRequest } from '../../../core/contacts/field-access/field-access.ts';
import { type Actor, actorId, systemActor } from '../../../core/people/staff.ts';
import { type CampaignRoom, openCampaignRoom } from './campaign-room.ts';

const SYSTEM = systemActor('test');
const DAY_MS = 86_400_000;
const VIP = { kind: 'number', attribute: 'vip', op: 'eq', value: 1 };
let room: CampaignRoom;
let second: Actor;

beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(6);
  second = await room.staff(['it_reviewer']);
  await room.channels.set(
    room.it,
    { platform: 'teams', workspaceId: 'T', channelId: 'it-room' },
    { name: 'IT', lang: 'en', purpose: 'it' },
  );
  await room.linkToSlack(room.author);
  await room.contacts.setRestricted(SYSTEM, 'vip', true);
});
afterAll(() => room.close());
afterEach(async () => {
  for (const { id, state } of await room.fields.list()) {
    if (state === 'asked') await room.fields.refuse(room.it, id, { comment: 'Cleared.' });
    if (state === 'granted') await room.fields.end(room.it, id);
  }
  room.fieldClock.at = null;
});

const ask = (over: Partial<Parameters<CampaignRoom['fields']['ask']>[1]> = {}) =>
  room.fields.ask(room.author, { field: 'vip', reason: 'The winter offer is for regulars.', ...over });
const PURPOSE = { purpose: 'Winter offer', days: 30 };
const granted = async (days = 30): Promise<FieldRequest> =>
  room.fields.grant(room.it, (await ask()).id, { ...PURPOSE, days });
const wrongFields = async (promise: Promise<unknown>): Promise<string[]> => {
  const error = await promise.catch((thrown: unknown) => thrown);
  return error instanceof InvalidInput ? error.issues.map(({ field }) => field ?? '') : [String(error)];
};
const actions = async (id: string): Promise<string[]> =>
  (await room.audit.list({ subject: id })).map(({ action }) => action).reverse();

describe('a field request', () => {
  test('is asked by marketing, granted by IT for a purpose and a period, and its asker hears of it', async () => {
    const { id } = await ask({ field: ' VIP ' });
    expect(id).toMatch(/^F-\d+$/);
    expect(await room.fields.ungranted(['first_name', 'vip'])).toEqual(['vip']);
    const done = await room.fields.grant(room.it, id.toLowerCase(), {
      ...PURPOSE,
      days: '30',
      comment: 'Use it well.',
    });
    expect(done).toMatchObject({ id, label: 'vip', state: 'granted', days: 30, decidedBy: actorId(room.it) });
    expect((done.until?.getTime() ?? 0) - (done.decidedAt?.getTime() ?? 0)).toBe(30 * DAY_MS);
    expect(await room.fields.ungranted(['vip'])).toEqual([]);
    expect((await room.told(room.author)).at(-1)).toMatch(new RegExp(`granted you "vip" \\(${id}\\) until`));
    expect(await actions(id)).toEqual(['field.asked', 'field.granted']);
  });

  test('names what is wrong with it, and who may not', async () => {
    expect(await wrongFields(ask({ field: 'vpi' }))).toEqual(['field']);
    await expect(ask({ field: 'vpi' })).rejects.toThrow('Did you mean vip?');
    expect(await wrongFields(ask({ field: 'first_name' }))).toEqual(['field']);
    expect(await wrongFields(ask({ reason: '  ', campaign: 'C-999' }))).toEqual(['reason', 'campaign']);
    expect(await wrongFields(ask({ reason: 'x'.repeat(501) }))).toEqual(['reason']);
    await expect(room.fields.ask(room.it, { field: 'vip', reason: 'why not' })).rejects.toMatchObject({
      code: 'field.not_allowed',
    });
    const { id } = await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'field.asked_already' });
    for (const days of [0, 366, 1.5, '', 'soon', -1]) {
      expect(await wrongFields(room.fields.grant(room.it, id, { purpose: 'x', days }))).toEqual(['days']);
    }
    expect(await wrongFields(room.fields.grant(room.it, id, { purpose: ' ', days: 400 }))).toEqual(['purpose', 'days']);
    expect(await wrongFields(room.fields.refuse(room.it, id, { comment: '' }))).toEqual(['comment']);
    await expect(room.fields.grant(room.author, id, PURPOSE)).rejects.toMatchObject({ code: 'field.not_allowed' });
    await expect(room.fields.grant(room.it, 'F-999', PURPOSE)).rejects.toMatchObject({ code: 'field.not_found' });
    await expect(room.fields.end(room.it, id)).rejects.toMatchObject({ code: 'field.not_granted' });
    await room.fields.grant(room.it, id, PURPOSE);
    await expect(ask()).rejects.toMatchObject({ code: 'field.granted_already' });
  });

  test('is not granted by whoever asked, whatever else they may do', async () => {
    const both = await room.staff(['marketer', 'it_reviewer']);
    const { id } = await room.fields.ask(both, { field: 'vip', reason: 'For me.' });
    await expect(room.fields.grant(both, id, PURPOSE)).rejects.toMatchObject({ code: 'field.own_request' });
    await expect(room.fields.refuse(both, id, { comment: 'no' })).rejects.toMatchObject({ code: 'field.own_request' });
  });

  test('has one winner where two reviewers decide, and one request where two ask, at the same moment', async () => {
    const asked = await Promise.allSettled([ask(), ask(), ask()]);
    const won = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(won).toHaveLength(1);
    const id = won[0]?.id ?? '';
    const decided = await Promise.allSettled([
      room.fields.grant(room.it, id, PURPOSE),
      room.fields.refuse(second, id, { comment: 'Not needed.' }),
      room.fields.grant(second, id, PURPOSE),
    ]);
    expect(decided.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of decided)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'field.decided' });
    expect(await actions(id)).toHaveLength(2);
  });
});

describe('access to a field', () => {
  test('is needed to write a rule with it, to submit and to launch; what used it stays as it was', async () => {
    const make = (name: string) => room.segments.create(SYSTEM, { name, rule: { kind: 'all', rules: [VIP] } });
    await expect(make('VIP')).rejects.toMatchObject({
      issues: [{ code: 'segment.field_not_granted', field: 'rule.rules.0.attribute' }],
    });
    const { id } = await granted();
    const segment = await make('VIP');
    const campaign = await room.aScheduled({ audience: { segmentId: segment.id } });
    const draft = await room.aDraft({ audience: { segmentId: segment.id } });
    expect(await room.fields.usesOf('vip')).toMatchObject({
      segments: [{ id: segment.id }],
      campaigns: expect.arrayContaining([expect.objectContaining({ id: campaign.id })]),
    });
    expect(await room.campaigns.beforeLaunch(campaign.id)).toBeUndefined();
    await room.fields.end(room.it, id);
    expect((await room.told(room.author)).at(-1)).toMatch(/has ended: it_reviewer/);
    expect((await room.segments.count(segment.rule)).matching).toBe(3);
    // Its name can change and its rule be mended; nothing new reads the field.
    const renamed = await room.segments.update(SYSTEM, segment.id, { ...segment, name: 'Regulars' });
    expect(renamed.version).toBe(segment.version);
    await expect(room.campaigns.submit(room.author, draft.id)).rejects.toMatchObject({
      issues: [{ field: 'audience.segmentId', text: { en: expect.stringContaining('fields request vip because') } }],
    });
    expect((await room.campaigns.view(draft.id))?.problems.map(({ field }) => field)).toContain('audience.segmentId');
    await room.campaigns.checkAgain(room.author, campaign.id);
    const found = await room.campaigns.preflight(campaign.id);
    expect(found?.blocking.map(({ cause }) => cause)).toEqual(['audience.access_not_granted']);
    expect((await room.campaigns.view(campaign.id))?.ungranted).toEqual(['vip']);
    await granted();
    expect((await room.campaigns.view(campaign.id))?.ungranted).toEqual([]);
    await room.campaigns.checkAgain(room.author, campaign.id);
    expect((await room.campaigns.preflight(campaign.id))?.blocking).toEqual([]);
    for (const one of [campaign, draft]) await room.campaigns.cancel(room.author, one.id);
  });

  test('is needed by a merge field in the mail', async () => {
    const text = 'You are {{ contact.vip | default: "a guest" }}.';
    const body = { kind: 'blocks', blocks: [{ kind: 'text', text }] };
    const draft = await room.aDraft({ content: { body } });
    const problems = async () => (await room.campaigns.view(draft.id))?.problems.map(({ field }) => field) ?? [];
    expect(await problems()).toContain('content.body');
    await granted();
    expect(await problems()).not.toContain('content.body');
    const { segments, campaigns } = await room.fields.usesOf('vip');
    expect(campaigns.map(({ id }) => id)).toEqual([draft.id]);
    expect(segments.map(({ name }) => name)).toEqual(['Regulars']);
    await room.campaigns.cancel(room.author, draft.id);
  });

  test('is warned of seven days and one day before its end, to its asker, the owners and IT, each once; then it ends', async () => {
    const { id, until, askedBy } = await granted(30);
    const end = until?.getTime() ?? 0;
    const told = async () =>
      (
        await room.database.connection
          .collection<{ notice: { key: string; to: { kind: string; staffId?: string } } }>('notices')
          .find({})
          .toArray()
      )
        .filter(({ notice }) => notice.key.startsWith(`field:${id}:`))
        .map(({ notice }) => `${notice.key.split(':')[2]} ${notice.key.split(':')[3] ?? ''}`.trim())
        .map((key) => key.replace(/ (?=\d)/, ':'))
        .sort();
    const sweepAt = async (at: number) => {
      room.fieldClock.at = new Date(at);
      await Promise.all([room.fields.sweep(), room.fields.sweep(), room.fields.sweep()]);
      await room.fields.sweep();
    };
    await sweepAt(end - 8 * DAY_MS);
    expect(await told()).toEqual(['granted']);
    await sweepAt(end - 7 * DAY_MS);
    // What uses the field is looked up once an hour and not each round.
    const warnings = room.database.connection.collection<{ notice: { key: string } }>('notices');
    await warnings.deleteMany({ 'notice.key': { $regex: `^field:${id}:warning` } });
    await sweepAt(end - 7 * DAY_MS + 60_000);
    expect(await told()).toEqual(['granted']);
    await sweepAt(end - 7 * DAY_MS + 3_600_000);
    await sweepAt(end - DAY_MS);
    expect(await room.fields.ungranted(['vip'])).toEqual([]);
    expect(await told()).toEqual([
      'granted',
      ...Array<string>(4)
        .fill('warning')
        .map((one, i) => `${one}:${i < 2 ? 1 : 7}`),
    ]);
    await sweepAt(end);
    expect(await room.fields.ungranted(['vip'])).toEqual(['vip']);
    expect((await told()).filter((key) => key.startsWith('ended'))).toHaveLength(2);
    expect(await actions(id)).toEqual(['field.asked', 'field.granted', 'field.ended']);
    expect(await room.fields.byId(id)).toMatchObject({ state: 'ended', endedBy: 'system:field-access', askedBy });
    // Its attribute can be asked for again at once.
    expect((await ask()).state).toBe('asked');
  });
});
