import express, { type Express, type RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import { accountRoutes } from './account/account-routes.tsx';
import { auditRoutes } from './audit/audit-routes.tsx';
import { campaignRoutes } from './campaigns/campaign-routes.tsx';
import { contactRoutes } from './contacts/contact-routes.tsx';
import { digestRoutes } from './digests/digest-routes.tsx';
import { fieldsRoutes } from './fields/fields-routes.tsx';
import { freezeRoutes } from './freezes/freeze-routes.tsx';
import { homeRoutes } from './home/home-routes.tsx';
import { assetRoutes } from './http/assets.ts';
import type { PortalContext } from './http/context.ts';
import { csrfProtection, csrfToken } from './http/csrf.ts';
import { errorPage, notFound } from './http/errors.tsx';
import { securityHeaders } from './http/security.ts';
import { identify, publicViewer, sessions, storeBeforeRedirect } from './http/session.ts';
import { uploads } from './http/uploads.ts';
import { insightRoutes } from './insights/insight-routes.tsx';
import { outboxRoutes } from './outbox/outbox-routes.tsx';
import { peopleRoutes } from './people/people-routes.tsx';
import { personaRoutes } from './personas/persona-routes.tsx';
import { publicRoutes } from './public/public-routes.tsx';
import { reportRoutes } from './reports/report-routes.tsx';
import { leadTimesRoutes } from './reviews/lead-times-routes.tsx';
import { reviewRoutes } from './reviews/review-routes.tsx';
import { searchRoutes } from './search/search-routes.tsx';
import { careRoutes } from './segments/care-routes.tsx';
import { followRoutes } from './segments/follow-routes.tsx';
import { listRoutes } from './segments/list-routes.tsx';
import { segmentRoutes } from './segments/segment-routes.tsx';
import { settingsRoutes } from './settings/settings-routes.tsx';

/** One log line for each request: route and status, no addresses, no query, no body. */
const requestLog = ({ logger }: PortalContext): RequestHandler =>
  pinoHttp({
    logger,
    autoLogging: { ignore: (req) => req.url?.startsWith('/assets/') === true || req.url === '/healthz' },
    serializers: {
      req: (req: { method: string; raw?: { route?: { path?: unknown } } }) => ({
        method: req.method,
        route: String(req.raw?.route?.path ?? '-'),
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
    customLogLevel: (_req, res, error) => (error !== undefined || res.statusCode >= 500 ? 'error' : 'debug'),
  });

const health = ({ core, logger }: PortalContext): express.Router => {
  const router = express.Router();
  router.get('/healthz', (_req, res) => {
    res.json({ alive: true });
  });
  router.get('/readyz', async (_req, res) => {
    try {
      res.json({ ready: true, databaseTime: (await core.serverTime()).toISOString() });
    } catch (error) {
      logger.error({ err: error }, 'the database does not answer');
      res.status(503).json({ ready: false });
    }
  });
  return router;
};

/** The portal as an Express application. It listens nowhere by itself. */
export const createApp = (ctx: PortalContext): Express => {
  const https = ctx.core.config.portal.url.startsWith('https:');
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // Counted and not known by their addresses: staff and recipients in a private network have such ones too.
  if (https) app.set('trust proxy', ctx.core.config.portal.proxies);

  app.use(securityHeaders(https), requestLog(ctx), assetRoutes(), health(ctx));

  // Without session or CSRF token: links in mail, one-click unsubscribe, provider webhooks.
  app.use(publicViewer(ctx), publicRoutes(ctx));

  app.use((_req, res, next) => {
    res.setHeader('cache-control', 'no-store');
    next();
  });
  app.use(sessions(ctx), storeBeforeRedirect, identify(ctx, csrfToken));
  app.use(express.urlencoded({ extended: false, limit: '2mb', parameterLimit: 5000 }), uploads(), csrfProtection);
  app.use(
    accountRoutes(ctx),
    homeRoutes(ctx),
    campaignRoutes(ctx),
    leadTimesRoutes(ctx),
    reviewRoutes(ctx),
    freezeRoutes(ctx),
    fieldsRoutes(ctx),
    reportRoutes(ctx),
    outboxRoutes(ctx),
    insightRoutes(ctx),
    digestRoutes(ctx),
    searchRoutes(ctx),
    contactRoutes(ctx),
    segmentRoutes(ctx),
    listRoutes(ctx),
    careRoutes(ctx),
    followRoutes(ctx),
    personaRoutes(ctx),
    peopleRoutes(ctx),
    settingsRoutes(ctx),
    auditRoutes(ctx),
  );
  app.use(notFound, errorPage(ctx));
  return app;
};
