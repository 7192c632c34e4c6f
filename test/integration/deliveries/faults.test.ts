import { randomInt } from 'node:crypto';
import { SHORT_CASES } from '../../faults/fault-cases.ts';
import { runFaults } from '../../faults/run-faults.ts';

describe('a send whose workers are killed and stopped while the database loses its answers', () => {
  it('sends nobody two mails, loses nobody, and its sum closes at every moment', async () => {
    const said: string[] = [];
    const report = await runFaults({
      seed: randomInt(1, 2 ** 31),
      kills: 0,
      cases: SHORT_CASES,
      ownDatabase: false,
      limitMs: 280_000,
      say: (line) => said.push(line),
    });
    // The seed repeats it: npm run test:faults -- --short --seed N
    expect({ ...report, said }).toEqual({
      seed: report.seed,
      sends: SHORT_CASES.length,
      kills: 5,
      stops: 1,
      violations: [],
      said: expect.anything(),
    });
  }, 300_000);
});
