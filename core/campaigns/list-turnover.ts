import type { AuditService } from '../audit/audit-service.ts';
import { conditionsIn, type Rule } from '../segments/rule.ts';

/** What the audit log says of a list at most; more than these many changes are a change of everybody in any case. */
const ENTRIES = 10_000;
const ACTIONS = ['segment.people_added', 'segment.people_taken_out'] as const;

/**
 * How often somebody was put on or taken off the static lists that a rule looks at, since then: a rule holds who is on a
 * list by its name alone, so that everybody on it can be exchanged while as many match.
 */
export const listTurnover = async (audit: Pick<AuditService, 'list'>, rule: Rule, since: Date): Promise<number> => {
  const lists = new Set(conditionsIn(rule).flatMap((one) => (one.kind === 'listed' ? [one.list] : [])));
  let changed = 0;
  for (const subject of lists) {
    for (const action of ACTIONS) {
      for (const { data } of await audit.list({ subject, action, from: since, limit: ENTRIES })) {
        changed += Number(data.added ?? data.taken ?? 0);
      }
    }
  }
  return changed;
};
