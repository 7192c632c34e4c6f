import type { Actor } from '../people/staff.ts';
import type { ReviewPolicy } from './policy.ts';

export interface PolicyService {
  /** The policy that holds; the default one (one approval a lane, Monday to Friday 9 to 18) where none was saved. */
  current(): Promise<ReviewPolicy>;
  /**
   * Replaces it. `revision` is the one that was read. Needs settings.manage. Audited.
   * @throws InvalidInput by field (`lanes.it.approvals`, `hours.from` …) — a policy that nobody can satisfy is refused with the numbers —,
   *   policy.changed_meanwhile, policy.forbidden
   */
  save(actor: Actor, input: unknown, revision: number): Promise<ReviewPolicy>;
}
