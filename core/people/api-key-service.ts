import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import { HIDDEN_SIGNS } from '../common/hidden-signs.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import { API_SCOPES, type ApiKey, type ApiScope } from './api-key.ts';
import { apiKeyErrors } from './api-key-errors.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import { can } from './permissions.ts';
import { type Actor, actedBy, actorId } from './staff.ts';

/** Keys of programs that call the API. */
export interface ApiKeyService {
  /** The newest first, revoked ones included. */
  list(actor: Actor): Promise<ApiKey[]>;
  /** `token` is shown once and cannot be read again. @throws api.not_allowed, api.name_invalid, api.scopes_invalid */
  make(
    actor: Actor,
    input: { name: string; scopes: readonly string[] },
  ): Promise<{ readonly key: ApiKey; readonly token: string }>;
  /** From the next request on. Doing it again changes nothing. @throws api.key_not_found */
  revoke(actor: Actor, id: string): Promise<ApiKey>;
  /** Who calls. @throws api.key_invalid, api.scope_missing */
  authenticate(token: string, scope: ApiScope): Promise<ApiKey>;
}

const USED_EVERY_MS = 3_600_000;
const TOKEN = /^tandem_([0-9a-z]{26})_([\w-]{43})$/;

const requireAdministrator = (actor: Actor): void => {
  if (actor.kind === 'staff' && !can(actor.staff, 'settings.manage')) throw apiKeyErrors.notAllowed();
};

export const createApiKeys = ({
  store,
  hash,
  ids,
  clock,
  audit,
}: {
  store: ApiKeyStore;
  hash: KeyedHash;
  ids: Ids;
  clock: Clock;
  audit: AuditService;
}): ApiKeyService => ({
  async list(actor) {
    requireAdministrator(actor);
    return store.list();
  },
  async make(actor, input) {
    requireAdministrator(actor);
    const name = String(input.name).normalize('NFC').trim();
    if (name === '' || name.length > 100 || HIDDEN_SIGNS.test(name)) throw apiKeyErrors.nameInvalid();
    const scopes = API_SCOPES.filter((scope) => input.scopes.includes(scope));
    if (scopes.length === 0) throw apiKeyErrors.scopesInvalid();
    const secret = ids.secret();
    const key: ApiKey = {
      id: ids.next(),
      name,
      scopes,
      createdBy: actorId(actor),
      createdAt: clock.now(),
      usedAt: null,
      revokedAt: null,
    };
    await store.insert(key, hash.mac('api-keys', secret));
    await audit.append({ ...actedBy(actor), action: 'api_key.made', subject: key.id, data: { scopes: scopes.join() } });
    return { key, token: `tandem_${key.id}_${secret}` };
  },
  async revoke(actor, id) {
    requireAdministrator(actor);
    const revoked = await store.revoke(String(id), clock.now());
    if (revoked === undefined) throw apiKeyErrors.notFound();
    if (revoked.changed) {
      await audit.append({ ...actedBy(actor), action: 'api_key.revoked', subject: revoked.key.id, data: {} });
    }
    return revoked.key;
  },
  async authenticate(token, scope) {
    const [, id = '', secret = ''] = TOKEN.exec(token) ?? [];
    const found = id === '' ? undefined : await store.byId(id);
    if (found === undefined || found.key.revokedAt !== null || !hash.verify('api-keys', secret, found.hash)) {
      throw apiKeyErrors.keyInvalid();
    }
    const { key } = found;
    if (!key.scopes.includes(scope)) throw apiKeyErrors.scopeMissing(scope);
    const now = clock.now();
    if (key.usedAt === null || now.getTime() - key.usedAt.getTime() > USED_EVERY_MS) await store.touch(key.id, now);
    return key;
  },
});
