import { FAULT_CASES, type FaultCase } from './fault-cases.ts';
import { type FaultWorld, openFaultWorld } from './fault-world.ts';
import { createRandom } from './random.ts';

export interface FaultReport {
  readonly seed: number;
  readonly sends: number;
  readonly kills: number;
  readonly stops: number;
  /** What should never be, each with the case in which it was. */
  readonly violations: readonly string[];
}

/**
 * Runs each case once, and again from the first until `kills` workers were killed; never longer than `limitMs`. What
 * happens follows from the seed, but for the moments at which processes meet.
 */
export const runFaults = async (input: {
  readonly seed: number;
  readonly kills: number;
  readonly cases?: readonly FaultCase[];
  /** A database that may be killed, for every case; else the server of the tests, and cases that need their own are left out. */
  readonly ownDatabase: boolean;
  readonly limitMs: number;
  readonly say: (line: string) => void;
}): Promise<FaultReport> => {
  const cases = (input.cases ?? FAULT_CASES).filter((one) => input.ownDatabase || one.ownDatabase !== true);
  const until = Date.now() + input.limitMs;
  const violations: string[] = [];
  let sends = 0;
  let kills = 0;
  let stops = 0;
  let world: FaultWorld | undefined;
  try {
    for (let round = 0; round === 0 || kills < input.kills; round += 1) {
      // A database of one round: an old one grows slow.
      world = await openFaultWorld({ own: input.ownDatabase });
      for (const [index, one] of cases.entries()) {
        if (Date.now() > until) {
          violations.push(`the time is over after ${sends} sends and ${kills} of ${input.kills} kills`);
          return { seed: input.seed, sends, kills, stops, violations };
        }
        if (round > 0 && kills >= input.kills) break;
        const begun = Date.now();
        const end = await one.run(world, createRandom(input.seed + round * 1_000 + index));
        sends += 1;
        kills += end.kills;
        stops += end.stops;
        violations.push(...end.violations.map((text) => `${one.name} (round ${round}): ${text}`));
        const seconds = ((Date.now() - begun) / 1_000).toFixed(1);
        input.say(
          `${end.violations.length === 0 ? 'held' : 'BROKEN'}  ${one.name}: ${end.kills} killed, ${end.stops} stopped, ${seconds} s`,
        );
        for (const text of end.violations) input.say(`        ${text}`);
      }
      await world.close();
      world = undefined;
    }
    return { seed: input.seed, sends, kills, stops, violations };
  } finally {
    await world?.close();
  }
};
