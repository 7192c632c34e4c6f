import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import type { VNode } from 'preact';
import {
  DomainError,
  IMPORT_LISTS,
  IMPORT_REFUSAL_WORDS,
  type ImportPreview,
  type ImportRefusal,
} from '../../core/index.ts';
import {
  actorOf,
  type FormErrors,
  formErrors,
  formOf,
  isFragment,
  missing,
  NO_ERRORS,
  needs,
  type PortalContext,
  param,
  queryText,
  render,
  renderFragment,
  uploadOf,
  viewerOf,
} from '../http/index.ts';
import {
  formFromFields,
  formFromGuess,
  type MappingForm,
  mappingFromForm,
  placeErrors,
  sameHeaders,
} from './import-form.ts';
import { ImportPage, MappingFields, MappingProblem } from './import-page.tsx';
import { hasEnded, ImportNews, ImportReportPage, ImportsPage, PAGE_ROWS } from './import-report-page.tsx';
import { TRIAL_ROWS } from './import-trial.tsx';
import { WORDS } from './words.ts';

const REASONS = Object.keys(IMPORT_REFUSAL_WORDS) as ImportRefusal[];

const fileMissing = (): DomainError =>
  new DomainError({ code: 'request.file_missing', kind: 'invalid', field: 'file', text: WORDS.fileMissing });

/** Imports: upload, mapping, progress, report. The file stays with the browser until the mapping is confirmed. */
export const importRoutes = ({ core, logger }: PortalContext): Router => {
  const router = Router();
  const edit = needs('contacts.edit');

  const previewOf = async (req: Request): Promise<ImportPreview> => {
    const upload = uploadOf(req);
    if (upload === undefined) throw fileMissing();
    return core.contacts.previewImport(createReadStream(upload.path), upload.fileName);
  };

  /** The mapping alone for htmx, the whole page without. */
  const answer = (req: Request, res: Response, part: VNode, errors: FormErrors | undefined): void => {
    const status = errors?.status ?? 200;
    if (isFragment(req)) renderFragment(res, part, status);
    else render(res, <ImportPage>{part}</ImportPage>, status);
  };

  router.get('/contacts/imports', edit, async (_req, res) => {
    const imports = await core.contacts.imports();
    const people = await core.people.byIds([...new Set(imports.map((report) => report.createdBy))]);
    render(res, <ImportsPage imports={imports} names={new Map(people.map((person) => [person.id, person.name]))} />);
  });

  router.get('/contacts/imports/new', edit, (_req, res) => {
    render(res, <ImportPage />);
  });

  router.post('/contacts/imports/preview', edit, async (req, res) => {
    try {
      const [preview, attributes] = await Promise.all([previewOf(req), core.contacts.attributes()]);
      const form = formFromGuess(preview, attributes);
      answer(req, res, <MappingFields preview={preview} form={form} attributes={attributes} />, undefined);
    } catch (error) {
      const errors = formErrors(error);
      answer(req, res, <MappingProblem errors={errors} />, errors);
    }
  });

  /** The mapping that was sent with its file: queued as an import, or tried without storing anything. */
  const confirmed = async (req: Request, res: Response, what: 'import' | 'try'): Promise<void> => {
    let preview: ImportPreview;
    try {
      preview = await previewOf(req);
    } catch (error) {
      const errors = formErrors(error);
      return answer(req, res, <MappingProblem errors={errors} />, errors);
    }
    const { headers, fileName } = preview;
    const attributes = await core.contacts.attributes();
    const again = (form: MappingForm, errors: FormErrors): void =>
      answer(req, res, <MappingFields preview={preview} form={form} attributes={attributes} errors={errors} />, errors);
    const fields = formOf(req);
    if (!sameHeaders(fields, headers)) {
      return again(formFromGuess(preview, attributes), { ...NO_ERRORS, general: [WORDS.changed] });
    }
    const form = formFromFields(fields, headers);
    try {
      const upload = uploadOf(req);
      if (upload === undefined) throw fileMissing();
      const mapping = mappingFromForm(form, headers, attributes);
      if (what === 'try') {
        const open = () => createReadStream(upload.path);
        const trial = await core.contacts.tryImport(actorOf(res), { open, mapping, most: TRIAL_ROWS });
        const part = <MappingFields preview={preview} form={form} attributes={attributes} trial={trial} />;
        return answer(req, res, part, undefined);
      }
      const report = await core.contacts.queueImport(actorOf(res), {
        fileName,
        content: createReadStream(upload.path),
        mapping,
      });
      const to = `/contacts/imports/${report.id}`;
      if (isFragment(req)) res.set('HX-Redirect', to).end();
      else res.redirect(303, to);
    } catch (error) {
      again(form, placeErrors(formErrors(error), headers));
    }
  };
  router.post('/contacts/imports', edit, (req, res) => confirmed(req, res, 'import'));
  router.post('/contacts/imports/try', edit, (req, res) => confirmed(req, res, 'try'));

  const reportOf = async (req: Request) => {
    const report = await core.contacts.importById(param(req, 'id'));
    if (report === undefined) throw missing(WORDS.importUnknown);
    return report;
  };

  router.get('/contacts/imports/:id', edit, async (req, res) => {
    const report = await reportOf(req);
    const after = Number.parseInt(queryText(req, 'after'), 10);
    const page = { ...(Number.isSafeInteger(after) ? { after } : {}), limit: PAGE_ROWS };
    const list = IMPORT_LISTS.find((each) => each === queryText(req, 'list'));
    if (list !== undefined) {
      const rows = await core.contacts.importedRows(report.id, list, page);
      return render(res, <ImportReportPage report={report} shown={{ list, rows }} />);
    }
    const reason = REASONS.find((each) => each === queryText(req, 'reason'));
    const refused = await core.contacts.refusedRows(report.id, {
      ...page,
      ...(reason === undefined ? {} : { reason }),
    });
    render(res, <ImportReportPage report={report} shown={{ refused, reason }} />);
  });

  router.get('/contacts/imports/:id/progress', edit, async (req, res) => {
    const report = await reportOf(req);
    // The finished page has the report with its refused rows.
    if (hasEnded(report)) res.set('HX-Refresh', 'true');
    renderFragment(res, <ImportNews report={report} />);
  });

  router.get('/contacts/imports/:id/refused.csv', edit, async (req, res) => {
    const report = await reportOf(req);
    res.setHeader('content-type', 'text/csv; charset=utf-8');
    res.setHeader('content-disposition', `attachment; filename="refused-${report.id}.csv"`);
    try {
      await pipeline(Readable.from(core.contacts.refusedCsv(report.id, viewerOf(res).lang)), res);
    } catch (error) {
      // The head has left: a cut-off answer tells the browser that the file is not whole.
      logger.error({ err: error }, 'a CSV download broke off');
      res.destroy();
    }
  });

  router.post('/contacts/imports/:id/undo', edit, async (req, res) => {
    const { id } = await core.contacts.undoImport(actorOf(res), (await reportOf(req)).id);
    res.redirect(303, `/contacts/imports/${id}`);
  });

  return router;
};
