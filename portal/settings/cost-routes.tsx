import { type Response, Router } from 'express';
import {
  actorOf,
  type Fields,
  type FormErrors,
  flash,
  formErrors,
  formOf,
  needs,
  type PortalContext,
  render,
  textOf,
} from '../http/index.ts';
import { COSTS } from '../reports/cost-words.ts';
import { CostPage, costFields } from './cost-page.tsx';

/** The cost rates, read and replaced by administrators. */
export const costRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  const show = (res: Response, fields: Fields, errors?: FormErrors): void => {
    render(res, <CostPage fields={fields} errors={errors} />, errors?.status);
  };

  router.get('/settings/costs', needs('settings.manage'), async (_req, res) => {
    show(res, costFields(await core.costs.rates()));
  });

  router.post('/settings/costs', needs('settings.manage'), async (req, res) => {
    const fields = formOf(req);
    const text = (name: string): string => textOf(fields, name).trim();
    try {
      const input = { currency: text('currency'), perThousand: text('perThousand'), reviewHour: text('reviewHour') };
      await core.costs.saveRates(actorOf(res), input, Number(text('revision')) || 0);
      flash(req, COSTS.ratesSaved);
      res.redirect(303, '/settings/costs');
    } catch (error) {
      show(res, fields, formErrors(error));
    }
  });

  return router;
};
