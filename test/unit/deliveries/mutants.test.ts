import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_CASES, SHORT_CASES } from '../../faults/fault-cases.ts';
import { MUTANTS } from '../../faults/mutants/mutants.ts';
import { ROOT } from '../../support/files-under.ts';

/** `npm run test:faults -- --mutants` takes minutes; that it can still be run is looked at here. */
describe('the list of deliberate bugs', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('"%s" fits the code as it stands', (_, mutant) => {
    for (const { file, from, to } of mutant.edits) {
      expect(readFileSync(join(ROOT, file), 'utf8').split(from).length - 1).toBe(1);
      expect(to).not.toBe(from);
    }
  });

  it.each(MUTANTS.map(({ name, witness }) => [name, witness] as const))('"%s" has a witness', (_, witness) => {
    if (witness.kind === 'faults') {
      const cases = witness.short ? SHORT_CASES : FAULT_CASES;
      expect(cases.filter((one) => one.name.includes(witness.only))).toHaveLength(1);
    } else {
      expect(readFileSync(join(ROOT, witness.file), 'utf8').length).toBeGreaterThan(0);
    }
  });
});
