import type { Lang } from '../common/lang.ts';
import type { ChatIdentity, ChatPlatform } from './chat-identity.ts';
import type { Actor, Role, Staff, Surface } from './staff.ts';

export interface InviteInput {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly lang: Lang;
}

/** Staff, their accounts and their chat identities. Every change is audited. */
export interface PeopleService {
  /** Makes the first administrator; answers undefined, and changes nothing, where staff exist already (race-proof). */
  createFirstAdministrator(input: {
    email: string;
    name: string;
    password: string;
    lang: Lang;
  }): Promise<Staff | undefined>;
  /** For CLI, sample and tests: an active member of staff with a password, by an administrator or the system. */
  addStaff(actor: Actor, input: InviteInput & { password: string; timeZone?: string }): Promise<Staff>;
  /** Makes an `invited` member of staff and a one-time token, valid 7 days. @throws people.email_taken, people.email_invalid */
  invite(actor: Actor, input: InviteInput): Promise<{ staff: Staff; token: string }>;
  /** @throws people.invitation_invalid, people.password_weak */
  acceptInvitation(token: string, input: { name: string; password: string }): Promise<Staff>;
  invitation(token: string): Promise<Staff | undefined>;
  /**
   * Checks a password (scrypt). Throttled by address and by network (both in the database).
   * @throws people.sign_in_refused (same text for unknown address and wrong password), people.sign_in_throttled
   */
  signIn(input: { email: string; password: string; network: string }): Promise<Staff>;
  /** @throws people.password_wrong, people.password_weak. Ends every other session. */
  changePassword(actor: Actor, input: { current: string; next: string }): Promise<void>;
  /**
   * For somebody who lost theirs; ends every session, and the wait after wrong tries.
   * @throws people.not_found, people.password_weak
   */
  replacePassword(actor: Actor, staffId: string, next: string): Promise<Staff>;
  /** Sessions that began before this moment are over. */
  signOutEverywhere(actor: Actor): Promise<void>;
  /** The start of the oldest session that still counts. */
  sessionsValidFrom(staffId: string): Promise<Date>;
  byId(id: string): Promise<Staff | undefined>;
  byIds(ids: readonly string[]): Promise<Staff[]>;
  byEmail(email: string): Promise<Staff | undefined>;
  list(): Promise<Staff[]>;
  /** The last active administrator can lose neither role nor account. @throws people.last_administrator */
  setRoles(actor: Actor, staffId: string, roles: readonly Role[]): Promise<Staff>;
  setStatus(actor: Actor, staffId: string, status: 'active' | 'disabled'): Promise<Staff>;
  updateProfile(actor: Actor, input: { name: string; lang: Lang; timeZone: string }): Promise<Staff>;

  /** The member of staff behind a chat account, if linked and active. */
  byIdentity(platform: ChatPlatform, workspaceId: string, userId: string): Promise<Staff | undefined>;
  identitiesOf(staffId: string): Promise<ChatIdentity[]>;
  /** One-time token (30 minutes) for `/link/TOKEN` on the portal, where the signed-in person confirms. */
  startLink(identity: Omit<ChatIdentity, 'staffId' | 'linkedAt'>): Promise<{ token: string }>;
  linkRequest(token: string): Promise<Omit<ChatIdentity, 'staffId' | 'linkedAt'> | undefined>;
  /** @throws people.link_invalid, people.identity_taken */
  completeLink(actor: Actor, token: string): Promise<ChatIdentity>;
  /** For administrators, sample and tests. */
  linkIdentity(actor: Actor, identity: Omit<ChatIdentity, 'linkedAt'>): Promise<ChatIdentity>;
  unlink(actor: Actor, identity: { platform: ChatPlatform; workspaceId: string; userId: string }): Promise<void>;
}

/** The actor for a member of staff on a surface. */
export const staffActor = (staff: Staff, surface: Surface): Actor => ({ kind: 'staff', staff, surface });
