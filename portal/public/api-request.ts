import { createHash } from 'node:crypto';
import { type ErrorRequestHandler, json, type Request, type RequestHandler, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { type ApiKey, type ApiScope, DomainError, type Lang } from '../../core/index.ts';
import { type PortalContext, tellRetryAfter } from '../http/index.ts';
import { browserLang } from './browser-lang.ts';
import { refusalLimit } from './refusal-limit.ts';

/** Largest body of one request. */
const BODY_LIMIT = '4mb';
/** Requests a minute and key. */
const REQUESTS_PER_MINUTE = 600;

const STATUS: Readonly<Record<DomainError['kind'], number>> = {
  invalid: 422,
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  too_many: 429,
  unavailable: 503,
};

const say = (res: Response, status: number, code: string, message: string, field?: string): void => {
  res.status(status).json({ error: { code, message, ...(field === undefined ? {} : { field }) } });
};

/** What a request is answered with: a body that becomes JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

const bearer = (req: Request): string => /^Bearer (\S{1,200})$/i.exec(req.get('authorization') ?? '')?.[1] ?? '';
const keyOf = (res: Response): ApiKey => res.locals.apiKey as ApiKey;

/** Lets programs through whose key holds and may do `scope`. */
const authenticated =
  ({ core }: PortalContext, scope: ApiScope): RequestHandler =>
  async (req, res, next) => {
    res.locals.apiKey = await core.apiKeys.authenticate(bearer(req), scope);
    next();
  };

/**
 * A write of the API at `path`. The key is asked for before the body is read; a repeated `Idempotency-Key` is answered
 * as the first time, and refused where it comes with another body.
 */
export const apiWrite = (
  ctx: PortalContext,
  options: { path: string; scope: ApiScope; refusedPerMinute: number },
  act: (body: unknown, caller: { key: ApiKey; lang: Lang }) => Promise<ApiAnswer>,
): Router => {
  const { core, logger } = ctx;
  const router = Router({ caseSensitive: true });

  const handle: RequestHandler = async (req, res) => {
    const key = keyOf(res);
    const lang = browserLang(req);
    const given = req.get('idempotency-key');
    if (given === undefined) {
      const { status, body } = await act(req.body, { key, lang });
      res.status(status).json(body);
      return;
    }
    if (!/^[\x21-\x7e]{1,200}$/.test(given)) {
      return say(res, 422, 'api.idempotency_key_invalid', 'Idempotency-Key: give 1 to 200 visible ASCII characters.');
    }
    const name = `${key.id} ${options.path} ${given}`;
    const hash = String(res.locals.bodyHash ?? '');
    const before = await core.answers.find(name, hash);
    if (before === 'differs') {
      return say(
        res,
        422,
        'api.idempotency_key_reused',
        'This Idempotency-Key stands for another request of the last 24 hours. Use a new one.',
      );
    }
    if (before !== undefined) {
      res.status(before.status).type('json').set('idempotent-replayed', 'true').send(before.body);
      return;
    }
    const { status, body } = await act(req.body, { key, lang });
    const text = JSON.stringify(body);
    await core.answers.keep(name, hash, { status, body: text });
    res.status(status).type('json').send(text);
  };

  const failed: ErrorRequestHandler = (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    if (error instanceof DomainError) {
      const status = error.code === 'api.key_invalid' ? 401 : STATUS[error.kind];
      logger.warn({ code: error.code, status, route: options.path }, 'API request refused');
      tellRetryAfter(res, error);
      if (status === 401) res.set('www-authenticate', 'Bearer');
      return say(res, status, error.code, error.in(browserLang(req)), error.field);
    }
    const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
    if (status === 413)
      return say(res, 413, 'api.too_large', `The body is larger than ${BODY_LIMIT}. Send fewer at once.`);
    if (typeof status === 'number' && status >= 400 && status < 500) {
      return say(res, 400, 'api.not_json', 'The body is not JSON. Send it as application/json in UTF-8.');
    }
    logger.error({ err: error, route: options.path }, 'API request failed');
    say(res, 500, 'api.defect', 'This is our fault, not yours. Sending it again is safe: nothing counts twice.');
  };

  router.post(
    options.path,
    refusalLimit(options.refusedPerMinute),
    authenticated(ctx, options.scope),
    rateLimit({
      windowMs: 60_000,
      limit: REQUESTS_PER_MINUTE,
      keyGenerator: (_req, res) => keyOf(res).id,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: (_req, res) =>
        say(res, 429, 'api.too_many', 'Too many requests. Send more in one batch, or wait a minute.'),
    }),
    // Of the bytes, because writing the value again would fail for one that is nested deeply.
    json({
      limit: BODY_LIMIT,
      type: () => true,
      verify: (_req, res, bytes) => {
        (res as Response).locals.bodyHash = createHash('sha256').update(bytes).digest('hex');
      },
    }),
    handle,
  );
  router.use(options.path, failed);
  return router;
};
