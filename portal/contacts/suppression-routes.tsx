import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import {
  DomainError,
  FILE_REASONS,
  type LocalText,
  type RefusedSuppression,
  SUPPRESSION_REASONS,
  UNSUPPRESS_GROUNDS,
} from '../../core/index.ts';
import {
  actorOf,
  type FormErrors,
  flash,
  formErrors,
  formOf,
  needs,
  type PortalContext,
  queryText,
  render,
  textOf,
  uploadOf,
} from '../http/index.ts';
import { fill } from '../words/text.ts';
import { SuppressionPage } from './suppression-page.tsx';
import { SUPPRESSION_PAGE as WORDS } from './suppression-words.ts';

/** Refused rows that a message names. */
const NAMED = 5;

const fileMissing = (): DomainError =>
  new DomainError({ code: 'request.file_missing', kind: 'invalid', field: 'file', text: WORDS.fileMissing });

/** The suppression list: search, filter, by hand, CSV. */
export const suppressionRoutes = ({ core, logger }: PortalContext): Router => {
  const router = Router();

  const show = async (
    req: Request,
    res: Response,
    errors?: FormErrors,
    form: 'address' | 'file' = 'address',
  ): Promise<void> => {
    const query = queryText(req, 'q');
    const reason = SUPPRESSION_REASONS.find((each) => each === queryText(req, 'reason'));
    const page = await core.contacts.suppressions({
      address: query,
      ...(reason === undefined ? {} : { reason }),
      after: queryText(req, 'after'),
    });
    const values = errors === undefined ? undefined : formOf(req);
    render(
      res,
      <SuppressionPage
        page={page}
        query={query}
        reason={reason ?? ''}
        values={values}
        errors={form === 'address' ? errors : undefined}
        fileErrors={form === 'file' ? errors : undefined}
      />,
      errors?.status ?? 200,
    );
  };

  router.get('/contacts/suppressions', needs('contacts.view'), (req, res) => show(req, res));

  router.post('/contacts/suppressions', needs('contacts.edit'), async (req, res) => {
    const actor = actorOf(res);
    try {
      await core.contacts.suppress(actor, {
        address: textOf(formOf(req), 'address'),
        reason: 'manual',
        source: actor.kind === 'staff' ? actor.staff.id : 'portal',
      });
    } catch (error) {
      return show(req, res, formErrors(error));
    }
    flash(req, WORDS.added);
    res.redirect(303, '/contacts/suppressions');
  });

  router.post('/contacts/suppressions/import', needs('contacts.edit'), async (req, res) => {
    const upload = uploadOf(req);
    const reason = FILE_REASONS.find((each) => each === textOf(formOf(req), 'reason')) ?? 'manual';
    const refused: RefusedSuppression[] = [];
    try {
      if (upload === undefined) throw fileMissing();
      const report = await core.contacts.importSuppressions(actorOf(res), {
        open: () => createReadStream(upload.path),
        reason,
        onRefused: (row) => {
          if (refused.length < NAMED) refused.push(row);
        },
      });
      const { added, already } = report;
      const parts = [
        fill(WORDS.imported, { added, already, refused: report.refused }),
        ...refused.map(({ row, text }): LocalText => {
          const { refusedRow } = WORDS;
          return { en: fill(refusedRow, { row, why: text.en }).en, ko: fill(refusedRow, { row, why: text.ko }).ko };
        }),
      ];
      const said = { en: parts.map(({ en }) => en).join(' '), ko: parts.map(({ ko }) => ko).join(' ') };
      flash(req, said, report.refused === 0 ? 'good' : 'warning');
      res.redirect(303, '/contacts/suppressions');
    } catch (error) {
      await show(req, res, formErrors(error), 'file');
    }
  });

  router.post('/contacts/suppressions/end', needs('contacts.edit'), async (req, res) => {
    const fields = formOf(req);
    const ground = UNSUPPRESS_GROUNDS.find((each) => each === textOf(fields, 'ground'));
    try {
      await core.contacts.unsuppress(actorOf(res), { addressHash: textOf(fields, 'addressHash'), ground });
    } catch (error) {
      return show(req, res, formErrors(error));
    }
    flash(req, WORDS.removed);
    res.redirect(303, '/contacts/suppressions');
  });

  router.get('/contacts/suppressions.csv', needs('contacts.edit'), async (_req, res) => {
    res.setHeader('content-type', 'text/csv; charset=utf-8');
    res.setHeader('content-disposition', 'attachment; filename="suppressions.csv"');
    try {
      await pipeline(Readable.from(core.contacts.suppressionsCsv()), res);
    } catch (error) {
      // The head has left: a cut-off answer tells the browser that the file is not whole.
      logger.error({ err: error }, 'a CSV download broke off');
      res.destroy();
    }
  });

  return router;
};
