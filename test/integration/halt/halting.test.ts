import fc from 'fast-check';
import type { HaltState } from '../../../core/deliveries/halt-state.ts';
import { type HaltWorld, openHaltWorld } from './halt-world.ts';

const PEOPLE = 24;

let world: HaltWorld;
beforeAll(async () => {
  world = await openHaltWorld();
  await world.importPeople(PEOPLE);
});
afterAll(() => world.close());
afterEach(() => {
  world.stepping(async () => {});
  world.standIn.clearFaults();
});

const addressesTaken = (id: string) =>
  world.standIn
    .log()
    .filter(({ batchId }) => batchId.startsWith(`${id}/`))
    .map(({ address }) => address);

/** Looks until nothing is under way any more. */
const untilHalted = async (id: string): Promise<HaltState> => {
  const { haltState } = world.sender();
  for (;;) {
    const state = await haltState(id);
    if (!state.halting) return state;
  }
};

const giveBothKeys = async (id: string) => {
  await world.decide(world.marketing, id, 'marketing');
  return (await world.decide(world.it, id, 'it')).campaign;
};

/** Works until the run has finished, with nothing in the way any more. */
const workToTheEnd = async (id: string): Promise<void> => {
  world.stepping(async () => {});
  world.standIn.clearFaults();
  const sender = world.sender();
  while ((await sender.run(id))?.phase !== 'finished') {
    // A provider that failed too often holds a campaign by itself.
    if ((await world.campaigns.byId(id))?.state === 'held') await world.campaigns.resume(world.author, id);
    await sender.work();
  }
};

describe('a halt', () => {
  it('wins over every order of claims and POSTs: once halted is shown none starts, and the numbers are those of the provider', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 80 }),
        fc.array(fc.nat({ max: 4 }), { minLength: 40, maxLength: 40 }),
        fc.array(fc.constantFrom('none', 'slow', 'reset_after', 'error_accepted', 'reset_before'), {
          minLength: 8,
          maxLength: 8,
        }),
        async (haltAt, waits, faults) => {
          const { id } = await world.aScheduled();
          for (const kind of faults) world.standIn.fault(kind === 'slow' ? { kind, ms: 30 } : { kind });
          let step = 0;
          let halted: Promise<{ state: HaltState; posts: number }> | undefined;
          world.stepping(async () => {
            step += 1;
            if (step === haltAt) {
              halted = world.campaigns.halt(world.it, id, 'a page is down').then(async () => {
                const state = await untilHalted(id);
                return { state, posts: world.standIn.posts() };
              });
            }
            // A few steps of the database between two steps of a sender, so that orders differ.
            for (let i = 0; i < (waits[step % waits.length] ?? 0); i += 1) await world.campaigns.byId('C-0');
          });
          const senders = [world.sender(), world.sender()];
          await Promise.all(senders.map((sender) => sender.work()));
          // It was over before. Nothing of it may be left: every POST that is counted below is to be of one campaign.
          if (halted === undefined) return workToTheEnd(id);
          const shown = await halted;
          await Promise.all([...senders, world.sender()].map((sender) => sender.work()));
          expect(world.standIn.posts()).toBe(shown.posts);
          const { submitted, held, uncertain } = shown.state;
          // Nobody has a place before the audience is frozen.
          expect([0, PEOPLE]).toContain(submitted + held + uncertain);
          const [line, ...more] = (await world.campaigns.thread(id)).filter(({ kind }) => kind === 'halted');
          expect(more).toEqual([]);
          expect(line?.data).toMatchObject({ held });
          const taken = world.taken(id);
          expect(taken).toBeGreaterThanOrEqual(submitted);
          expect(taken).toBeLessThanOrEqual(submitted + uncertain);
          world.stepping(async () => {});
          await giveBothKeys(id);
          await workToTheEnd(id);
          expect(addressesTaken(id).sort()).toEqual([...new Set(addressesTaken(id))].sort());
          expect(world.taken(id)).toBe(PEOPLE);
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  }, 150_000);

  it('goes on within one round once both keys are given', async () => {
    const { id } = await world.aScheduled();
    let step = 0;
    world.stepping(async () => {
      step += 1;
      if (step === 30) await world.campaigns.halt(world.it, id, 'why');
    });
    await world.sender().work();
    world.stepping(async () => {});
    const { held, submitted } = await untilHalted(id);
    expect(held).toBeGreaterThan(0);
    expect(held + submitted).toBe(PEOPLE);
    expect((await giveBothKeys(id)).state).toBe('sending');
    await world.sender().work();
    expect(world.taken(id)).toBe(PEOPLE);
    expect((await world.campaigns.byId(id))?.state).toBe('sent');
  });
});

describe('a change freeze', () => {
  it('wins over every order of claims and POSTs as a halt does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.nat({ max: 4 }), { minLength: 20, maxLength: 20 }),
        async (freezeAt, waits) => {
          const { id } = await world.aScheduled();
          let step = 0;
          let frozen: Promise<{ freezeId: string; posts: number }> | undefined;
          world.stepping(async () => {
            step += 1;
            if (step === freezeAt) {
              // Whoever announced it has not held the campaign yet: only those who send can know.
              frozen = world.storeFreeze(`f-${id}`).then(async () => {
                await untilHalted(id);
                return { freezeId: `f-${id}`, posts: world.standIn.posts() };
              });
            }
            for (let i = 0; i < (waits[step % waits.length] ?? 0); i += 1) await world.campaigns.byId('C-0');
          });
          const senders = [world.sender(), world.sender()];
          await Promise.all(senders.map((sender) => sender.work()));
          if (frozen === undefined) return workToTheEnd(id);
          const { freezeId, posts } = await frozen;
          await Promise.all(senders.map((sender) => sender.work()));
          expect(world.standIn.posts()).toBe(posts);
          await world.freezes.end(world.it, freezeId);
          const { state } = (await world.campaigns.byId(id)) ?? {};
          world.stepping(async () => {});
          if (state === 'held') await giveBothKeys(id);
          await workToTheEnd(id);
          expect(world.taken(id)).toBe(PEOPLE);
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
  }, 150_000);
});
