import { codeOf, openPeopleWorld, type PeopleWorld } from './people-world.ts';

const DAY = 86_400_000;
const now = Date.now();
const inDays = (days: number): Date => new Date(now + days * DAY);

let world: PeopleWorld;
beforeEach(async () => {
  world = await openPeopleWorld();
});
afterEach(() => world.drop());

describe('absences', () => {
  it('are set, replaced, seen while they last, and cleared; each is audited', async () => {
    const { absences, audit, somebody } = world;
    const mina = await somebody('Mina');
    const jun = await somebody('Jun');
    const away = { staffId: mina.staff.id, from: inDays(-1), until: inDays(3), delegateId: jun.staff.id };
    await absences.set(mina.actor, { ...away, until: inDays(2) });
    expect(await absences.set(mina.actor, away)).toEqual(away);
    expect(await absences.of(mina.staff.id)).toEqual(away);
    expect(await absences.present(inDays(0))).toEqual([away]);
    expect(await absences.present(inDays(3))).toEqual([]);
    await absences.clear(mina.actor, mina.staff.id);
    expect(await absences.of(mina.staff.id)).toBeUndefined();
    expect((await audit.list({ subject: mina.staff.id })).map(({ action }) => action)).toEqual([
      'people.absence_cleared',
      'people.absence_set',
      'people.absence_set',
      'people.added',
    ]);
  });

  it('of others are set by administrators alone', async () => {
    const { absences, somebody } = world;
    const mina = await somebody('Mina');
    const jun = await somebody('Jun');
    const ada = await somebody('Ada', 'admin');
    const away = { staffId: mina.staff.id, from: inDays(0), until: inDays(3), delegateId: null };
    expect(await codeOf(absences.set(jun.actor, away))).toBe('absence.forbidden');
    expect(await codeOf(absences.set(ada.actor, away))).toBe('accepted');
    expect(await codeOf(absences.clear(jun.actor, mina.staff.id))).toBe('absence.forbidden');
  });

  it('are refused with the field that is wrong', async () => {
    const { absences, people, somebody } = world;
    const mina = await somebody('Mina');
    const gone = await somebody('Gone');
    const outsider = await somebody('Outsider', 'employee');
    await people.setStatus((await somebody('Ada', 'admin')).actor, gone.staff.id, 'disabled');
    const away = { staffId: mina.staff.id, from: inDays(1), until: inDays(3), delegateId: null };
    const outcomes = await Promise.all(
      [
        { ...away, until: inDays(1) },
        { ...away, from: inDays(-3), until: inDays(-1) },
        { ...away, until: inDays(400) },
        { ...away, from: new Date(Number.NaN) },
        { ...away, delegateId: mina.staff.id },
        { ...away, delegateId: gone.staff.id },
        { ...away, delegateId: outsider.staff.id },
        { ...away, delegateId: 'nobody' },
      ].map((input) => codeOf(absences.set(mina.actor, input))),
    );
    expect(outcomes).toEqual([
      'absence.until',
      'absence.until',
      'absence.until',
      'absence.from',
      'absence.delegateId',
      'absence.delegateId',
      'absence.delegateId',
      'absence.delegateId',
    ]);
    expect(await absences.of(mina.staff.id)).toBeUndefined();
  });

  it('never lead back to whoever is away, unless they lie at different times', async () => {
    const { absences, somebody } = world;
    const [a, b, c] = [await somebody('A'), await somebody('B'), await somebody('C')];
    const set = (who: typeof a, to: typeof a, from: number, until: number) =>
      codeOf(
        absences.set(who.actor, {
          staffId: who.staff.id,
          from: inDays(from),
          until: inDays(until),
          delegateId: to.staff.id,
        }),
      );
    expect(await set(a, b, 0, 5)).toBe('accepted');
    expect(await set(b, c, 2, 8)).toBe('accepted');
    expect(await set(c, a, 4, 6)).toBe('absence.delegateId');
    expect(await set(c, a, 5, 6)).toBe('accepted');
  });

  it('of two people who choose each other at the same moment are not both taken', async () => {
    const { somebody, absences } = world;
    for (let round = 0; round < 10; round += 1) {
      const [a, b] = [await somebody(`A${round}`), await somebody(`B${round}`)];
      const outcomes = await Promise.all(
        [
          [a, b],
          [b, a],
        ].map(([who, to]) =>
          codeOf(
            world.another().absences.set(who?.actor ?? a.actor, {
              staffId: who?.staff.id ?? '',
              from: inDays(0),
              until: inDays(3),
              delegateId: to?.staff.id ?? null,
            }),
          ),
        ),
      );
      expect(outcomes.sort()).toEqual(['absence.delegateId', 'accepted']);
    }
    expect(await absences.present(inDays(1))).toHaveLength(10);
  });
});
