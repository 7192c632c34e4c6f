import express from 'express';
import supertest from 'supertest';
import { DomainError } from '../../../core/common/errors.ts';
import { createKeyedHash } from '../../../core/common/keyed-hash.ts';
import { createLogger } from '../../../core/common/logger.ts';
import type { PortalContext } from '../../../portal/http/context.ts';
import { errorPage } from '../../../portal/http/errors.tsx';

const answerTo = async (init: { retryAfterSeconds?: number }) => {
  const app = express();
  app.get('/', () => {
    throw new DomainError({ code: 'test.busy', kind: 'too_many', text: { en: 'Wait.', ko: '기다리세요.' }, ...init });
  });
  app.use(errorPage({ logger: createLogger('silent', 'test') } as PortalContext));
  return supertest(app).get('/').expect(429);
};

test('an error that knows how long to wait says it in the header, and another does not', async () => {
  expect((await answerTo({ retryAfterSeconds: 120 })).headers['retry-after']).toBe('120');
  expect((await answerTo({})).headers['retry-after']).toBeUndefined();
});

test.each([
  ['get', 'Trying again is safe.'],
  ['post', 'Look whether it was before you try again.'],
] as const)('a failure of a %s says whether a retry is safe', async (method, words) => {
  const app = express();
  app.use((_req, res, next) => {
    res.locals.viewer = { lang: 'en', path: '/', csrfToken: '', takeFlash: () => undefined };
    next();
  });
  app.all('/', () => {
    throw new Error('a defect');
  });
  const hash = createKeyedHash('a'.repeat(64));
  app.use(errorPage({ core: { hash }, logger: createLogger('silent', 'test') } as unknown as PortalContext));
  const { text } = await supertest(app)[method]('/').expect(500);
  expect(text).toContain(words);
  expect(text).toMatch(/<code>\S{8,}<\/code>/);
});
