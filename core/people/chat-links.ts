import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import { withoutHiddenSigns } from '../common/hidden-signs.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { ChatIdentity } from './chat-identity.ts';
import { linkedNotice } from './link-notice.ts';
import type { Notice } from './notice.ts';
import { peopleErrors } from './people-errors.ts';
import type { PeopleService } from './people-service.ts';
import { can } from './permissions.ts';
import { type Actor, actedBy } from './staff.ts';
import type { StaffStore } from './staff-store.ts';

const LINK_MINUTES = 30;

type ChatLinks = Pick<
  PeopleService,
  'byIdentity' | 'identitiesOf' | 'startLink' | 'linkRequest' | 'completeLink' | 'linkIdentity' | 'unlink'
>;

/** Which chat account belongs to whom. The portal's sign-in is the proof; chat alone never decides it. */
export const createChatLinks = ({
  store,
  audit,
  hash,
  clock,
  ids,
  tell,
}: {
  store: StaffStore;
  audit: AuditService;
  hash: KeyedHash;
  clock: Clock;
  ids: Ids;
  tell: (notice: Omit<Notice, 'at'>) => Promise<void>;
}): ChatLinks => {
  const record = (actor: Actor, action: string, subject: string, platform: string) =>
    audit.append({
      ...actedBy(actor),
      action,
      subject,
      data: { platform },
    });
  const requestFrom = (data: Readonly<Record<string, string>> | undefined) => {
    const { platform, workspaceId, userId, displayName } = data ?? {};
    if ((platform !== 'slack' && platform !== 'teams') || workspaceId === undefined || userId === undefined) return;
    return { platform, workspaceId, userId, displayName: withoutHiddenSigns(displayName ?? '') } as const;
  };
  const link = async (actor: Actor, identity: ChatIdentity): Promise<ChatIdentity> => {
    if (!(await store.linkIdentity(identity))) throw peopleErrors.identityTaken();
    await record(actor, 'people.chat_linked', identity.staffId, identity.platform);
    return identity;
  };

  return {
    async byIdentity(platform, workspaceId, userId) {
      const identity = await store.identity(platform, workspaceId, userId);
      const staff = identity && (await store.byId(identity.staffId));
      return staff?.status === 'active' ? staff : undefined;
    },
    identitiesOf: (staffId) => store.identitiesOf(staffId),

    async startLink(identity) {
      const token = ids.secret();
      await store.addToken({
        hash: hash.mac('one-time-tokens', token),
        kind: 'link',
        data: { ...identity },
        expiresAt: new Date(clock.now().getTime() + LINK_MINUTES * 60_000),
      });
      return { token };
    },
    async linkRequest(token) {
      return requestFrom(await store.token(hash.mac('one-time-tokens', token), 'link', clock.now()));
    },
    async completeLink(actor, token) {
      if (actor.kind !== 'staff') throw peopleErrors.staffOnly();
      const request = requestFrom(await store.useToken(hash.mac('one-time-tokens', token), 'link', clock.now()));
      if (request === undefined) throw peopleErrors.linkInvalid();
      const identity = { ...request, staffId: actor.staff.id, linkedAt: clock.now() };
      await link(actor, identity);
      // Whoever was talked into opening somebody else's link hears of it where that one does not listen.
      await tell(linkedNotice(identity, actor.staff.timeZone));
      return identity;
    },
    async linkIdentity(actor, identity) {
      if (actor.kind === 'staff' && !can(actor.staff, 'people.manage')) throw peopleErrors.notAllowed();
      return link(actor, { ...identity, linkedAt: clock.now() });
    },
    async unlink(actor, { platform, workspaceId, userId }) {
      const anybodys = actor.kind === 'system' || can(actor.staff, 'people.manage');
      const own = actor.kind === 'staff' ? actor.staff.id : undefined;
      const removed = await store.unlinkIdentity(platform, workspaceId, userId, anybodys ? undefined : own);
      if (removed) await record(actor, 'people.chat_unlinked', own ?? 'system', platform);
    },
  };
};
