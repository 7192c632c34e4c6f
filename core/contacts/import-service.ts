import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { AuditService } from '../audit/audit-service.ts';
import { contentHash } from '../common/canonical-json.ts';
import type { Clock } from '../common/clock.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { Logger } from '../common/logger.ts';
import { type Actor, actorId } from '../people/staff.ts';
import { normaliseAddress } from './address.ts';
import { keyFromLabel, labelKey } from './attribute-key.ts';
import type { AttributeService } from './attribute-service.ts';
import { ATTRIBUTE_TYPES } from './contact.ts';
import { contactErrors, importErrors, requireContactPermission } from './contact-errors.ts';
import type { ImportMapping, ImportPreview, ImportReport } from './contact-import.ts';
import type { ContactStore } from './contact-store.ts';
import { createEncodingDetector } from './file-encoding.ts';
import { encodingError, guessMapping, HEAD_BYTES, readHead } from './import-head.ts';
import { type ImportDocument, type ImportStore, toReport } from './import-store.ts';
import { workOnImport } from './run-import.ts';

const CHUNK_BYTES = 1024 * 1024;
const FILE_MEGABYTES = 1024;
const PREVIEW_ROWS = 10;
const FOLLOW_MS = 250;

const columnTarget = z.discriminatedUnion('to', [
  z.object({ to: z.literal('address') }),
  z.object({ to: z.literal('externalId') }),
  z.object({ to: z.literal('consent') }),
  z.object({ to: z.literal('attribute'), label: z.string().trim().min(1).max(200), type: z.enum(ATTRIBUTE_TYPES) }),
  z.object({ to: z.literal('ignore') }),
]);
const mappingInput = z.object({
  madeAddress: z
    .object({
      fromColumn: z.string(),
      prefix: z
        .string()
        .max(30)
        .regex(/^[a-z0-9._-]*$/i),
      domain: z
        .string()
        .max(200)
        .regex(/^([a-z0-9-]+\.)+(test|example|invalid)$/i),
    })
    .optional(),
  consent: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('column') }),
    z.object({ kind: z.literal('declared'), source: z.string().trim().min(3).max(500) }),
    z.object({ kind: z.literal('none') }),
  ]),
});

const MAPPING_TEXTS: Readonly<Record<string, { en: string; ko: string }>> = {
  'madeAddress.domain': {
    en: 'Made addresses may only use a domain that ends in .test, .example or .invalid.',
    ko: '만들어 내는 주소는 .test, .example, .invalid로 끝나는 도메인만 쓸 수 있습니다.',
  },
  'madeAddress.prefix': {
    en: 'The prefix of made addresses may hold letters, digits, dots, hyphens and underscores (at most 30).',
    ko: '만들어 내는 주소의 앞부분은 영문자, 숫자, 점, 하이픈, 밑줄 30자까지입니다.',
  },
  'consent.source': {
    en: 'Say where the consent comes from, for example "sign-up form 2025" (3 to 500 characters).',
    ko: '수신 동의의 출처를 적으세요. 예: "2025 가입 양식" (3~500자)',
  },
};

const incomplete = (path: readonly string[]) => {
  const field = path.join('.');
  const text = MAPPING_TEXTS[field] ?? {
    en: `The mapping is not complete at "${field}". Choose for every column what it becomes.`,
    ko: `"${field}"의 매핑이 올바르지 않습니다. 열마다 무엇이 될지 고르세요.`,
  };
  return importErrors.mappingInvalid(field === '' ? 'mapping' : `mapping.${field}`, text.en, text.ko);
};

export const createImportService = (deps: {
  contacts: ContactStore;
  imports: ImportStore;
  attributes: AttributeService;
  hash: KeyedHash;
  ids: Ids;
  clock: Clock;
  logger: Logger;
  audit: AuditService;
}) => {
  const { imports, attributes, ids, clock, logger, audit } = deps;

  /** Everything that can be known about a mapping before a row is read. */
  const checkMapping = async (input: unknown, headers: readonly string[]): Promise<ImportMapping> => {
    const parsed = mappingInput.safeParse(input);
    if (!parsed.success) {
      throw incomplete((parsed.error.issues[0]?.path ?? []).map(String));
    }
    const { consent, madeAddress } = parsed.data;
    const given = (input as { columns?: unknown }).columns;
    // Entry by entry, because a header may be the name of something that every object has.
    const columns = Object.fromEntries(
      Object.entries(typeof given === 'object' && given !== null ? given : {}).map(([header, target]) => {
        const read = columnTarget.safeParse(target);
        if (!read.success) throw incomplete(['columns', header, ...(read.error.issues[0]?.path ?? [])].map(String));
        return [header, read.data];
      }),
    );
    for (const header of Object.keys(columns))
      if (!headers.includes(header)) throw importErrors.mappingUnknownColumn(header);
    if (madeAddress !== undefined) {
      if (!headers.includes(madeAddress.fromColumn)) throw importErrors.mappingUnknownColumn(madeAddress.fromColumn);
      const sample = normaliseAddress(`${madeAddress.prefix}1@${madeAddress.domain}`);
      if (!sample.ok) throw importErrors.mappingInvalid('mapping.madeAddress', sample.text.en, sample.text.ko);
    }
    const targets = Object.entries(columns);
    for (const to of ['address', 'externalId', 'consent'] as const) {
      const used = targets.filter(([, target]) => target.to === to).map(([header]) => header);
      if (used.length > 1) {
        throw importErrors.mappingInvalid(
          'mapping.columns',
          `Only one column can be the ${to}; ${used.map((h) => `"${h}"`).join(' and ')} are.`,
          `${to} 열은 하나만 고를 수 있습니다: ${used.map((h) => `"${h}"`).join(', ')}.`,
        );
      }
    }
    if (
      !targets.some(([, target]) => target.to === 'address' || target.to === 'externalId') &&
      madeAddress === undefined
    ) {
      throw importErrors.mappingInvalid(
        'mapping.columns',
        'Choose the column that holds the e-mail address, or the one that holds an external id.',
        '이메일 주소가 든 열이나 외부 ID가 든 열을 고르세요.',
      );
    }
    if (consent.kind === 'column' && !targets.some(([, target]) => target.to === 'consent')) {
      throw importErrors.mappingInvalid(
        'mapping.consent',
        'Choose the column that holds consent, or declare the basis with its source.',
        '수신 동의가 든 열을 고르거나, 근거와 출처를 적으세요.',
      );
    }
    const labels = new Set<string>();
    const known = await attributes.list();
    for (const [header, target] of targets) {
      if (target.to !== 'attribute') continue;
      const label = labelKey(target.label);
      if (labels.has(label)) {
        throw importErrors.mappingInvalid(
          'mapping.columns',
          `Two columns become the attribute "${target.label}". Give one another name.`,
          `두 열이 "${target.label}" 속성이 됩니다. 하나의 이름을 바꾸세요.`,
        );
      }
      labels.add(label);
      if (keyFromLabel(target.label, new Set()) === undefined) throw contactErrors.labelInvalid();
      const stored = known.find((definition) => labelKey(definition.label) === label);
      if (stored !== undefined && stored.type !== target.type) {
        throw contactErrors.attributeTypeConflict(stored.label, stored.type, `mapping.columns.${header}`);
      }
    }
    return {
      columns,
      consent,
      ...(madeAddress === undefined ? {} : { madeAddress }),
    };
  };

  /** Stores the bytes as they come; memory holds one chunk and the head. */
  const upload = async (importId: string, content: Readable) => {
    const detector = createEncodingDetector();
    const digest = createHash('sha256');
    let head: Buffer = Buffer.alloc(0);
    let rest: Buffer = Buffer.alloc(0);
    let total = 0;
    let chunks = 0;
    try {
      for await (const piece of content) {
        const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(piece as Uint8Array | string);
        total += bytes.length;
        if (total > FILE_MEGABYTES * 1024 * 1024) throw importErrors.tooLarge(FILE_MEGABYTES);
        detector.feed(bytes);
        digest.update(bytes);
        if (head.length < HEAD_BYTES) head = Buffer.concat([head, bytes.subarray(0, HEAD_BYTES - head.length)]);
        rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
        while (rest.length >= CHUNK_BYTES) {
          await imports.writeChunk(importId, chunks, rest.subarray(0, CHUNK_BYTES));
          chunks += 1;
          rest = rest.subarray(CHUNK_BYTES);
        }
      }
      if (rest.length > 0) {
        await imports.writeChunk(importId, chunks, rest);
        chunks += 1;
      }
      if (total === 0) throw importErrors.empty();
      const result = detector.result();
      if (!result.ok) throw encodingError(result);
      return { head, total, chunks, encoding: result.encoding, sha256: digest.digest('hex') };
    } catch (error) {
      await imports.dropChunks(importId, chunks + 1);
      throw error;
    }
  };

  const report = async (id: string): Promise<ImportDocument> => {
    const found = await imports.byId(id);
    if (found === undefined) throw importErrors.notFound();
    return found;
  };

  const work = async (claimed: ImportDocument, onProgress: (report: ImportReport) => void) => {
    const end = await workOnImport({ ...deps, now: () => clock.now() }, claimed, onProgress);
    if (end !== undefined) {
      logger.info({ import: end.id, rows: end.rows, refused: end.refused, phase: end.phase }, 'import ended');
      await audit.append({
        actor: claimed.createdBy,
        surface: 'system',
        action: end.phase === 'done' ? 'import.done' : 'import.failed',
        subject: end.id,
        data: {
          rows: end.rows,
          created: end.created,
          updated: end.updated,
          unchanged: end.unchanged,
          refused: end.refused,
        },
      });
    }
    return end;
  };

  return {
    async previewImport(file: Buffer, fileName: string): Promise<ImportPreview> {
      if (file.length === 0) throw importErrors.empty();
      const detector = createEncodingDetector();
      detector.feed(file);
      // The caller may hold no more than the head of the file, so a character cut off at its end is no fault.
      const result = detector.result(true);
      if (!result.ok) throw encodingError(result);
      const head = readHead(file.subarray(0, HEAD_BYTES), result.encoding, file.length >= HEAD_BYTES);
      return {
        fileName,
        encoding: result.encoding,
        delimiter: head.delimiter,
        headers: head.headers,
        rows: head.rows.slice(0, PREVIEW_ROWS).map((row) => row.map((cell) => cell.slice(0, 200))),
        guess: guessMapping(head.headers, head.rows),
      };
    },

    async queueImport(
      actor: Actor,
      input: { fileName: string; content: Readable; mapping: ImportMapping },
    ): Promise<ImportReport> {
      requireContactPermission(actor, 'contacts.edit');
      const id = ids.next();
      const stored = await upload(id, input.content);
      try {
        const head = readHead(stored.head, stored.encoding, stored.total > stored.head.length);
        const mapping = await checkMapping(input.mapping, head.headers);
        const contentKey = contentHash({ content: stored.sha256, mapping });
        const document: ImportDocument = {
          _id: id,
          fileName: input.fileName.replace(/\p{Cc}/gu, '').slice(0, 200),
          phase: 'pending',
          encoding: stored.encoding,
          delimiter: head.delimiter,
          mapping: {
            columns: Object.entries(mapping.columns).map(([header, target]) => ({ header, target })),
            consent: mapping.consent,
            ...(mapping.madeAddress === undefined ? {} : { madeAddress: mapping.madeAddress }),
          },
          contentKey,
          bytesTotal: stored.total,
          bytesRead: 0,
          chunks: stored.chunks,
          rows: 0,
          created: 0,
          updated: 0,
          unchanged: 0,
          refused: 0,
          reasons: {},
          failure: null,
          createdBy: actorId(actor),
          createdAt: clock.now(),
          finishedAt: null,
          fence: 0,
        };
        const open = await imports.insertUnlessOpen(document);
        if (open._id !== id) {
          await imports.dropChunks(id, stored.chunks);
          await imports.requeue(open._id);
          return toReport(await report(open._id));
        }
        await audit.append({
          actor: actorId(actor),
          surface: actor.kind === 'staff' ? actor.surface : 'system',
          action: 'import.queued',
          subject: id,
          data: { sha256: stored.sha256, consent: mapping.consent.kind },
        });
        return toReport(document);
      } catch (error) {
        await imports.dropChunks(id, stored.chunks);
        throw error;
      }
    },

    async runImport(
      importId: string,
      onProgress: (report: ImportReport) => void = () => undefined,
    ): Promise<ImportReport> {
      const before = await report(importId);
      if (before.phase === 'failed' && before.failure?.retrySafe === true) await imports.requeue(importId);
      for (;;) {
        const claimed = await imports.claim(importId);
        if (claimed !== undefined) {
          const end = await work(claimed, onProgress);
          if (end !== undefined) return end;
        }
        // Another process holds it: follow until it ends, or until its lease does.
        const now = await report(importId);
        onProgress(toReport(now));
        if (now.phase === 'done' || now.phase === 'failed') return toReport(now);
        await wait(FOLLOW_MS);
      }
    },

    async runDueImports(): Promise<number> {
      let done = 0;
      for (const { _id } of await imports.due()) {
        const claimed = await imports.claim(_id);
        if (claimed !== undefined && (await work(claimed, () => undefined)) !== undefined) done += 1;
      }
      return done;
    },

    importById: async (id: string): Promise<ImportReport | undefined> => {
      const found = await imports.byId(id);
      return found === undefined ? undefined : toReport(found);
    },
    imports: async (): Promise<ImportReport[]> => (await imports.list(200)).map(toReport),
    refusedRows: async (importId: string, { after = 0, limit = 100 }: { after?: number; limit?: number }) =>
      (await imports.refusals(importId, after, Math.min(limit, 10_000))).map(({ row, reason, text }) => ({
        row,
        reason,
        text: text.en,
        texts: text,
      })),
  };
};
