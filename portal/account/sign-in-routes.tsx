import { type Request, Router } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { DomainError, isLang } from '../../core/index.ts';
import {
  type FormErrors,
  field,
  flash,
  formErrors,
  formOf,
  missing,
  type PortalContext,
  param,
  parse,
  queryText,
  render,
  tellRetryAfter,
  textOf,
  viewerOf,
} from '../http/index.ts';
import { endSession, LANGUAGE_COOKIE, SESSION_COOKIE, startSession } from '../http/session.ts';
import { fill } from '../words/text.ts';
import { InvitationPage, SetupPage, SignInPage } from './sign-in-pages.tsx';
import { WORDS } from './words.ts';

/** A path of this portal; anything that could lead elsewhere becomes `/`. */
const localPath = (path: string): string => {
  if (!path.startsWith('/') || !URL.canParse(path, 'http://portal.invalid')) return '/';
  const url = new URL(path, 'http://portal.invalid');
  // `/.//elsewhere` is a path here, and another host once its dot is resolved.
  return url.origin === 'http://portal.invalid' && !url.pathname.startsWith('//')
    ? `${url.pathname}${url.search}`
    : '/';
};

/** Who tries: of IPv6 the /56 that one household is given, because it may take any address in it. */
const networkOf = (req: Request): string => (req.ip === undefined ? 'unknown' : ipKeyGenerator(req.ip, 56));

/** Sign-in, sign-out, the first administrator and invitations. */
export const signInRoutes = (ctx: PortalContext): Router => {
  const { core, setupToken } = ctx;
  const router = Router();

  // Core throttles by address and network in the database; this spares it a flood that reaches one process.
  const slowDown = rateLimit({
    windowMs: 60_000,
    limit: 60,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (_req, _res, next) => {
      next(new DomainError({ code: 'request.too_fast', kind: 'too_many', text: WORDS.tooFast, retrySafe: true }));
    },
  });

  router.get('/language/:lang', (req, res) => {
    const lang = param(req, 'lang');
    if (isLang(lang)) {
      res.cookie(LANGUAGE_COOKIE, lang, { sameSite: 'lax', httpOnly: true, maxAge: 365 * 24 * 60 * 60 * 1000 });
    }
    res.redirect(303, localPath(queryText(req, 'back', 2000)));
  });

  router.get('/sign-in', (req, res) => {
    const next = localPath(queryText(req, 'next', 2000));
    if (viewerOf(res).staff !== undefined) return res.redirect(303, next);
    render(res, <SignInPage email="" next={next} expired={queryText(req, 'expired') !== ''} />);
  });

  router.post('/sign-in', slowDown, async (req, res) => {
    const values = formOf(req);
    const next = localPath(textOf(values, 'next'));
    try {
      const input = parse(z.object({ email: field.text(320), password: z.string().min(1).max(1000) }), values);
      const staff = await core.people.signIn({ ...input, network: networkOf(req) });
      await startSession(ctx, req, staff);
      res.redirect(303, next);
    } catch (error) {
      tellRetryAfter(res, error);
      const errors = formErrors(error);
      render(res, <SignInPage email={textOf(values, 'email')} next={next} errors={errors} />, errors.status);
    }
  });

  router.post('/sign-out', async (req, res) => {
    await endSession(req);
    res.clearCookie(SESSION_COOKIE, { path: '/' });
    res.redirect(303, '/sign-in');
  });

  const setupOpen = async (req: Request): Promise<boolean> =>
    setupToken !== undefined &&
    core.hash.verify('one-time-tokens', setupToken, core.hash.mac('one-time-tokens', param(req, 'token'))) &&
    (await core.people.list()).length === 0;

  router.get('/setup/:token', async (req, res) => {
    if (!(await setupOpen(req))) throw missing(WORDS.setupGone);
    render(res, <SetupPage action={req.path} name="" email="" />);
  });

  router.post('/setup/:token', slowDown, async (req, res) => {
    if (!(await setupOpen(req))) throw missing(WORDS.setupGone);
    const values = formOf(req);
    try {
      const input = parse(
        z.object({ name: field.text(100), email: field.text(320), password: z.string().min(1).max(1000) }),
        values,
      );
      const staff = await core.people.createFirstAdministrator({ ...input, lang: viewerOf(res).lang });
      if (staff === undefined) throw missing(WORDS.setupGone);
      await startSession(ctx, req, staff);
      flash(req, fill(WORDS.welcome, { name: staff.name }));
      res.redirect(303, '/');
    } catch (error) {
      const errors: FormErrors = formErrors(error);
      render(
        res,
        <SetupPage action={req.path} name={textOf(values, 'name')} email={textOf(values, 'email')} errors={errors} />,
        errors.status,
      );
    }
  });

  router.get('/invitation/:token', async (req, res) => {
    const invited = await core.people.invitation(param(req, 'token'));
    if (invited === undefined) throw missing(WORDS.invitationGone);
    render(res, <InvitationPage action={req.path} email={invited.email} name={invited.name} />);
  });

  router.post('/invitation/:token', slowDown, async (req, res) => {
    const token = param(req, 'token');
    const invited = await core.people.invitation(token);
    if (invited === undefined) throw missing(WORDS.invitationGone);
    const values = formOf(req);
    try {
      const input = parse(z.object({ name: field.text(100), password: z.string().min(1).max(1000) }), values);
      const staff = await core.people.acceptInvitation(token, input);
      await startSession(ctx, req, staff);
      flash(req, fill(WORDS.welcome, { name: staff.name }));
      res.redirect(303, '/');
    } catch (error) {
      const errors = formErrors(error);
      render(
        res,
        <InvitationPage action={req.path} email={invited.email} name={textOf(values, 'name')} errors={errors} />,
        errors.status,
      );
    }
  });

  return router;
};
