import { createAudit } from '../../../core/audit/create-audit.ts';
import type { Clock } from '../../../core/common/clock.ts';
import { ensureIndexes } from '../../../core/common/database-store.ts';
import { isDomainError } from '../../../core/common/errors.ts';
import { createIds } from '../../../core/common/ids.ts';
import { createKeyedHash } from '../../../core/common/keyed-hash.ts';
import { createPeople } from '../../../core/people/create-people.ts';
import { staffActor } from '../../../core/people/people-service.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { PEOPLE_INDEXES } from '../../../core/people/staff-store.ts';
import { TEST_PASSWORD_COST } from '../../support/builders.ts';
import { testDatabase } from '../../support/database.ts';

const PASSWORD = 'correct horse battery';
const MINUTE = 60_000;

const setUp = async () => {
  const { database, drop } = await testDatabase();
  await ensureIndexes(database, PEOPLE_INDEXES);
  // The coming full hour: the database itself deletes tokens and tries whose time has passed by its own clock.
  let now = Math.ceil(Date.now() / (60 * MINUTE)) * 60 * MINUTE;
  const clock: Clock = { now: () => new Date(now) };
  const audit = createAudit({ database, clock });
  const made = createPeople({
    database,
    audit,
    hash: createKeyedHash('s'.repeat(32)),
    clock,
    ids: createIds(),
    passwordCost: TEST_PASSWORD_COST,
  });
  return {
    ...made,
    audit,
    drop,
    later: (ms: number) => {
      now += ms;
    },
  };
};
type World = Awaited<ReturnType<typeof setUp>>;

const codeOf = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
  return 'accepted';
};
const anAdministrator = async ({ people }: World) => {
  const admin = await people.createFirstAdministrator({
    email: ' Ada@Example.test',
    name: 'Ada',
    password: PASSWORD,
    lang: 'en',
  });
  if (admin === undefined) throw new Error('there is an administrator already');
  return staffActor(admin, 'portal');
};

describe('staff accounts', () => {
  let world: World;
  beforeEach(async () => {
    world = await setUp();
  });
  afterEach(() => world.drop());

  it('makes one first administrator, however many first starts race', async () => {
    const { people } = world;
    const first = (n: number) =>
      people.createFirstAdministrator({ email: `ada${n}@example.test`, name: 'Ada', password: PASSWORD, lang: 'en' });
    const made = await Promise.all([first(1), first(2), first(3)]);
    expect(made.filter((staff) => staff !== undefined)).toHaveLength(1);
    expect(await people.list()).toHaveLength(1);
  });

  it('takes an invitation once, within 7 days, with a good password', async () => {
    const { people, later } = world;
    const admin = await anAdministrator(world);
    const invite = (email: string) => people.invite(admin, { email, name: 'Mia', roles: ['marketer'], lang: 'ko' });
    const { token } = await invite('mia@example.test');
    expect(await codeOf(people.acceptInvitation(token, { name: 'Mia', password: 'short' }))).toBe(
      'people.password_weak',
    );
    const staff = await people.acceptInvitation(token, { name: 'Mia Park', password: PASSWORD });
    expect(staff).toMatchObject({ name: 'Mia Park', status: 'active', roles: ['marketer'] });
    expect(await codeOf(people.acceptInvitation(token, { name: 'Eve', password: PASSWORD }))).toBe(
      'people.invitation_invalid',
    );
    expect(await codeOf(invite('MIA@example.test'))).toBe('people.email_taken');
    expect(await codeOf(invite('no address'))).toBe('people.email_invalid');

    const late = await invite('late@example.test');
    later(8 * 24 * 60 * MINUTE);
    expect(await codeOf(people.acceptInvitation(late.token, { name: 'Late', password: PASSWORD }))).toBe(
      'people.invitation_invalid',
    );
  });

  it('signs in with the right password only, and slows down guessing', async () => {
    const { people, later } = world;
    await anAdministrator(world);
    const signIn = (password: string, network = '203.0.113.9') =>
      people.signIn({ email: 'ada@example.test', password, network });
    expect(await signIn(PASSWORD)).toMatchObject({ email: 'ada@example.test' });
    const tries = await Promise.all(Array.from({ length: 11 }, () => codeOf(signIn('wrong password'))));
    expect(tries.filter((code) => code === 'people.sign_in_throttled')).toHaveLength(1);
    expect(await codeOf(signIn(PASSWORD))).toBe('people.sign_in_throttled');
    expect(
      await codeOf(people.signIn({ email: 'nobody@example.test', password: PASSWORD, network: '203.0.113.9' })),
    ).toBe('people.sign_in_refused');
    later(16 * MINUTE);
    expect(await codeOf(signIn(PASSWORD))).toBe('accepted');
  });

  it('replaces a lost password: the new one works at once, the old one and every session are over, and it is audited', async () => {
    const { people, audit, later } = world;
    await anAdministrator(world);
    const staff = await people.byEmail('ada@example.test');
    if (staff === undefined) throw new Error('there is no administrator');
    const signIn = (password: string) => people.signIn({ email: 'ada@example.test', password, network: '203.0.113.9' });
    const began = await people.sessionsValidFrom(staff.id);
    for (let i = 0; i < 11; i += 1) await codeOf(signIn('not what it was'));
    later(MINUTE);
    await people.replacePassword(systemActor('cli'), staff.id, 'another horse battery');
    expect(await codeOf(signIn('another horse battery'))).toBe('accepted');
    expect(await codeOf(signIn(PASSWORD))).toBe('people.sign_in_refused');
    expect((await people.sessionsValidFrom(staff.id)).getTime()).toBeGreaterThan(began.getTime());
    expect((await audit.list({ limit: 1 }))[0]).toMatchObject({
      actor: 'system:cli',
      action: 'people.password_replaced',
      subject: staff.id,
      data: {},
    });
    const marketer = await people.addStaff(systemActor('cli'), {
      email: 'mo@example.test',
      name: 'Mo',
      roles: ['marketer'],
      lang: 'en',
      password: PASSWORD,
    });
    const outsider = people.replacePassword(staffActor(marketer, 'portal'), staff.id, 'mine now, all of it');
    expect(await codeOf(outsider)).toBe('people.not_allowed');
  });

  it('says to whoever is slowed down how long to wait, to the second', async () => {
    const { people, later } = world;
    await anAdministrator(world);
    const signIn = (password: string) => people.signIn({ email: 'ada@example.test', password, network: '203.0.113.9' });
    for (let i = 0; i < 10; i += 1) await codeOf(signIn('wrong password'));
    const waitOf = async (): Promise<number> => {
      const error: unknown = await signIn(PASSWORD).catch((refused: unknown) => refused);
      return isDomainError(error) ? (error.retryAfterSeconds ?? 0) : 0;
    };
    later(7 * MINUTE + 500);
    expect(await waitOf()).toBe(480);
    later(479_000);
    expect(await waitOf()).toBe(1);
    later(500);
    expect(await waitOf()).toBe(0);
  });

  it('ends older sessions with a new password, a sign-out everywhere and a disabled account', async () => {
    const { people, later } = world;
    const admin = await anAdministrator(world);
    const id = admin.kind === 'staff' ? admin.staff.id : '';
    const start = await people.sessionsValidFrom(id);
    later(MINUTE);
    expect(await codeOf(people.changePassword(admin, { current: 'wrong', next: `${PASSWORD}!` }))).toBe(
      'people.password_wrong',
    );
    await people.changePassword(admin, { current: PASSWORD, next: `${PASSWORD}!` });
    const changed = await people.sessionsValidFrom(id);
    later(MINUTE);
    await people.signOutEverywhere(admin);
    const out = await people.sessionsValidFrom(id);
    expect([changed.getTime() - start.getTime(), out.getTime() - changed.getTime()]).toEqual([MINUTE, MINUTE]);
  });

  it('keeps the last active administrator, also when two give up at once', async () => {
    const { people } = world;
    const ada = await anAdministrator(world);
    const bob = await people.addStaff(ada, {
      email: 'bob@example.test',
      name: 'Bob',
      roles: ['admin'],
      lang: 'en',
      password: PASSWORD,
    });
    const adaId = ada.kind === 'staff' ? ada.staff.id : '';
    const codes = await Promise.all([
      codeOf(people.setRoles(ada, adaId, ['marketer'])),
      codeOf(people.setStatus(ada, bob.id, 'disabled')),
    ]);
    expect(codes.sort()).toEqual(['accepted', 'people.last_administrator']);
  });

  it('lets only administrators manage people', async () => {
    const { people } = world;
    const ada = await anAdministrator(world);
    const mia = await people.addStaff(ada, {
      email: 'mia@example.test',
      name: 'Mia',
      roles: ['marketer'],
      lang: 'en',
      password: PASSWORD,
    });
    const actor = staffActor(mia, 'portal');
    expect(await codeOf(people.setRoles(actor, mia.id, ['admin']))).toBe('people.not_allowed');
    expect(
      await codeOf(people.invite(actor, { email: 'x@example.test', name: 'X', roles: ['admin'], lang: 'en' })),
    ).toBe('people.not_allowed');
  });
});

describe('a chat account', () => {
  let world: World;
  beforeEach(async () => {
    world = await setUp();
  });
  afterEach(() => world.drop());
  const identity = { platform: 'slack', workspaceId: 'T1', userId: 'U1', displayName: 'ada' } as const;

  it('belongs to whoever confirms the link in the portal, once and within 30 minutes', async () => {
    const { people, later } = world;
    const ada = await anAdministrator(world);
    expect(await people.byIdentity('slack', 'T1', 'U1')).toBeUndefined();
    const { token } = await people.startLink(identity);
    expect(await people.linkRequest(token)).toEqual(identity);
    await people.completeLink(ada, token);
    expect(await people.byIdentity('slack', 'T1', 'U1')).toMatchObject({ email: 'ada@example.test' });
    expect(await codeOf(people.completeLink(ada, token))).toBe('people.link_invalid');

    const late = await people.startLink({ ...identity, userId: 'U2' });
    later(31 * MINUTE);
    expect(await codeOf(people.completeLink(ada, late.token))).toBe('people.link_invalid');
  });

  it('cannot be taken from somebody else, and counts for nothing once its owner is disabled', async () => {
    const { people } = world;
    const ada = await anAdministrator(world);
    const bob = await people.addStaff(ada, {
      email: 'bob@example.test',
      name: 'Bob',
      roles: ['employee'],
      lang: 'en',
      password: PASSWORD,
    });
    await people.linkIdentity(ada, { ...identity, staffId: bob.id });
    const { token } = await people.startLink(identity);
    expect(await codeOf(people.completeLink(ada, token))).toBe('people.identity_taken');
    await people.setStatus(ada, bob.id, 'disabled');
    expect(await people.byIdentity('slack', 'T1', 'U1')).toBeUndefined();
  });
});

describe('the campaign channel', () => {
  it('is one per platform and workspace, and shows what stands in its way', async () => {
    const { channels, drop } = await setUp();
    const ref = { platform: 'slack', workspaceId: 'T1', channelId: 'C1' } as const;
    await channels.set(systemActor('test'), ref, { name: '#old', lang: 'en' });
    await channels.set(systemActor('test'), { ...ref, channelId: 'C2' }, { name: '#campaigns', lang: 'ko' });
    await channels.reportHealth(ref, 'archived');
    expect(await channels.list()).toMatchObject([{ channelId: 'C2', name: '#campaigns', health: 'ok' }]);
    await channels.reportHealth({ ...ref, channelId: 'C2' }, 'not_invited');
    expect(await channels.get('slack', 'T1')).toMatchObject({ health: 'not_invited' });
    await drop();
  });
});
