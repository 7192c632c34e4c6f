import { Router } from 'express';
import {
  actorOf,
  flash,
  formErrors,
  formOf,
  needs,
  type PortalContext,
  param,
  render,
  textOf,
  textsOf,
} from '../http/index.ts';
import { fill } from '../words/text.ts';
import { API_KEYS } from './api-key-words.ts';
import { ApiKeysPage } from './api-keys-page.tsx';

/** Keys of programs, made and revoked by administrators. */
export const apiKeyRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  const manage = needs('settings.manage');

  router.get('/settings/api-keys', manage, async (_req, res) => {
    render(res, <ApiKeysPage keys={await core.apiKeys.list(actorOf(res))} />);
  });

  router.post('/settings/api-keys', manage, async (req, res) => {
    const actor = actorOf(res);
    const fields = formOf(req);
    try {
      const { key, token } = await core.apiKeys.make(actor, {
        name: textOf(fields, 'name'),
        scopes: textsOf(fields, 'scopes'),
      });
      // Not after a redirect: the token would have to be stored until then.
      render(res, <ApiKeysPage keys={await core.apiKeys.list(actor)} fresh={{ name: key.name, token }} />);
    } catch (error) {
      const errors = formErrors(error);
      render(res, <ApiKeysPage keys={await core.apiKeys.list(actor)} fields={fields} errors={errors} />, errors.status);
    }
  });

  router.post('/settings/api-keys/:id/revoke', manage, async (req, res) => {
    const { name } = await core.apiKeys.revoke(actorOf(res), param(req, 'id'));
    flash(req, fill(API_KEYS.revokedNow, { name }));
    res.redirect(303, '/settings/api-keys');
  });

  return router;
};
