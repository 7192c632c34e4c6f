import { MongoStore } from 'connect-mongo';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import { isLang, type Lang, type Staff } from '../../core/index.ts';
import type { Flash, PortalContext, Viewer } from './context.ts';
import { frameFor } from './frame.ts';

declare module 'express-session' {
  interface SessionData {
    staffId?: string;
    /** When the person signed in, in milliseconds of the database's clock. */
    startedAt?: number;
    /** True in the first write of a session of staff, and never after. */
    begins?: true;
    flash?: Flash | undefined;
  }
}

const DAY = 24 * 60 * 60 * 1000;
/** Long enough for a form before sign-in; whoever asks for forms by the thousand does not fill the database for a week. */
const BEFORE_SIGN_IN = DAY / 12;
export const SESSION_COOKIE = 'tandem.sid';
export const LANGUAGE_COOKIE = 'tandem.lang';

/**
 * Sessions in the database, so that any number of portals may run. The store writes a session that is gone as a new one,
 * so that a request that was under way while its person signed out would bring the session back: one of staff that comes
 * to be without beginning is ended again.
 */
const sessionStore = ({ core }: PortalContext): MongoStore => {
  const store = MongoStore.create({
    client: core.sessionClient(),
    dbName: core.config.database.name,
    collectionName: 'portal_sessions',
    ttl: (7 * DAY) / 1000,
    touchAfter: 3600,
  });
  const mayMake = new Set<string>();
  const write = store.set.bind(store);
  store.set = (id, session, done) => {
    if (session.staffId !== undefined && session.begins !== true) return write(id, session, done);
    mayMake.add(id);
    return write(id, session, (error: unknown) => {
      mayMake.delete(id);
      done?.(error);
    });
  };
  store.on('create', (id: string) => {
    if (!mayMake.has(id)) store.destroy(id);
  });
  return store;
};

export const sessions = (ctx: PortalContext): RequestHandler => {
  const { core } = ctx;
  return session({
    name: SESSION_COOKIE,
    secret: core.hash.key('sessions'),
    resave: false,
    saveUninitialized: false,
    rolling: false,
    store: sessionStore(ctx),
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      secure: core.config.portal.url.startsWith('https:'),
      maxAge: 7 * DAY,
      path: '/',
    },
  });
};

/** Starts a fresh session (a new id: a fixed one is worth nothing) for a person who has just proven who they are. */
export const startSession = async ({ core }: PortalContext, req: Request, staff: Staff): Promise<void> => {
  const kept = req.session.flash;
  await new Promise<void>((resolve, reject) => {
    req.session.regenerate((error: unknown) => (error ? reject(error as Error) : resolve()));
  });
  const [now, validFrom] = await Promise.all([core.serverTime(), core.people.sessionsValidFrom(staff.id)]);
  req.session.staffId = staff.id;
  req.session.startedAt = Math.max(now.getTime(), validFrom.getTime());
  if (kept !== undefined) req.session.flash = kept;
  req.session.begins = true;
  await new Promise<void>((resolve, reject) => {
    req.session.save((error: unknown) => (error ? reject(error as Error) : resolve()));
  });
  delete req.session.begins;
};

export const endSession = (req: Request): Promise<void> =>
  new Promise((resolve, reject) => {
    req.session.destroy((error: unknown) => (error ? reject(error as Error) : resolve()));
  });

const cookieOf = (req: Request, name: string): string | undefined =>
  req
    .get('cookie')
    ?.split(/;\s*/)
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** Language before sign-in: the switch's cookie, else what the browser asks for. */
const languageOf = (req: Request): Lang => {
  const chosen = cookieOf(req, LANGUAGE_COOKIE);
  if (isLang(chosen)) return chosen;
  const wanted = req.acceptsLanguages('en', 'ko');
  return isLang(wanted) ? wanted : 'en';
};

const viewerFor = (
  { core }: PortalContext,
  req: Request,
  staff: Staff | undefined,
  csrfToken: string,
  takeFlash: Viewer['takeFlash'],
): Viewer => ({
  lang: staff?.lang ?? languageOf(req),
  zone: staff?.timeZone ?? core.config.workspace.timeZone,
  staff,
  csrfToken,
  path: req.originalUrl,
  capturing: core.provider.kind === 'outbox',
  organisation: core.config.workspace.organisation,
  takeFlash,
});

/**
 * A browser follows a redirect as soon as its headers are there, which can be before the session is stored; so the
 * session is stored first.
 */
export const storeBeforeRedirect: RequestHandler = (req, res, next) => {
  const redirect = res.redirect.bind(res) as (status: number, url: string) => void;
  res.redirect = ((...args: [string] | [number, string] | [string, number]) => {
    const [first, second] = args;
    const status = typeof first === 'number' ? first : typeof second === 'number' ? second : 303;
    const url = typeof first === 'string' ? first : String(second);
    const { session: present } = req;
    if (present?.staffId === undefined && present?.flash === undefined) return redirect(status, url);
    present.save((error: unknown) => (error ? next(error) : redirect(status, url)));
  }) as typeof res.redirect;
  next();
};

/** The reader of a page that needs no session. */
export const publicViewer =
  (ctx: PortalContext): RequestHandler =>
  (req, res, next) => {
    res.locals.viewer = viewerFor(ctx, req, undefined, '', () => undefined);
    next();
  };

/** The member of staff behind the session, if the session still counts and the account is active. */
const staffBehind = async ({ core }: PortalContext, req: Request): Promise<Staff | undefined> => {
  const { staffId, startedAt } = req.session;
  if (staffId === undefined || startedAt === undefined) return undefined;
  const [staff, validFrom] = await Promise.all([core.people.byId(staffId), core.people.sessionsValidFrom(staffId)]);
  return staff?.status === 'active' && startedAt >= validFrom.getTime() ? staff : undefined;
};

/** Finds out who is reading. `token` makes the session's CSRF token. */
export const identify =
  (ctx: PortalContext, token: (req: Request) => string): RequestHandler =>
  async (req, res, next) => {
    const staff = await staffBehind(ctx, req);
    let csrf: string | undefined;
    const viewer = viewerFor(ctx, req, staff, '', (place) => {
      const { flash } = req.session;
      if (flash === undefined || flash.place !== place) return undefined;
      delete req.session.flash;
      return flash;
    });
    // Made when a form asks for it, so that a page without forms makes no session.
    Object.defineProperty(viewer, 'csrfToken', {
      get: () => {
        if (req.session.staffId === undefined) req.session.cookie.maxAge = BEFORE_SIGN_IN;
        csrf ??= token(req);
        return csrf;
      },
    });
    res.locals.viewer = viewer;
    frameFor(ctx, res);
    next();
  };
