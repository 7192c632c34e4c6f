import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTION_WORDS } from '../../portal/audit/words.ts';
import { projectFiles, ROOT } from '../support/files-under.ts';

/** As a record names it: `action: 'contact.merged'`, `audit: 'campaign.held'`, `record(actor, 'insight.shared', …)`. */
const NAMED = /\b(?:action: |audit: |record\(\w+, )'([a-z_]+\.[a-z_]+)'/g;

const recorded = projectFiles('core', /\.ts$/).flatMap((file) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(NAMED)].map(([, action]) => action ?? ''),
);

test('every action in the audit log has words on its page', () => {
  expect(recorded.length).toBeGreaterThan(50);
  expect([...new Set(recorded)].filter((action) => !(action in ACTION_WORDS))).toEqual([]);
});
