import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import { SUPPRESSION_REASONS, UNSUPPRESS_GROUNDS } from '../../core/index.ts';
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
} from '../http/index.ts';
import { SuppressionPage } from './suppression-page.tsx';
import { SUPPRESSION_PAGE as WORDS } from './suppression-words.ts';

/** The suppression list: search, filter, by hand, CSV. */
export const suppressionRoutes = ({ core, logger }: PortalContext): Router => {
  const router = Router();

  const show = async (req: Request, res: Response, errors?: FormErrors): Promise<void> => {
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
      <SuppressionPage page={page} query={query} reason={reason ?? ''} values={values} errors={errors} />,
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
