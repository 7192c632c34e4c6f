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
import { WarmUpPage, warmUpFields } from './warm-up-page.tsx';
import { WARM_UP } from './warm-up-words.ts';

/** The warm-up of the sending domain, read and replaced by administrators. */
export const warmUpRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  const zone = core.config.workspace.timeZone;

  const show = async (res: Response, typed?: Fields, errors?: FormErrors): Promise<void> => {
    const standing = await core.warmUp.standing();
    const fields = typed ?? warmUpFields(standing);
    render(res, <WarmUpPage standing={standing} zone={zone} fields={fields} errors={errors} />, errors?.status);
  };

  router.get('/settings/warm-up', needs('settings.manage'), (_req, res) => show(res));

  router.post('/settings/warm-up', needs('settings.manage'), async (req, res) => {
    const fields = formOf(req);
    const text = (name: string): string => textOf(fields, name).trim();
    try {
      const input = { startsOn: text('startsOn'), allowances: text('allowances') };
      await core.warmUp.save(actorOf(res), input, Number(text('revision')) || 0);
      flash(req, WARM_UP.saved);
      res.redirect(303, '/settings/warm-up');
    } catch (error) {
      await show(res, fields, formErrors(error));
    }
  });

  return router;
};
