import fc from 'fast-check';
import { createLogger } from '../../../core/common/logger.ts';
import type { ClaimedBatch } from '../../../core/deliveries/batch-claims-store.ts';
import { type SendBatchDeps, sendBatch } from '../../../core/deliveries/send-batch.ts';
import { sendTiming } from '../../../core/deliveries/timing.ts';
import type { OutgoingBatch } from '../../../core/mail/email-provider.ts';

const PEOPLE = ['a', 'b', 'c', 'd'];
const recipients = PEOPLE.map((contactId, position) => ({
  position,
  contactId,
  address: `${contactId}@example.test`,
  variables: '{}',
}));

/** One claimed batch, and who withdraws while it is on its way; what each step waits for is decided by `wait`. */
const sendWith = async (wait: <T>(name: string, step: () => T) => Promise<T>, withdrawals: readonly string[]) => {
  const withdrawn = new Set<string>();
  const seenAtLook = new Set<string>();
  const excluded = new Set<string>();
  const posted = new Set<string>();
  const yes = async () => true;
  const deps = {
    claims: {
      exclude: (_: unknown, people: readonly { position: number }[]) =>
        wait('exclude', () => {
          for (const { position } of people) excluded.add(PEOPLE[position] ?? '');
          return true;
        }),
      skipEmptyPart: yes,
      stillHeld: () => wait('lease', () => true),
      settle: yes,
      release: yes,
    },
    contacts: {
      withdrawnAmong: (people: readonly { contactId: string }[]) =>
        wait('look', () => {
          for (const name of withdrawn) seenAtLook.add(name);
          return new Map(
            people.flatMap(({ contactId }) => (withdrawn.has(contactId) ? [[contactId, 'suppressed']] : []) as never),
          );
        }),
    },
    provider: {
      submit: (batch: OutgoingBatch) =>
        wait('post', () => {
          for (const { address } of batch.recipients) posted.add(address.slice(0, 1));
          return { kind: 'accepted', providerId: 'x' } as const;
        }),
    },
    quiet: () => wait('night', () => null),
    pace: { quietMs: () => wait('quiet', () => 0) },
    timing: sendTiming(),
    logger: createLogger('silent', 'test'),
    maySend: () => wait('may', () => true),
    outgoing: (_: unknown, people: typeof recipients) =>
      wait('mail', () => ({ recipients: people.map(({ address }) => ({ address, variables: '{}' })) })),
  } as unknown as SendBatchDeps;
  const batch = { _id: 'C-1/1/b/0001', fence: 1, recipients, waiting: [], byPerson: false } as unknown as ClaimedBatch;
  const withdrawing = withdrawals.map((name) => wait(`withdraw ${name}`, () => withdrawn.add(name)));
  await sendBatch(deps, batch, Number.POSITIVE_INFINITY);
  await Promise.all(withdrawing);
  return { seenAtLook, excluded, posted };
};

describe('a withdrawal', () => {
  it('that is recorded before the last look at its batch wins, in every order of steps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.uniqueArray(fc.constantFrom(...PEOPLE)), async (scheduler, withdrawals) => {
        const wait = async <T>(name: string, step: () => T): Promise<T> => {
          await scheduler.schedule(Promise.resolve(), name);
          return step();
        };
        const ends = sendWith(wait, withdrawals);
        await scheduler.waitFor(ends);
        const { seenAtLook, excluded, posted } = await ends;
        expect([...excluded].sort()).toEqual([...seenAtLook].sort());
        expect([...posted].filter((name) => seenAtLook.has(name))).toEqual([]);
        expect([...posted, ...excluded].sort()).toEqual(PEOPLE);
      }),
    );
  });
});
