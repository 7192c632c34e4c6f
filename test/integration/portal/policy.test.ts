import { aStaff } from '../../support/builders.ts';
import { aTeam, type Browser, csrfOf, portalWorld, signedIn, type Team } from '../../support/portal-world.ts';

let world: Awaited<ReturnType<typeof portalWorld>>;
let team: Team;
let admin: Browser;

beforeAll(async () => {
  world = await portalWorld();
  team = await aTeam(world.core);
  const { staff } = await aStaff(world.core, ['admin'], { name: 'Ada' });
  admin = await signedIn(world.app, staff.email);
});
afterAll(() => world.close());

/** Saves the policy as it is shown, with some fields typed over. */
const save = async (over: Record<string, string | string[]> = {}) => {
  const page = (await admin.get('/settings/policy').expect(200)).text;
  const revision = /name="revision" value="(\d+)"/.exec(page)?.[1] ?? '';
  return admin
    .post('/settings/policy')
    .type('form')
    .send({
      _csrf: csrfOf(page),
      revision,
      'lanes.marketing.approvals': '1',
      'lanes.it.approvals': '1',
      'hours.zone': 'Asia/Seoul',
      'hours.days': ['1', '2', '3', '4', '5'],
      'hours.from': '09:00',
      'hours.to': '18:00',
      'hours.holidays': '',
      remindAfter: '4',
      escalateAfter: '8',
      expireAfter: '40',
      allowedHosts: '',
      privateHosts: '',
      driftPercent: '10',
      ...over,
    });
};

describe('the review policy in the settings', () => {
  test('is saved in hours as people type them, and shown in the settings', async () => {
    const answer = await save({
      remindAfter: '0.5',
      'hours.holidays': '2026-12-25\n2027-01-01',
      allowedHosts: 'shop.kr',
      'lanes.it.reviewers': team.it.staff.id,
    });
    expect(answer.status).toBe(303);
    expect(await world.core.policy.current()).toMatchObject({
      remindAfter: 30,
      allowedHosts: ['shop.kr'],
      hours: { holidays: ['2026-12-25', '2027-01-01'] },
      lanes: { it: { reviewers: [team.it.staff.id] } },
    });
    expect((await admin.get('/settings')).text).toContain('Reminder after 0.5 h, escalation after 8 h');
  });

  test('one that nobody can satisfy is refused beside the field, with everything typed still there', async () => {
    const before = await world.core.policy.current();
    const answer = await save({ 'lanes.it.approvals': '3', allowedHosts: 'only-here.kr' });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(
      /id="f-lanes-it-approvals-error"[^>]*>[^<]*IT needs 3 approvals; 1 person can give one/,
    );
    expect(answer.text).toContain('only-here.kr');
    expect(answer.text).toMatch(/name="lanes.it.approvals"[^>]*value="3"/);
    expect(await world.core.policy.current()).toEqual(before);
  });

  test.each([
    ['remindAfter', 'soon', 'remindAfter'],
    ['hours.zone', 'Mars/Olympus', 'hours-zone'],
    ['hours.to', '08:00', 'hours-to'],
    ['allowedHosts', 'https://shop.kr/path', 'allowedHosts'],
    ['driftPercent', '0', 'driftPercent'],
    ['hours.holidays', '25 December', 'hours-holidays'],
  ])('%s of “%s” is said beside its field', async (name, typed, id) => {
    const answer = await save({ [name]: typed });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="f-${id}-error"`);
    expect(answer.text).toContain(typed);
  });

  test('a change that somebody else made meanwhile is not overwritten', async () => {
    const answer = await save({ revision: '999' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Somebody else changed the review policy meanwhile');
  });
});
