import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { AuditService } from '../audit/audit-service.ts';
import { contentHash } from '../common/canonical-json.ts';
import type { Clock } from '../common/clock.ts';
import { withoutHiddenSigns } from '../common/hidden-signs.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { Lang } from '../common/lang.ts';
import type { Logger } from '../common/logger.ts';
import { type Actor, actedBy, actorId } from '../people/staff.ts';
import type { AttributeService } from './attribute-service.ts';
import { importErrors, requireContactPermission } from './contact-errors.ts';
import type {
  ImportList,
  ImportMapping,
  ImportPreview,
  ImportRefusal,
  ImportReport,
  ImportTrial,
} from './contact-import.ts';
import type { ContactStore } from './contact-store.ts';
import type { ContactWindowsStore } from './contact-windows-store.ts';
import { createEncodingDetector, type Encoding } from './file-encoding.ts';
import {
  encodingError,
  fittingTypes,
  guessMapping,
  HEAD_BYTES,
  type ImportHead,
  lookAt,
  misfittingRows,
  readHead,
} from './import-head.ts';
import { checkMapping } from './import-mapping.ts';
import { refusedCsv } from './import-rejects.ts';
import { type ImportDocument, type ImportStore, toReport, toStoredMapping } from './import-store.ts';
import type { ImportUndoStore } from './import-undo-store.ts';
import { workOnImport } from './run-import.ts';
import { tryImport } from './try-import.ts';
import { workOnUndo } from './undo-import.ts';
import { uploadFile } from './upload-file.ts';

const PREVIEW_ROWS = 10;
const FOLLOW_MS = 250;

/** The caller may hold no more than the head of the file, so a character cut off at its end is no fault. */
const lookAtHead = (file: Buffer): { head: ImportHead; encoding: Encoding } => {
  if (file.length === 0) throw importErrors.empty();
  const detector = createEncodingDetector();
  detector.feed(file);
  const result = detector.result(true);
  if (!result.ok) throw encodingError(result);
  const { encoding } = result;
  return { encoding, head: readHead(file.subarray(0, HEAD_BYTES), encoding, file.length >= HEAD_BYTES) };
};

export const createImportService = (deps: {
  contacts: ContactStore;
  imports: ImportStore;
  additions: ImportUndoStore;
  windows: ContactWindowsStore;
  attributes: AttributeService;
  hash: KeyedHash;
  ids: Ids;
  clock: Clock;
  logger: Logger;
  audit: AuditService;
}) => {
  const { imports, attributes, ids, clock, logger, audit } = deps;

  const report = async (id: string): Promise<ImportDocument> => {
    const found = await imports.byId(id);
    if (found === undefined) throw importErrors.notFound();
    return found;
  };

  const work = async (claimed: ImportDocument, onProgress: (report: ImportReport) => void) => {
    if (claimed.phase === 'undoing') {
      const undone = await workOnUndo({ ...deps, now: () => clock.now() }, claimed, onProgress);
      logger.info({ import: claimed._id, ...undone?.undo }, 'import undone');
      return undone;
    }
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
    async previewImport(file: Buffer | AsyncIterable<Buffer>, fileName: string): Promise<ImportPreview> {
      const { head, encoding } = Buffer.isBuffer(file) ? lookAtHead(file) : await lookAt(file);
      const guess = guessMapping(head.headers, head.rows, await attributes.list());
      return {
        fileName: withoutHiddenSigns(fileName),
        encoding,
        delimiter: head.delimiter,
        headers: head.headers,
        rows: head.rows.slice(0, PREVIEW_ROWS).map((row) => row.map((cell) => cell.slice(0, 200))),
        guess,
        fits: fittingTypes(head.headers, head.rows),
        misfits: misfittingRows(guess, head.headers, head.rows),
      };
    },

    async queueImport(
      actor: Actor,
      input: { fileName: string; content: Readable; mapping: ImportMapping },
    ): Promise<ImportReport> {
      requireContactPermission(actor, 'contacts.edit');
      const id = ids.next();
      const stored = await uploadFile(imports, id, input.content);
      try {
        const head = readHead(stored.head, stored.encoding, stored.total > stored.head.length);
        const mapping = checkMapping(input.mapping, head.headers, await attributes.list());
        const contentKey = contentHash({ content: stored.sha256, mapping });
        const document: ImportDocument = {
          _id: id,
          fileName: withoutHiddenSigns(input.fileName).slice(0, 200),
          phase: 'pending',
          encoding: stored.encoding,
          delimiter: head.delimiter,
          mapping: toStoredMapping(mapping),
          headers: [...head.headers],
          contentKey,
          bytesTotal: stored.total,
          bytesRead: 0,
          chunks: stored.chunks,
          rows: 0,
          created: 0,
          updated: 0,
          unchanged: 0,
          refused: 0,
          withoutConsent: 0,
          withoutAddress: 0,
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
          ...actedBy(actor),
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
        if (now.phase === 'done' || now.phase === 'failed' || now.phase === 'undone') return toReport(now);
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

    async tryImport(
      actor: Actor,
      input: { open: () => Readable; mapping: ImportMapping; most?: number },
    ): Promise<ImportTrial> {
      requireContactPermission(actor, 'contacts.edit');
      const known = await attributes.list();
      return tryImport({ ...deps, known, now: () => clock.now() }, { most: Number.POSITIVE_INFINITY, ...input });
    },

    async undoImport(actor: Actor, importId: string): Promise<ImportReport> {
      requireContactPermission(actor, 'contacts.edit');
      const found = await report(importId);
      const before = await imports.beginUndo(found._id);
      if (before === undefined) throw importErrors.undoNotEnded();
      // One that failed was held open for another try.
      await imports.release(before);
      await imports.dropChunks(before._id, before.chunks);
      await audit.append({
        ...actedBy(actor),
        action: 'import.undone',
        subject: before._id,
        data: { rows: before.rows },
      });
      return toReport(await report(importId));
    },

    async *refusedCsv(importId: string, lang: Lang): AsyncGenerator<string> {
      yield* refusedCsv(imports, await report(importId), lang);
    },

    importById: async (id: string): Promise<ImportReport | undefined> => {
      const found = await imports.byId(id);
      return found === undefined ? undefined : toReport(found);
    },
    imports: async (): Promise<ImportReport[]> => (await imports.list(200)).map(toReport),
    listed: (importId: string, list: ImportList, { after = 0, limit = 100 }: { after?: number; limit?: number }) =>
      imports.listed(importId, list, after, Math.min(limit, 1_000)),
    refusedRows: async (
      importId: string,
      { after = 0, limit = 100, reason }: { after?: number; limit?: number; reason?: ImportRefusal },
    ) =>
      (await imports.refusals(importId, after, Math.min(limit, 10_000), reason)).map(({ row, reason, text }) => ({
        row,
        reason,
        text: text.en,
        texts: text,
      })),
  };
};
