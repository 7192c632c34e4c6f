import { systemActor } from '../../../core/people/staff.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

let world: TestCore;
let core: TestCore['core'];
let now = new Date('2026-11-18T03:00:00Z');
const clock = { now: () => now };
beforeAll(async () => {
  world = await withTestCore({ TANDEM_TIME_ZONE: 'Asia/Seoul' }, { clock });
  core = world.core;
});
afterAll(() => world.close());

/** Ids of the digests that are posted on Slack now, each as often as it is posted. */
const posted = async () => {
  const found = [];
  for (let claim = await core.digests.claimNext('slack'); claim !== undefined; claim = await core.digests.claimNext('slack')) {
    found.push(claim);
    await core.digests.done(claim);
  }
  return found;
};
const linked = async (roles: Parameters<typeof aStaff>[1]) => {
  const made = await aStaff(core, roles, { surface: 'slack' });
  await core.people.linkIdentity(systemActor('test'), {
    platform: 'slack',
    workspaceId: 'T1',
    userId: `U${made.staff.id}`,
    displayName: made.staff.name,
    staffId: made.staff.id,
  });
  return { ...made, place: { kind: 'staff', staffId: made.staff.id } as const };
};

describe('a digest', () => {
  it('comes once a period with what happened in it, and not where there is nothing to say', async () => {
    const manager = await linked(['manager']);
    const { actor: author } = await aStaff(core, ['employee'], { name: 'Ann Author' });
    const subscription = await core.digests.subscribe(manager.actor, manager.place, { days: 'mon', time: '9' });
    expect(subscription).toMatchObject({
      schedule: { days: [1], time: '09:00', zone: manager.staff.timeZone },
      nextAt: new Date('2026-11-23T00:00:00Z'),
      paused: null,
    });
    await core.insights.share(author, { text: 'The pool is lovely and warm', quoteConsent: 'anonymous' });

    now = new Date('2026-11-22T23:59:59Z');
    await core.digestRounds.sweep();
    expect(await posted()).toEqual([]);
    now = new Date('2026-11-23T00:00:00Z');
    await core.digestRounds.sweep();
    await core.digestRounds.sweep();
    const [claim, ...more] = await posted();
    expect(more).toEqual([]);
    expect(claim?.place).toEqual({ kind: 'person', workspaceId: 'T1', userId: `U${manager.staff.id}` });
    const sections = claim?.digest.content.sections ?? [];
    expect(sections.map(({ key }) => key)).toEqual(['insights', 'thanks']);
    expect(sections[0]?.figures[0]).toMatchObject({ key: 'shared', value: { en: '1', ko: '1' } });
    expect(sections[1]?.lines[0]?.text.en).toContain('Ann Author');

    now = new Date('2026-11-30T00:00:10Z');
    await core.digestRounds.sweep();
    expect(await posted()).toEqual([]);
    const history = await core.digests.history(manager.staff);
    expect(history.map(({ state }) => state)).toEqual(['empty', 'ready']);
    expect((await core.digests.digest(manager.staff, history[1]?.id ?? '')).content).toEqual(claim?.digest.content);
  });
});
