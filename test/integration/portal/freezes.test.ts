import { aTeam, type Browser, portalWorld, postFrom, signedIn, type Team } from '../../support/portal-world.ts';

let world: Awaited<ReturnType<typeof portalWorld>>;
let team: Team;
let itReviewer: Browser;
let marketer: Browser;

beforeAll(async () => {
  world = await portalWorld();
  team = await aTeam(world.core);
  itReviewer = await signedIn(world.app, team.it.staff.email);
  marketer = await signedIn(world.app, team.marketer.staff.email);
});
afterAll(() => world.close());

const announce = (fields: Record<string, string>, who = itReviewer) => postFrom(who, '/freezes', '/freezes', fields);

describe('freezes in the portal', () => {
  test('IT announces an incident, everybody sees it, and IT ends it', async () => {
    expect((await announce({ kind: 'incident', reason: 'The shop is down', from: '', until: '' })).status).toBe(303);
    const active = await world.core.freezes.active();
    expect(active?.reason).toBe('The shop is down');
    const page = (await marketer.get('/freezes').expect(200)).text;
    expect(page).toContain('The shop is down');
    expect(page).toContain('Holds now');
    expect(page).not.toContain('Announce a freeze');
    expect((await marketer.get('/segments')).text).toContain('Sending is frozen: The shop is down');

    expect((await postFrom(itReviewer, '/freezes', `/freezes/${active?.id}/end`)).status).toBe(303);
    expect(await world.core.freezes.active()).toBeUndefined();
    expect((await marketer.get('/segments')).text).not.toContain('Sending is frozen');
    const twice = await postFrom(itReviewer, '/freezes', `/freezes/${active?.id}/end`);
    expect(twice.status).toBe(303);
    expect((await itReviewer.get('/freezes')).text).toContain('Earlier');
  });

  test('ending one of two says which one still holds and until when', async () => {
    await announce({ kind: 'incident', reason: 'The first', from: '', until: '' });
    const first = await world.core.freezes.active();
    const until = new Date(Date.now() + 3_600_000);
    await world.core.freezes.announce(team.it.actor, { kind: 'incident', reason: 'The second', from: null, until });
    await postFrom(itReviewer, '/freezes', `/freezes/${first?.id}/end`);
    const told = (await itReviewer.get('/freezes')).text;
    expect(told).toMatch(
      /This freeze is over\. Still nothing is sent, because another freeze holds: The second \(until /,
    );
    const second = await world.core.freezes.active();
    await postFrom(itReviewer, '/freezes', `/freezes/${second?.id}/end`);
    expect((await itReviewer.get('/freezes')).text).not.toContain('Still nothing is sent');
  });

  test('times are those of the reader’s zone', async () => {
    const { timeZone } = team.it.staff;
    const year = new Date().getFullYear() + 1;
    const typed = { kind: 'window', reason: 'Move of the shop' };
    // Longer than a window may be: refused beside the field, with what was typed.
    const long = await announce({ ...typed, from: `${year}-01-01T09:00`, until: `${year}-12-01T09:00` });
    expect(long.status).toBe(422);
    expect(long.text).toContain('id="f-until-error">At most 90 days.');
    expect(long.text).toContain(`value="${year}-01-01T09:00"`);
    expect((await announce({ ...typed, from: `${year}-01-01T09:00`, until: `${year}-01-01T11:00` })).status).toBe(303);
    const [planned] = await world.core.freezes.current();
    const shown = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
    expect(planned && shown.format(planned.from)).toBe('09:00');
  });

  test('what is missing is said beside its field, and others may not announce', async () => {
    const silent = await announce({ kind: 'incident', reason: ' ' });
    expect(silent.status).toBe(422);
    expect(silent.text).toContain('id="f-reason-error"');
    const odd = await announce({ kind: 'window', reason: 'x', until: 'tomorrow' });
    expect(odd.status).toBe(422);
    expect(odd.text).toContain('id="f-until-error"');
    expect((await announce({ kind: 'incident', reason: 'no' }, marketer)).status).toBe(403);
  });
});
