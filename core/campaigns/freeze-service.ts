import type { Actor } from '../people/staff.ts';
import type { ChangeFreeze } from './change-freeze.ts';

/** Freezes: announced and ended by IT reviewers and administrators. Held campaigns go on only with both keys. */
export interface FreezeService {
  /**
   * From now or later. Tells every owner of a campaign that it holds, and the campaign channels. Audited.
   * @throws freeze.forbidden, InvalidInput (`reason` required, at most 500; `from` before `until`; a window needs `until`, at most 90 days)
   */
  announce(
    actor: Actor,
    input: { kind: 'window' | 'incident'; reason: string; from: Date | null; until: Date | null },
  ): Promise<ChangeFreeze>;
  /** Ends it now. The campaigns it held stay held until both keys release them. */
  end(actor: Actor, id: string): Promise<ChangeFreeze>;
  /** Those that hold now or will. */
  current(): Promise<readonly ChangeFreeze[]>;
  /** The one that holds at this moment, by the database's clock. */
  active(): Promise<ChangeFreeze | undefined>;
  list(limit?: number): Promise<readonly ChangeFreeze[]>;
  /** Campaigns that a freeze holds, or would hold as scheduled. */
  affected(id: string): Promise<readonly string[]>;
}
