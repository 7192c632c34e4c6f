import { InvalidInput } from '../../../core/common/errors.ts';
import { type ApprovalsWorld, openApprovals, outcomeOf, TEST } from './approvals-world.ts';

let world: ApprovalsWorld;
beforeEach(async () => {
  world = await openApprovals();
});
afterEach(() => world.drop());

describe('the review policy', () => {
  it('is the default one until an administrator saves another, which is audited', async () => {
    const { policy, somebody, audit } = world;
    const ada = await somebody('Ada', ['admin']);
    const mia = await somebody('Mia', ['marketing_reviewer']);
    await somebody('Ian', ['it_reviewer']);
    const first = await policy.current();
    expect(first).toMatchObject({ revision: 0, hours: { zone: 'Asia/Seoul', from: '09:00', to: '18:00' } });
    const wanted = { ...first, driftPercent: 25, escalateTo: [mia.id] };
    expect(await outcomeOf(policy.save(mia.actor, wanted, 0))).toBe('policy.forbidden');
    expect(await policy.save(ada.actor, wanted, 0)).toEqual({ ...wanted, revision: 1 });
    expect(await policy.current()).toEqual({ ...wanted, revision: 1 });
    expect(await audit.list({ subject: 'review-policy' })).toMatchObject([
      {
        actor: ada.id,
        action: 'policy.saved',
        data: {
          revision: 1,
          marketing: 1,
          it: 1,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          driftPercent: `${first.driftPercent} → 25`,
          escalateTo: `[] → ["${mia.id}"]`,
        },
      },
    ]);
    expect(Object.keys((await audit.list({ subject: 'review-policy' }))[0]?.data ?? {})).toHaveLength(6);
  });

  it('that two administrators save at once is saved once', async () => {
    const { policy, somebody } = world;
    await somebody('Mia', ['marketing_reviewer']);
    await somebody('Ian', ['it_reviewer']);
    const first = await policy.current();
    for (const revision of [0, 1]) {
      const outcomes = await Promise.all(
        [5, 6, 7].map((driftPercent) =>
          outcomeOf(world.another().policy.save(TEST, { ...first, driftPercent }, revision)),
        ),
      );
      expect(outcomes.sort()).toEqual(['accepted', 'policy.changed_meanwhile', 'policy.changed_meanwhile']);
    }
  });

  it('is refused by field with the numbers where nobody could satisfy it, or where it names somebody who may not', async () => {
    const { policy, somebody } = world;
    const mia = await somebody('Mia', ['marketing_reviewer']);
    await somebody('Ian', ['it_reviewer']);
    const eve = await somebody('Eve', ['employee']);
    const first = await policy.current();
    const refusal = async (over: object) => {
      try {
        await policy.save(TEST, { ...first, ...over }, 0);
      } catch (error) {
        if (error instanceof InvalidInput) return error.issues.map(({ field, text }) => [field, text.en]);
      }
      return 'accepted';
    };
    expect(await refusal({ lanes: { ...first.lanes, it: { approvals: 2 } } })).toEqual([
      ['lanes.it.approvals', 'IT needs 2 approvals; 1 person can give one. Ask for fewer, or let more people decide.'],
    ]);
    expect(
      await refusal({ lanes: { ...first.lanes, it: { approvals: 1, reviewers: [mia.id] } }, escalateTo: [eve.id] }),
    ).toEqual([
      ['lanes.it.reviewers', expect.stringContaining('Mia is not an active IT reviewer')],
      ['escalateTo', expect.stringContaining('Eve')],
      ['lanes.it.approvals', expect.stringContaining('0 people can give one')],
    ]);
    expect((await policy.current()).revision).toBe(0);
  });
});
