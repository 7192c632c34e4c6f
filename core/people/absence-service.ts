import type { Absence } from './absence.ts';
import type { Actor } from './staff.ts';

/** Who is away, and who decides for them. A person sets their own; an administrator anybody's. Audited. */
export interface AbsenceService {
  /** @throws InvalidInput by field (`from`, `until`, `delegateId`: not oneself, active, not away over the same time with a way back to oneself) */
  set(actor: Actor, input: { staffId: string; from: Date; until: Date; delegateId: string | null }): Promise<Absence>;
  clear(actor: Actor, staffId: string): Promise<void>;
  of(staffId: string): Promise<Absence | undefined>;
  /** Everybody who is away at that moment. */
  present(at: Date): Promise<readonly Absence[]>;
}
