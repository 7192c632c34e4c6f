import { Router } from 'express';
import { z } from 'zod';
import { LANGS } from '../../core/index.ts';
import {
  actorOf,
  type Fields,
  type FormErrors,
  field,
  flash,
  formErrors,
  formOf,
  missing,
  type PortalContext,
  param,
  parse,
  parseForm,
  render,
  signedIn,
  staffOf,
  tellRetryAfter,
  textOf,
} from '../http/index.ts';
import { endSession, startSession } from '../http/session.ts';
import { fill } from '../words/text.ts';
import { AccountPage, LinkPage } from './account-pages.tsx';
import type { AwayProps } from './away-card.tsx';
import { clearAway, loadAway, saveAway } from './save-away.ts';
import { signInRoutes } from './sign-in-routes.tsx';
import { WORDS } from './words.ts';

/** One's own account, and everything before it: sign-in, setup, invitation. */
export const accountRoutes = (ctx: PortalContext): Router => {
  const { core } = ctx;
  const router = Router();
  router.use(signInRoutes(ctx));

  const page = async (
    res: Parameters<typeof staffOf>[0],
    {
      values,
      errors,
      passwordErrors,
      typed,
    }: { values?: Fields; errors?: FormErrors; passwordErrors?: FormErrors; typed?: AwayProps['typed'] } = {},
  ) => {
    const staff = staffOf(res);
    render(
      res,
      <AccountPage
        staff={staff}
        identities={await core.people.identitiesOf(staff.id)}
        away={{ ...(await loadAway(ctx, staff.id)), typed }}
        name={values === undefined || !('name' in values) ? staff.name : textOf(values, 'name')}
        timeZone={values === undefined || !('timeZone' in values) ? staff.timeZone : textOf(values, 'timeZone')}
        errors={errors}
        passwordErrors={passwordErrors}
      />,
      (errors ?? passwordErrors ?? typed?.errors)?.status ?? 200,
    );
  };

  router.get('/account', signedIn, (_req, res) => page(res));

  router.post('/account', signedIn, async (req, res) => {
    const values = formOf(req);
    try {
      const input = parse(z.object({ name: field.text(100), lang: z.enum(LANGS), timeZone: field.text(60) }), values);
      await core.people.updateProfile(actorOf(res), input);
      flash(req, { en: 'Saved.', ko: '저장했습니다.' });
      res.redirect(303, '/account');
    } catch (error) {
      await page(res, { values, errors: formErrors(error) });
    }
  });

  router.post('/account/password', signedIn, async (req, res) => {
    try {
      const input = parseForm(
        z.object({ current: z.string().min(1).max(1000), password: z.string().min(1).max(1000) }),
        req,
      );
      await core.people.changePassword(actorOf(res), { current: input.current, next: input.password });
      await startSession(ctx, req, staffOf(res));
      flash(req, WORDS.passwordChanged, 'good', 'password');
      res.redirect(303, '/account#password');
    } catch (error) {
      tellRetryAfter(res, error);
      await page(res, { passwordErrors: formErrors(error) });
    }
  });

  router.post('/account/away', signedIn, (req, res) =>
    saveAway(ctx, req, res, { person: staffOf(res), next: '/account', again: (typed) => page(res, { typed }) }),
  );

  router.post('/account/away/clear', signedIn, (req, res) =>
    clearAway(ctx, req, res, { staffId: staffOf(res).id, next: '/account' }),
  );

  router.post('/account/sign-out-everywhere', signedIn, async (req, res) => {
    await core.people.signOutEverywhere(actorOf(res));
    await endSession(req);
    res.redirect(303, '/sign-in');
  });

  router.post('/account/unlink', signedIn, async (req, res) => {
    const identity = parseForm(
      z.object({ platform: z.enum(['slack', 'teams']), workspaceId: field.text(200), userId: field.text(300) }),
      req,
    );
    await core.people.unlink(actorOf(res), identity);
    flash(req, WORDS.unlinked);
    res.redirect(303, '/account');
  });

  router.get('/link/:token', signedIn, async (req, res) => {
    const request = await core.people.linkRequest(param(req, 'token'));
    if (request === undefined) throw missing(WORDS.linkGone);
    render(res, <LinkPage action={req.path} request={request} />);
  });

  router.post('/link/:token', signedIn, async (req, res) => {
    const identity = await core.people.completeLink(actorOf(res), param(req, 'token'));
    flash(req, fill(WORDS.linked, { account: identity.displayName }));
    res.redirect(303, '/account');
  });

  return router;
};
