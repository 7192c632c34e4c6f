import { z } from 'zod';
import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import { HIDDEN_SIGNS } from '../common/hidden-signs.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import { isTimeZone } from '../common/time-zone.ts';
import { checkPassword, createPasswords, PASSWORD_COST, type PasswordCost } from './password.ts';
import { peopleErrors } from './people-errors.ts';
import type { InviteInput, PeopleService } from './people-service.ts';
import { can } from './permissions.ts';
import { type Actor, actedBy, ROLES, type Role, type Staff } from './staff.ts';
import type { StaffStore } from './staff-store.ts';

const DAY = 24 * 60 * 60_000;
const INVITATION_DAYS = 7;
/** Tries in a window, and its length. The network's is higher: an office shares one. */
const THROTTLE = { perAddress: 10, perNetwork: 60, minutes: 15 } as const;
const DEFAULT_ZONE = 'Asia/Seoul';

const email = z.string().trim().toLowerCase().max(254).pipe(z.email());
const roles = z.array(z.enum(ROLES)).min(1);

const parseEmail = (value: string): string => {
  const parsed = email.safeParse(value);
  if (!parsed.success) throw peopleErrors.emailInvalid();
  return parsed.data;
};
const parseName = (value: string): string => {
  const name = value.normalize('NFC').trim();
  if (name.length === 0 || name.length > 100 || HIDDEN_SIGNS.test(name)) throw peopleErrors.nameMissing();
  return name;
};
const parseRoles = (value: readonly Role[]): Role[] => {
  const parsed = roles.safeParse(value);
  if (!parsed.success) throw peopleErrors.rolesMissing();
  return [...new Set(parsed.data)];
};
const parseZone = (value: string): string => {
  if (!isTimeZone(value)) throw peopleErrors.zoneInvalid();
  return value;
};

type Accounts = Omit<
  PeopleService,
  'byIdentity' | 'identitiesOf' | 'startLink' | 'linkRequest' | 'completeLink' | 'linkIdentity' | 'unlink'
>;

/** Staff, their passwords, invitations and sessions. */
export const createAccounts = ({
  store,
  audit,
  hash,
  clock,
  ids,
  passwordCost = PASSWORD_COST,
  changed,
}: {
  store: StaffStore;
  audit: AuditService;
  hash: KeyedHash;
  clock: Clock;
  ids: Ids;
  passwordCost?: PasswordCost;
  /** Roles, status or name of somebody changed. */
  changed: () => Promise<void>;
}): Accounts => {
  const passwords = createPasswords(passwordCost);
  const record = (actor: Actor, action: string, subject: string, data: Record<string, string> = {}) =>
    audit.append({
      ...actedBy(actor),
      action,
      subject,
      data,
    });
  const mustManage = (actor: Actor): void => {
    if (actor.kind === 'staff' && !can(actor.staff, 'people.manage')) throw peopleErrors.notAllowed();
  };
  const self = (actor: Actor): Staff => {
    if (actor.kind !== 'staff') throw peopleErrors.staffOnly();
    return actor.staff;
  };
  const found = (staff: Staff | undefined): Staff => {
    if (staff === undefined) throw peopleErrors.notFound();
    return staff;
  };
  const newStaff = (input: InviteInput, status: Staff['status'], timeZone = DEFAULT_ZONE): Staff => ({
    id: ids.next(),
    email: parseEmail(input.email),
    name: parseName(input.name),
    roles: parseRoles(input.roles),
    lang: input.lang,
    timeZone: parseZone(timeZone),
    status,
    createdAt: clock.now(),
  });
  const tokenHash = (token: string): string => hash.mac('one-time-tokens', token);
  /** Where tries for an address are counted now, and until when. */
  const attemptsAt = (address: string) => {
    const windowMs = THROTTLE.minutes * 60_000;
    const now = clock.now().getTime();
    const window = Math.floor(now / windowMs);
    const expiresAt = new Date((window + 1) * windowMs);
    const wait = Math.ceil((expiresAt.getTime() - now) / 1_000);
    return { window, expiresAt, wait, key: `address:${window}:${hash.personal(address)}` };
  };
  /** Keeps the list of active administrators true before roles or status change. */
  const guardAdministrators = async (staffId: string, staysAdministrator: boolean): Promise<void> => {
    if (staysAdministrator) await store.addAdministrator(staffId);
    else if (!(await store.removeAdministrator(staffId))) throw peopleErrors.lastAdministrator();
  };

  return {
    async createFirstAdministrator(input) {
      const staff = newStaff({ ...input, roles: ['admin'] }, 'active');
      checkPassword(input.password, staff.email);
      if ((await store.count()) > 0) return undefined;
      const passwordHash = await passwords.hash(input.password);
      if (!(await store.insert(staff, { passwordHash, first: true }))) return undefined;
      await store.addAdministrator(staff.id);
      await record({ kind: 'system', name: 'first-start' }, 'people.first_administrator', staff.id);
      return staff;
    },

    async addStaff(actor, input) {
      mustManage(actor);
      const staff = newStaff(input, 'active', input.timeZone);
      checkPassword(input.password, staff.email);
      if (!(await store.insert(staff, { passwordHash: await passwords.hash(input.password) }))) {
        throw peopleErrors.emailTaken();
      }
      if (staff.roles.includes('admin')) await store.addAdministrator(staff.id);
      await record(actor, 'people.added', staff.id, { roles: staff.roles.join(' ') });
      return staff;
    },

    async invite(actor, input) {
      mustManage(actor);
      const staff = newStaff(input, 'invited');
      if (!(await store.insert(staff, { passwordHash: null }))) throw peopleErrors.emailTaken();
      const token = ids.secret();
      await store.addToken({
        hash: tokenHash(token),
        kind: 'invitation',
        data: { staffId: staff.id },
        expiresAt: new Date(clock.now().getTime() + INVITATION_DAYS * DAY),
      });
      await record(actor, 'people.invited', staff.id, { roles: staff.roles.join(' ') });
      return { staff, token };
    },

    async invitation(token) {
      const data = await store.token(tokenHash(token), 'invitation', clock.now());
      return data?.staffId === undefined ? undefined : store.byId(data.staffId);
    },

    async acceptInvitation(token, input) {
      const invited = await store.token(tokenHash(token), 'invitation', clock.now());
      const staff = invited?.staffId === undefined ? undefined : await store.byId(invited.staffId);
      if (staff?.status !== 'invited') throw peopleErrors.invitationInvalid();
      const name = parseName(input.name);
      checkPassword(input.password, staff.email);
      const passwordHash = await passwords.hash(input.password);
      // From here the token is gone: two people with one link make one account.
      if (!(await store.useToken(tokenHash(token), 'invitation', clock.now()))) throw peopleErrors.invitationInvalid();
      const active = found(await store.update(staff.id, { name, passwordHash, status: 'active' }));
      if (active.roles.includes('admin')) await store.addAdministrator(active.id);
      await record({ kind: 'staff', staff: active, surface: 'portal' }, 'people.joined', active.id);
      return active;
    },

    async signIn({ email: typed, password, network }) {
      const address = typed.trim().toLowerCase().slice(0, 254);
      const { window, expiresAt, wait, key: addressKey } = attemptsAt(address);
      const [byAddress, byNetwork] = await Promise.all([
        store.countAttempt(addressKey, expiresAt),
        store.countAttempt(`network:${window}:${hash.personal(network)}`, expiresAt),
      ]);
      if (byAddress > THROTTLE.perAddress || byNetwork > THROTTLE.perNetwork) {
        throw peopleErrors.signInThrottled(wait);
      }
      const staff = await store.byEmail(address);
      const secret = staff === undefined ? undefined : await store.secretsOf(staff.id);
      const right = await passwords.matches(password, secret?.passwordHash);
      if (!right || staff?.status !== 'active') throw peopleErrors.signInRefused();
      await store.forgetAttempts(addressKey);
      return staff;
    },

    async changePassword(actor, { current, next }) {
      const staff = self(actor);
      // Counted apart from signing in: whoever sits at an open session must not lock its owner out of another.
      const { window, expiresAt, wait } = attemptsAt(staff.email);
      const key = `change:${window}:${staff.id}`;
      if ((await store.countAttempt(key, expiresAt)) > THROTTLE.perAddress) {
        throw peopleErrors.signInThrottled(wait, 'current');
      }
      const secret = await store.secretsOf(staff.id);
      if (!(await passwords.matches(current, secret?.passwordHash))) throw peopleErrors.passwordWrong();
      checkPassword(next, staff.email);
      await store.update(staff.id, { passwordHash: await passwords.hash(next) }, clock.now());
      await store.forgetAttempts(key);
      await record(actor, 'people.password_changed', staff.id);
    },

    async replacePassword(actor, staffId, next) {
      mustManage(actor);
      const staff = found(await store.byId(staffId));
      checkPassword(next, staff.email);
      const changed = found(await store.update(staffId, { passwordHash: await passwords.hash(next) }, clock.now()));
      await store.forgetAttempts(attemptsAt(staff.email).key);
      await record(actor, 'people.password_replaced', staffId);
      return changed;
    },

    async signOutEverywhere(actor) {
      const staff = self(actor);
      await store.update(staff.id, {}, clock.now());
      await record(actor, 'people.signed_out_everywhere', staff.id);
    },

    async sessionsValidFrom(staffId) {
      const secret = await store.secretsOf(staffId);
      if (secret === undefined) throw peopleErrors.notFound();
      return secret.sessionsValidFrom;
    },

    byId: (id) => store.byId(id),
    byIds: (list) => store.byIds(list),
    byEmail: (address) => store.byEmail(address.trim().toLowerCase()),
    list: () => store.list(),

    async setRoles(actor, staffId, wanted) {
      mustManage(actor);
      const staff = found(await store.byId(staffId));
      const next = parseRoles(wanted);
      if (staff.status === 'active') await guardAdministrators(staffId, next.includes('admin'));
      const after = found(await store.update(staffId, { roles: next }));
      await record(actor, 'people.roles_changed', staffId, { roles: next.join(' ') });
      await changed();
      return after;
    },

    async setStatus(actor, staffId, status) {
      mustManage(actor);
      const staff = found(await store.byId(staffId));
      await guardAdministrators(staffId, status === 'active' && staff.roles.includes('admin'));
      const after = found(await store.update(staffId, { status }, clock.now()));
      await record(actor, 'people.status_changed', staffId, { status });
      await changed();
      return after;
    },

    async updateProfile(actor, input) {
      const staff = self(actor);
      const change = { name: parseName(input.name), lang: input.lang, timeZone: parseZone(input.timeZone) };
      const after = found(await store.update(staff.id, change));
      await record(actor, 'people.profile_changed', staff.id);
      if (after.name !== staff.name) await changed();
      return after;
    },
  };
};
