import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import { type Database, serverTime } from '../common/database-store.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import { type AbsenceService, createAbsenceService } from './absence-service.ts';
import { createAbsenceStore } from './absence-store.ts';
import { createAccounts } from './accounts.ts';
import { type ApiKeyService, createApiKeys } from './api-key-service.ts';
import { createApiKeyStore } from './api-key-store.ts';
import { type ChannelService, createChannelService } from './channel-service.ts';
import { createChatLinks } from './chat-links.ts';
import { createNoticeService, type NoticeService } from './notice-service.ts';
import { createNoticeStore } from './notice-store.ts';
import type { PasswordCost } from './password.ts';
import type { PeopleService } from './people-service.ts';
import { createStaffStore } from './staff-store.ts';

export const createPeople = (deps: {
  database: Database;
  audit: AuditService;
  hash: KeyedHash;
  clock: Clock;
  ids: Ids;
  /** What hashing a password takes; production's unless told otherwise. */
  passwordCost?: PasswordCost;
  /** Who may decide or what people are called changed. */
  reviewersChanged?: () => Promise<void>;
}): {
  people: PeopleService;
  channels: ChannelService;
  absences: AbsenceService;
  notices: NoticeService;
  apiKeys: ApiKeyService;
} => {
  const { database, audit } = deps;
  const store = createStaffStore(database);
  const now = () => serverTime(database);
  const changed = deps.reviewersChanged ?? (async () => {});
  const tell: NoticeService['tell'] = (notice) => notices.tell(notice);
  const people = { ...createAccounts({ ...deps, store, changed }), ...createChatLinks({ ...deps, store, tell }) };
  const channels = createChannelService({ ...deps, store });
  const notices = createNoticeService({ store: createNoticeStore(database), people, channels, now });
  return {
    people,
    channels,
    absences: createAbsenceService({ store: createAbsenceStore(database), people, audit, now, changed }),
    notices,
    apiKeys: createApiKeys({ ...deps, store: createApiKeyStore(database) }),
  };
};
