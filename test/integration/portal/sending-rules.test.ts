import { editorFormOf, FIELD } from '../../../portal/campaigns/editor-form.ts';
import { aStaff } from '../../support/builders.ts';
import {
  aReadyDraft,
  aSentCampaign,
  aTeam,
  type Browser,
  csrfOf,
  portalWorld,
  signedIn,
  type Team,
} from '../../support/portal-world.ts';

let world: Awaited<ReturnType<typeof portalWorld>>;
let team: Team;
let admin: Browser;
let marketer: Browser;

beforeAll(async () => {
  world = await portalWorld();
  team = await aTeam(world.core);
  marketer = await signedIn(world.app, team.marketer.staff.email);
  const { staff } = await aStaff(world.core, ['admin'], { name: 'Ada' });
  admin = await signedIn(world.app, staff.email);
});
afterAll(() => world.close());

const OFF = {
  'cap.mails': '',
  'cap.days': '',
  'quietHours.from': '',
  'quietHours.to': '',
  'quietHours.policy': 'hold',
  zoneAttribute: '',
  latenessMinutes: '15',
};

const save = async (over: Record<string, string> = {}) => {
  const page = (await admin.get('/settings/rules').expect(200)).text;
  const revision = /name="revision" value="(\d+)"/.exec(page)?.[1] ?? '';
  return admin
    .post('/settings/rules')
    .type('form')
    .send({ _csrf: csrfOf(page), revision, ...OFF, ...over });
};

describe('the sending rules in the settings', () => {
  test('are nothing at first, and are saved and shown in a sentence', async () => {
    expect((await admin.get('/settings')).text).toContain(
      'No frequency cap and no quiet hours · Late after 15 minutes',
    );
    const answer = await save({
      'cap.mails': '2',
      'cap.days': '7',
      'quietHours.from': '21:00',
      'quietHours.to': '08:00',
      latenessMinutes: '30',
    });
    expect(answer.status).toBe(303);
    expect(await world.core.rules.current()).toEqual({
      cap: { mails: 2, days: 7 },
      quietHours: { from: '21:00', to: '08:00', policy: 'hold' },
      zoneAttribute: null,
      latenessMinutes: 30,
      revision: 1,
    });
    expect((await admin.get('/settings')).text).toContain('At most 2 mails to a person in 7 days');
  });

  test.each([
    ['half a cap', { 'cap.mails': '2' }, 'whole number of days from 1 to 90'],
    ['no end of the quiet hours', { 'quietHours.from': '21:00' }, 'Give a time such as 21:00'],
    ['quiet hours without an end', { 'quietHours.from': '21:00', 'quietHours.to': '21:00' }, 'would never end'],
    ['an attribute that is none', { zoneAttribute: 'nothing' }, 'Choose a text attribute'],
    ['no lateness', { latenessMinutes: '0' }, 'whole minutes from 1 to 1,440'],
  ])('%s is refused beside its field, and nothing typed is lost', async (_, over, text) => {
    const answer = await save({ ...over, 'cap.days': '' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(text);
    for (const value of Object.values(over)) if (/^\d/.test(value)) expect(answer.text).toContain(`value="${value}"`);
  });

  test('of two who save at once one is told, and only administrators see the form', async () => {
    const page = (await admin.get('/settings/rules')).text;
    await save();
    const revision = /name="revision" value="(\d+)"/.exec(page)?.[1] ?? '';
    const late = await admin
      .post('/settings/rules')
      .type('form')
      .send({ _csrf: csrfOf(page), revision, ...OFF });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Somebody else changed the sending rules meanwhile');
    await marketer.get('/settings/rules').expect(403);
  });
});

describe('the warm-up in the settings', () => {
  const saveWarmUp = async (over: Record<string, string>) => {
    const page = (await admin.get('/settings/warm-up').expect(200)).text;
    const revision = /name="revision" value="(\d+)"/.exec(page)?.[1] ?? '';
    return admin
      .post('/settings/warm-up')
      .type('form')
      .send({ _csrf: csrfOf(page), revision, startsOn: '2026-03-02', allowances: '', ...over });
  };

  test('is none at first; once saved the settings say what today may send', async () => {
    expect((await admin.get('/settings')).text).toContain('has no warm-up');
    expect((await saveWarmUp({ startsOn: '2999-01-01', allowances: '1,500 3000' })).status).toBe(303);
    const { warmUp } = await world.core.warmUp.standing();
    expect(warmUp).toEqual({ startsOn: '2999-01-01', allowances: [1_500, 3_000] });
    expect((await admin.get('/settings')).text).toContain('may send 1,500 today, and has taken 0 of them');
    expect((await saveWarmUp({ allowances: '' })).status).toBe(303);
    expect((await world.core.warmUp.standing()).warmUp).toBeNull();
  });

  test.each([
    ['no number', { allowances: '500 many' }, 'Give a whole number of people for each day'],
    ['no date', { startsOn: 'soon', allowances: '500' }, 'Give the first day as a date'],
    ['a save over another', { revision: '0', allowances: '700' }, 'changed the warm-up meanwhile'],
  ])('keeps what was typed beside the reason: %s', async (_, over, reason) => {
    const answer = await saveWarmUp(over);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text).toContain(reason);
    expect(answer.text).toContain(`value="${over.allowances}"`);
  });

  test('is changed by administrators alone', async () => {
    await marketer.get('/settings/warm-up').expect(403);
  });
});

/** Saves a campaign's form as it opens, with some fields typed over. */
const saveCampaign = async (id: string, over: Readonly<Record<string, string | string[]>>) => {
  const campaign = await world.core.campaigns.byId(id);
  if (campaign === undefined) throw new Error(`${id} is gone`);
  const page = (await marketer.get(`/campaigns/${id}/edit`).expect(200)).text;
  const form = editorFormOf(campaign);
  const fields = Object.fromEntries(
    Object.entries(FIELD).map(([key, name]) => [name, form[key as keyof typeof FIELD]] as const),
  );
  const blocks = Object.fromEntries(
    form.blocks.flatMap((block, i) =>
      Object.entries(block).map(([key, value]) => [`content.body.blocks.${i}.${key}`, value]),
    ),
  );
  return marketer
    .post(`/campaigns/${id}/edit`)
    .type('form')
    .send({ _csrf: csrfOf(page), revision: String(form.revision), ...fields, ...blocks, ...over });
};

describe('the form of a campaign', () => {
  test('takes the recipients’ own time and an exemption, and says what both need', async () => {
    await save({ 'cap.mails': '3', 'cap.days': '7' });
    const { id } = await aReadyDraft(world.core, team.marketer.actor);
    const own = {
      'schedule.when': 'local',
      'schedule.localTime': '2031-03-01T09:00',
      'schedule.zone': 'Asia/Seoul',
      'schedule.local.fallbackZone': 'Europe/Berlin',
    };
    const refused = await saveCampaign(id, { ...own, 'schedule.local.fallbackZone': 'Mars/Olympus' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('&quot;Mars/Olympus&quot; is not a time zone');
    expect((await saveCampaign(id, { ...own, 'exemption.kind': 'cap' })).status).toBe(303);
    expect(await world.core.campaigns.byId(id)).toMatchObject({
      exemption: { kind: 'cap', reason: '' },
      schedule: { at: new Date('2031-03-01T00:00:00Z'), local: { fallbackZone: 'Europe/Berlin' } },
    });
    const fields = (await world.core.campaigns.view(id))?.problems.map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['exemption.reason', 'schedule.local']));
    await saveCampaign(id, { ...own, 'exemption.kind': 'cap', 'exemption.reason': 'A recall' });
    const page = (await marketer.get(`/campaigns/${id}`)).text;
    expect(page.match(/Exempt from the frequency cap: A recall/g)).toHaveLength(2);
    expect(page).toContain('as in Europe/Berlin where that is not known');
  });

  test('of a resend keeps whom it is for; its button stands on the page of a campaign that is over', async () => {
    const { id } = await aSentCampaign(world.core, team);
    const page = (await marketer.get(`/campaigns/${id}`)).text;
    expect(page).toContain('Resend to those it missed');
    const answer = await marketer
      .post(`/campaigns/${id}/resend`)
      .type('form')
      .send({ _csrf: csrfOf(page), event: 'clicked' });
    const [, made = ''] = /^\/campaigns\/(C-\d+)\/edit$/.exec(answer.headers.location ?? '') ?? [];
    expect((await world.core.campaigns.byId(made))?.audience).toEqual({
      segmentId: null,
      missed: { campaignId: id, event: 'clicked' },
    });
    expect((await saveCampaign(made, { 'audience.missed.event': 'opened' })).status).toBe(303);
    expect((await world.core.campaigns.byId(made))?.audience.missed).toEqual({ campaignId: id, event: 'opened' });
    const { csrf } = { csrf: csrfOf((await marketer.get(`/campaigns/${made}`)).text) };
    const early = await marketer.post(`/campaigns/${made}/resend`).type('form').send({ _csrf: csrf, event: 'opened' });
    expect(early.headers.location).toBe(`/campaigns/${made}`);
    expect((await marketer.get(`/campaigns/${made}`)).text).toContain('whom it missed is known once it has been sent');
  });
});
