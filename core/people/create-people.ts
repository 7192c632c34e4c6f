import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import { createAccounts } from './accounts.ts';
import { type ChannelService, createChannelService } from './channel-service.ts';
import { createChatLinks } from './chat-links.ts';
import type { PeopleService } from './people-service.ts';
import { createStaffStore } from './staff-store.ts';

export const createPeople = (deps: {
  database: Database;
  audit: AuditService;
  hash: KeyedHash;
  clock: Clock;
  ids: Ids;
}): { people: PeopleService; channels: ChannelService } => {
  const store = createStaffStore(deps.database);
  return {
    people: { ...createAccounts({ ...deps, store }), ...createChatLinks({ ...deps, store }) },
    channels: createChannelService({ ...deps, store }),
  };
};
