import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';
import { apiRoutes } from './api-routes.ts';
import { digestPictureRoutes } from './digest-picture-routes.ts';
import { linkRoutes } from './link-routes.ts';
import { pictureRoutes } from './picture-routes.ts';
import { preferenceRoutes } from './preference-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** Refused requests a minute and network, before the answer is 429. */
const REFUSED_PER_MINUTE = 300;

/**
 * Everything that people and machines outside the house may call. It stands before session, CSRF and body parsing: none
 * of these requests carries a cookie that counts, and a one-click unsubscribe must work without any.
 */
export const publicRoutes = (ctx: PortalContext, { refusedPerMinute = REFUSED_PER_MINUTE } = {}): Router => {
  const router = Router();
  router.use(linkRoutes(ctx, { refusedPerMinute }));
  router.use(preferenceRoutes(ctx, { refusedPerMinute }));
  router.use(webhookRoutes(ctx, { refusedPerMinute }));
  router.use(apiRoutes(ctx, { refusedPerMinute }));
  router.use(pictureRoutes(ctx), digestPictureRoutes(ctx));
  return router;
};
