import type { Lang } from '../common/lang.ts';

/** What a member of staff may be; one person may hold several. */
export const ROLES = [
  'admin',
  'marketer',
  'marketing_reviewer',
  'it_reviewer',
  'manager',
  'employee',
  'auditor',
] as const;
export type Role = (typeof ROLES)[number];

export type StaffStatus = 'invited' | 'active' | 'disabled';

/** A person who works with Tandem (never a contact, who receives mail). */
export interface Staff {
  readonly id: string;
  /** Normalised, unique. */
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly lang: Lang;
  /** IANA name. */
  readonly timeZone: string;
  readonly status: StaffStatus;
  readonly createdAt: Date;
}

/** Who acts. Services take this and check it themselves; edges never decide. */
export type Actor =
  | { readonly kind: 'staff'; readonly staff: Staff; readonly surface: Surface }
  | { readonly kind: 'system'; readonly name: string };

/** Where an action came from; recorded with it. */
export type Surface = 'portal' | 'slack' | 'teams' | 'cli' | 'api';

export const systemActor = (name: string): Actor => ({ kind: 'system', name });
/** The id that records name: a staff id, or `system:NAME`. */
export const actorId = (actor: Actor): string => (actor.kind === 'staff' ? actor.staff.id : `system:${actor.name}`);
/** The surface that records name: where a member of staff acted, or `system`. */
export const surfaceOf = (actor: Actor): string => (actor.kind === 'staff' ? actor.surface : 'system');

/** Who acted and from where, as every record of an act names it. */
export const actedBy = (actor: Actor): { readonly actor: string; readonly surface: string } => ({
  actor: actorId(actor),
  surface: surfaceOf(actor),
});
