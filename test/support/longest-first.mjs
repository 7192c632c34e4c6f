import { statSync } from 'node:fs';

/** By their names: whole products started as processes, which the size of a file says nothing about. */
const LONGEST = ['integration/deliveries/faults', 'e2e/local/command-line', 'integration/segments/two-evaluators'];
const PROJECTS = ['e2e', 'integration', 'architecture', 'unit'];

const rank = ({ path, context }) => {
  const longest = LONGEST.findIndex((name) => path.replaceAll('\\', '/').includes(`/${name}.`));
  return longest === -1 ? LONGEST.length + PROJECTS.indexOf(context.config.displayName?.name) : longest;
};

/**
 * The order of test files for jest: long ones first, so that no worker is left alone with one when the others have
 * ended. A first run has no durations of an earlier one, by which jest itself would order.
 */
export default class LongestFirst {
  sort(tests) {
    return tests
      .map((test) => ({ test, rank: rank(test), bytes: statSync(test.path).size }))
      .sort((a, b) => a.rank - b.rank || b.bytes - a.bytes)
      .map(({ test }) => test);
  }

  shard(tests, { shardIndex, shardCount }) {
    return tests.filter((_, i) => i % shardCount === shardIndex - 1);
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
