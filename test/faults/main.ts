import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { FAULT_CASES, SHORT_CASES } from './fault-cases.ts';
import { runMutants } from './mutants/run-mutants.ts';
import { runFaults } from './run-faults.ts';

const HOUR_MS = 3_600_000;
const USAGE = `Usage: npm run test:faults -- [--seed N] [--kills N] [--short] [--only WORDS] [--mutants]
Sends campaigns by worker processes that are killed and stopped, over a database and a provider that fail. The
provider's own log is the judge: nobody twice, nobody lost, and every snapshot of the sum closes.
  --seed N      repeats a run (it is printed); another one each time where it is not given
  --kills N     how many workers are killed at least; 100 unless said otherwise
  --short       the cases that npm test runs
  --only WORDS  cases, or mutants, whose name holds these words
  --mutants     puts deliberate bugs into a copy of the code, one at a time: each must be found
`;

const read = () => {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string' },
        kills: { type: 'string' },
        short: { type: 'boolean', default: false },
        only: { type: 'string' },
        mutants: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const seed = values.seed === undefined ? randomInt(1, 2 ** 31) : Number(values.seed);
    const kills = values.kills === undefined ? (values.short ? 0 : 100) : Number(values.kills);
    return Number.isInteger(seed) && Number.isInteger(kills) && kills >= 0 ? { ...values, seed, kills } : undefined;
  } catch {
    return undefined;
  }
};

const asked = read();
if (asked === undefined || asked.help) {
  process.stderr.write(USAGE);
  process.exit(asked?.help === true ? 0 : 2);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
if (asked.mutants) {
  process.exit((await runMutants({ seed: asked.seed, only: asked.only ?? '', say })) === 0 ? 0 : 1);
}
const cases = (asked.short ? SHORT_CASES : FAULT_CASES).filter((one) => one.name.includes(asked.only ?? ''));
if (cases.length === 0) {
  say(`No case is called so. There are:\n${FAULT_CASES.map((one) => `  ${one.name}`).join('\n')}`);
  process.exit(2);
}
say(`seed ${asked.seed}`);
const report = await runFaults({ ...asked, cases, ownDatabase: true, limitMs: HOUR_MS, say });
say(
  `${report.sends} campaigns, ${report.kills} workers killed, ${report.stops} stopped; ` +
    `${report.violations.length === 0 ? 'nobody twice, nobody lost, every sum closes' : `${report.violations.length} violations`} (seed ${report.seed})`,
);
process.exit(report.violations.length === 0 ? 0 : 1);
