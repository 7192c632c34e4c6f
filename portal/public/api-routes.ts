import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';
import { apiWrite } from './api-request.ts';
import { openApi } from './open-api.ts';

/** Some were refused: 207, all of them: 422. */
const statusOf = (done: number, refused: number): number => {
  if (refused === 0) return 200;
  return done === 0 ? 422 : 207;
};

const listIn = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;

/** The API for programs: a key instead of a session, JSON in and out, described by `/api/v1/openapi.json`. */
export const apiRoutes = (ctx: PortalContext, { refusedPerMinute }: { refusedPerMinute: number }): Router => {
  const { core } = ctx;
  const router = Router({ caseSensitive: true });
  const description = openApi(core.config.portal.url);

  router.get('/api/v1/openapi.json', (_req, res) => {
    res.json(description);
  });

  router.use(
    apiWrite(ctx, { path: '/api/v1/events', scope: 'events', refusedPerMinute }, async (body, { lang }) => {
      const { accepted, duplicates, refused } = await core.events.record(listIn(body, 'events'));
      return {
        status: statusOf(accepted + duplicates, refused.length),
        body: {
          accepted,
          duplicates,
          refused: refused.map(({ index, field, code, text }) => ({ index, field, code, message: text[lang] })),
        },
      };
    }),
  );
  return router;
};
