import { Readable } from 'node:stream';
import type { AuditService } from '../../core/audit/audit-service.ts';
import { AUDIT_INDEXES } from '../../core/audit/audit-store.ts';
import { createAudit } from '../../core/audit/create-audit.ts';
import { closeDatabase, ensureIndexes, openDatabase } from '../../core/common/database-store.ts';
import { createIds } from '../../core/common/ids.ts';
import { createKeyedHash } from '../../core/common/keyed-hash.ts';
import { createLogger } from '../../core/common/logger.ts';
import { readConfig } from '../../core/config.ts';
import type { ImportMapping, ImportReport } from '../../core/contacts/contact-import.ts';
import { CONTACT_INDEXES } from '../../core/contacts/contact-store.ts';
import { createContacts } from '../../core/contacts/create-contacts.ts';
import { createEvents } from '../../core/contacts/events/event-service.ts';
import { type Actor, systemActor } from '../../core/people/staff.ts';
import { createSegments } from '../../core/segments/create-segments.ts';
import { createSegmentFollows } from '../../core/segments/following/create-follows.ts';
import { FOLLOW_INDEXES } from '../../core/segments/following/follow-store.ts';
import { createPersonas } from '../../core/segments/personas/persona-service.ts';
import { PERSONA_INDEXES } from '../../core/segments/personas/persona-store.ts';
import { SEGMENT_INDEXES } from '../../core/segments/segment-store.ts';
import { createTagRuns } from '../../core/segments/tagging/create-tag-runs.ts';
import { TAG_RUN_INDEXES } from '../../core/segments/tagging/tag-run-store.ts';
import { testServerUri } from './database.ts';

/** Contacts and segments on a database of their own, without the rest of core. */
export const contactWorkspace = async () => {
  const uri = testServerUri();
  const ids = createIds();
  const name = `tandem_test_${ids.next().slice(-12)}`;
  const database = await openDatabase(uri, name);
  await ensureIndexes(database, [
    ...CONTACT_INDEXES,
    ...SEGMENT_INDEXES,
    ...FOLLOW_INDEXES,
    ...PERSONA_INDEXES,
    ...TAG_RUN_INDEXES,
    ...AUDIT_INDEXES,
  ]);
  const config = readConfig({
    MONGODB_URI: uri,
    TANDEM_DATABASE: name,
    TANDEM_SECRET: 'a secret of the tests, 32 characters',
  });
  const clock = { at: new Date('2026-11-24T03:00:00Z'), now: () => clock.at };
  const shared = {
    database,
    config,
    hash: createKeyedHash(config.secret),
    clock,
    ids,
    logger: createLogger('silent', 'test'),
  };
  const audit: AuditService = createAudit(shared);
  /** Contacts that have a place in a run. */
  const held = new Set<string>();
  const contacts = createContacts({ ...shared, audit, heldAmong: async () => held });
  const events = createEvents({ ...shared, audit });
  const segments = createSegments({ ...shared, audit, contacts, events });
  const follows = createSegmentFollows({ ...shared, audit, segments, contacts, events });
  const tagRuns = createTagRuns({ ...shared, audit, contacts, segments });
  const personas = createPersonas({ ...shared, audit, segments, follows });
  const actor: Actor = systemActor('test');

  return {
    ...shared,
    clock,
    audit,
    contacts,
    held,
    events,
    segments,
    follows,
    personas,
    tagRuns,
    actor,
    /** Imports a text or bytes with the guessed mapping, changed by `adjust`. */
    importFile: async (
      content: string | Buffer,
      adjust: (guess: ImportMapping) => ImportMapping = (guess) => guess,
    ): Promise<ImportReport> => {
      const bytes = Buffer.from(content);
      const { guess } = await contacts.previewImport(bytes, 'people.csv');
      const queued = await contacts.queueImport(actor, {
        fileName: 'people.csv',
        content: Readable.from([bytes]),
        mapping: adjust(guess),
      });
      return contacts.runImport(queued.id);
    },
    close: async () => {
      await database.connection.dropDatabase();
      await closeDatabase(database);
    },
  };
};

export type ContactWorkspace = Awaited<ReturnType<typeof contactWorkspace>>;
