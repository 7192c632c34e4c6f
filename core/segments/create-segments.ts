import type { AuditService } from '../audit/audit-service.ts';
import { canonicalJson } from '../common/canonical-json.ts';
import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { Logger } from '../common/logger.ts';
import type { Config } from '../config.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import { createContactStore } from '../contacts/contact-store.ts';
import { type Actor, actedBy, actorId } from '../people/staff.ts';
import { createAudience } from './audience.ts';
import { describeRule } from './describe-rule.ts';
import { evaluateRule } from './evaluate-rule.ts';
import { parseRule } from './parse-rule.ts';
import { requireSegmentPermission, segmentErrors } from './segment-errors.ts';
import type { Segment, SegmentService } from './segment-service.ts';
import { createSegmentStore } from './segment-store.ts';

export const createSegments = ({
  database,
  clock,
  ids,
  audit,
  contacts,
}: {
  database: Database;
  config: Config;
  hash: KeyedHash;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  audit: AuditService;
  contacts: ContactService;
}): SegmentService => {
  const store = createSegmentStore(database);
  const audience = createAudience({ store: createContactStore(database), contacts, now: () => clock.now() });
  const parse = async (rule: unknown) => parseRule(rule, await contacts.attributes());
  const parseName = (name: unknown): string => {
    const text = typeof name === 'string' ? name.normalize('NFC').trim() : '';
    if (text === '' || text.length > 100 || /\p{Cc}/u.test(text)) throw segmentErrors.nameInvalid();
    return text;
  };
  const record = (actor: Actor, action: string, segment: Segment) =>
    audit.append({
      ...actedBy(actor),
      action,
      subject: segment.id,
      data: { version: segment.version },
    });

  return {
    parseRule: parse,

    async create(actor, input) {
      requireSegmentPermission(actor);
      const name = parseName(input.name);
      const rule = await parse(input.rule);
      const at = clock.now();
      const segment: Segment = {
        id: ids.next(),
        name,
        rule,
        version: 1,
        createdBy: actorId(actor),
        createdAt: at,
        updatedAt: at,
      };
      if (!(await store.insert(segment))) throw segmentErrors.nameTaken();
      await record(actor, 'segment.created', segment);
      return segment;
    },

    async update(actor, id, input) {
      requireSegmentPermission(actor);
      const name = parseName(input.name);
      const rule = await parse(input.rule);
      const before = await store.byId(String(id));
      if (before === undefined) throw segmentErrors.notFound();
      const read = Number(input.version);
      if (before.version !== read) throw segmentErrors.changedMeanwhile();
      const version = canonicalJson(before.rule) === canonicalJson(rule) ? read : read + 1;
      const after = await store.replace(before, { name, rule, version, updatedAt: clock.now() });
      if (after === 'changed') throw segmentErrors.changedMeanwhile();
      if (after === 'name_taken') throw segmentErrors.nameTaken();
      await record(actor, 'segment.updated', after);
      return after;
    },

    byId: (id) => store.byId(String(id)),
    list: () => store.list(),
    count: audience.count,
    page: audience.page,
    everyone: audience.everyone,
    matches: (rule, contact) => evaluateRule(rule, contact.attributes, clock.now()),
    async describe(rule, lang) {
      return describeRule(rule, await contacts.attributes(), lang);
    },
  };
};
