import { Router } from 'express';
import { type Lang, type RefusedContact, type RefusedEvent, systemActor } from '../../core/index.ts';
import { type PortalContext, parse } from '../http/index.ts';
import { apiWrite } from './api-request.ts';
import { consentRequestShape, openApi } from './open-api.ts';

/** Some were refused: 207, all of them: 422. */
const statusOf = (done: number, refused: number): number => {
  if (refused === 0) return 200;
  return done === 0 ? 422 : 207;
};

const refusedIn = ({ index, field, code, text }: RefusedContact | RefusedEvent, lang: Lang) => ({
  index,
  field,
  code,
  message: text[lang],
});

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
          refused: refused.map((one) => refusedIn(one, lang)),
        },
      };
    }),
  );
  router.use(
    apiWrite(ctx, { path: '/api/v1/contacts', scope: 'contacts', refusedPerMinute }, async (body, { key, lang }) => {
      const actor = systemActor(`api:${key.id}`);
      const { refused, contacts, ...counts } = await core.contacts.upsert(actor, listIn(body, 'contacts'));
      return {
        status: statusOf(contacts.length, refused.length),
        body: { ...counts, refused: refused.map((one) => refusedIn(one, lang)), contacts },
      };
    }),
  );
  router.use(
    apiWrite(
      ctx,
      { path: '/api/v1/suppressions', scope: 'contacts', refusedPerMinute },
      async (body, { key, lang }) => {
        const actor = systemActor(`api:${key.id}`);
        const { added, already, refused } = await core.contacts.suppressMany(actor, listIn(body, 'suppressions'));
        return {
          status: statusOf(added + already, refused.length),
          body: { added, already, refused: refused.map((one) => refusedIn(one, lang)) },
        };
      },
    ),
  );
  router.use(
    apiWrite(ctx, { path: '/api/v1/consent-requests', scope: 'contacts', refusedPerMinute }, async (body, { key }) => {
      const asked = parse(consentRequestShape, body);
      const { until } = await core.consents.ask(systemActor(`api:${key.id}`), asked);
      return { status: 202, body: { until } };
    }),
  );
  return router;
};
