import { tooManyVariants } from '../../../core/campaigns/campaign-errors.ts';
import type { CompiledMail } from '../../../core/campaigns/compiled-mail.ts';
import { type SendWorld, sendWorld, someContacts } from './send-world.ts';

let world: SendWorld;
afterEach(() => world.close());

const HELD: readonly [string, (usual: CompiledMail) => CompiledMail, RegExp][] = [
  [
    'whose conditions make more than 20 mails',
    (usual) => ({
      ...usual,
      for: () => {
        throw tooManyVariants(20);
      },
    }),
    /more than 20 different mails.*Use fewer conditions/,
  ],
  [
    'of more than a provider takes',
    (usual) => ({
      ...usual,
      for: (contact) => {
        const { variant, variables } = usual.for(contact);
        return { variant: { ...variant, html: variant.html + 'x'.repeat(26 * 1024 * 1024) }, variables };
      },
    }),
    /comes to 27 MB.*Shorten the content/,
  ],
  [
    'with a value of more than a provider takes',
    (usual) => ({ ...usual, for: (one) => ({ ...usual.for(one), variables: { v0: 'x'.repeat(26 * 1024 * 1024) } }) }),
    /comes to 27 MB/,
  ],
];

describe('a mail', () => {
  it.each(HELD)(
    '%s holds its campaign with the reason and the way on; nobody gets anything',
    async (_, mail, reason) => {
      world = await sendWorld({ contacts: someContacts(5), mailgun: true, mail });
      await world.deliveries.work();
      expect(world.state()).toBe('held');
      expect(world.reason()?.en).toMatch(reason);
      expect(world.reason()?.ko).toMatch(/[가-힣]/);
      expect(await world.deliveries.sum('C-1')).toBeUndefined();
      expect(world.standIn.posts()).toBe(0);
    },
  );

  it('with a value of a megabyte goes to few people at once, to everybody once', async () => {
    const value = '가'.repeat(350_000);
    world = await sendWorld({
      contacts: someContacts(8),
      mailgun: true,
      mail: (usual) => ({ ...usual, for: (contact) => ({ ...usual.for(contact), variables: { v0: value } }) }),
      postTimeoutMs: 10_000,
    });
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(8).fill(1));
    // Not toBe: a difference of a megabyte is nothing to read.
    expect(world.standIn.log()[7]?.subject === `Hello ${value}`).toBe(true);
    expect(world.standIn.posts()).toBeGreaterThanOrEqual(2);
  });

  it('that would turn out otherwise each time is the one that was frozen, after a retry too', async () => {
    let made = 0;
    world = await sendWorld({
      contacts: someContacts(6),
      mailgun: true,
      mail: (usual) => ({
        ...usual,
        for: (contact) => {
          made += 1;
          return { ...usual.for(contact), variables: { v0: `value ${made}` } };
        },
      }),
    });
    world.standIn.fault({ kind: 'reset_before' });
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(6).fill(1));
    expect(made).toBe(6);
    expect(world.standIn.log().map(({ subject }) => subject)).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `Hello value ${n}`),
    );
  });
});
