import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type AuditEntry, actedBy, type Snapshot } from '../../core/index.ts';
import {
  actorOf,
  formErrors,
  formOf,
  missing,
  needs,
  type PortalContext,
  param,
  parse,
  queryText,
  render,
  sendMailHtml,
  textOf,
  viewerOf,
} from '../http/index.ts';
import { filterInAddress, fits, readFilter, type TypedFilter, typedFilter } from './audit-filter.ts';
import { AuditPage, type AuditPageProps, HASH } from './audit-page.tsx';
import { SnapshotPage } from './snapshot-page.tsx';
import { WORDS } from './words.ts';

const PAGE = 50;
const COLUMNS = ['seq', 'at', 'actor', 'surface', 'action', 'subject', 'data', 'previousHash', 'hash'] as const;

const lines = async function* (entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
};
const rows = async function* (entries: AsyncIterable<AuditEntry>): AsyncGenerator<Record<string, unknown>> {
  for await (const entry of entries) yield { ...entry, at: entry.at.toISOString(), data: JSON.stringify(entry.data) };
};

/** The audit log: read, verified, exported. */
export const auditRoutes = ({ core, logger }: PortalContext): Router => {
  const router = Router();
  const view = needs('audit.view');

  const show = async (
    res: Response,
    typed: TypedFilter,
    { before, verified }: { before?: number; verified?: AuditPageProps['verified'] } = {},
  ): Promise<void> => {
    const { filter, errors } = readFilter(typed, viewerOf(res).zone);
    const [found, staff, posted] = await Promise.all([
      core.audit.list({ ...filter, ...(before === undefined ? {} : { before }), limit: PAGE + 1 }),
      core.people.list(),
      core.notices.latest('audit-head:'),
    ]);
    const entries = found.slice(0, PAGE);
    const next = found.length > PAGE ? (entries.at(-1)?.seq ?? null) : null;
    const props = { entries, next, filter: typed, errors, staff, posted, verified };
    render(res, <AuditPage {...props} />, (errors ?? verified?.errors)?.status ?? 200);
  };

  router.get('/audit', view, (req, res) => {
    const before = Number(queryText(req, 'before'));
    return show(res, filterInAddress(req), Number.isSafeInteger(before) && before > 0 ? { before } : {});
  });

  const snapshotOf = async (req: Request): Promise<Snapshot> => {
    const hash = param(req, 'hash');
    const snapshot = HASH.test(hash) ? await core.campaigns.snapshot(hash) : undefined;
    if (snapshot === undefined) throw missing(WORDS.snapshotMissing);
    return snapshot;
  };

  router.get('/audit/snapshots/:hash', view, async (req, res) => {
    const snapshot = await snapshotOf(req);
    await render(res, <SnapshotPage snapshot={snapshot} about={queryText(req, 'about')} />);
  });

  router.get('/audit/snapshots/:hash/mail', view, async (req, res) => {
    sendMailHtml(res, (await snapshotOf(req)).html, { pictureOrigin: core.config.portal.url, framed: true });
  });

  router.post('/audit/verify', view, async (req, res) => {
    const head = textOf(formOf(req), 'head').trim().toLowerCase();
    const nothing = typedFilter(() => '');
    if (head !== '' && !HASH.test(head)) {
      const errors = { status: 422, fields: { head: [WORDS.headWrong] }, general: [] } as const;
      return show(res, nothing, { verified: { head, errors } });
    }
    const verdict = await core.audit.verify(head === '' ? {} : { postedHead: head });
    return show(res, nothing, { verified: { head, verdict } });
  });

  router.post('/audit/export', view, async (req, res) => {
    const fields = formOf(req);
    const typed = typedFilter((name) => textOf(fields, name));
    const { filter, errors } = readFilter(typed, viewerOf(res).zone);
    if (errors !== undefined) return show(res, typed);
    let format: 'csv' | 'jsonl';
    try {
      ({ format } = parse(z.object({ format: z.enum(['csv', 'jsonl']) }), { format: textOf(fields, 'format') }));
    } catch (error) {
      // The page has no other button: only a form made by hand comes here.
      res.status(formErrors(error).status);
      return show(res, typed);
    }
    // Recorded before the first byte leaves: an export that breaks off was one too.
    await core.audit.append({
      ...actedBy(actorOf(res)),
      action: 'audit.exported',
      subject: 'audit',
      data: { format, from: typed.from || null, to: typed.to || null },
    });
    const wanted = async function* (): AsyncGenerator<AuditEntry> {
      for await (const entry of core.audit.entries()) if (fits(entry, filter)) yield entry;
    };
    res.setHeader('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8');
    res.setHeader('content-disposition', `attachment; filename="tandem-audit.${format}"`);
    try {
      await (format === 'jsonl'
        ? pipeline(Readable.from(lines(wanted())), res)
        : pipeline(
            Readable.from(rows(wanted())),
            stringify({ header: true, columns: [...COLUMNS], escape_formulas: true, bom: true }),
            res,
          ));
    } catch (error) {
      // The head has left: a cut-off answer tells the browser that the file is not whole.
      logger.error({ err: error }, 'the export of the audit log broke off');
      res.destroy();
    }
  });

  return router;
};
