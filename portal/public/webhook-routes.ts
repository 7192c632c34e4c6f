import { type ErrorRequestHandler, json, Router } from 'express';
import { isDomainError } from '../../core/index.ts';
import type { PortalContext } from '../http/index.ts';
import { refusalLimit } from './refusal-limit.ts';

const STATUS: Readonly<Record<string, number>> = {
  'tracking.webhook_forged': 401,
  'tracking.webhook_stale': 401,
  'tracking.webhook_malformed': 400,
};

/**
 * `POST /webhooks/mailgun`: a signed event as JSON, at most 1 MB. 200 once its fact is durable, and for one seen before;
 * 401 where the signature is forged or stale, 400 where the form is wrong, 500 where it is worth sending again.
 */
export const webhookRoutes = (
  { core, logger }: PortalContext,
  { refusedPerMinute }: { refusedPerMinute: number },
): Router => {
  const router = Router({ caseSensitive: true });
  const path = '/webhooks/mailgun';

  router.post(path, refusalLimit(refusedPerMinute), json({ limit: '1mb' }), async (req, res) => {
    try {
      const answer = await core.tracking.webhook(req.body);
      res.status(200).json({ answer });
    } catch (error) {
      const code = isDomainError(error) ? error.code : 'defect';
      const status = STATUS[code] ?? 500;
      const line = { code, status, network: req.ip };
      if (status === 500) logger.error({ ...line, err: error }, 'a Mailgun webhook could not be taken');
      else logger.warn(line, 'a Mailgun webhook was refused');
      res
        .status(status)
        .json({ error: code, message: isDomainError(error) ? error.text.en : 'Not taken. Send it again.' });
    }
  });

  const unreadable: ErrorRequestHandler = (error, req, res, next) => {
    const status = statusOf(error);
    if (status === undefined || res.headersSent) return next(error);
    logger.warn({ status, network: req.ip }, 'a Mailgun webhook could not be read');
    const text = status === 413 ? 'The body is larger than 1 MB.' : 'The body is not JSON.';
    res.status(status).json({ error: 'tracking.webhook_malformed', message: text });
  };
  router.use(path, unreadable);

  return router;
};

/** What express.json says of a body: 413 too large, 400 or 415 unreadable. */
const statusOf = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  return error.status === 413 ? 413 : typeof error.status === 'number' && error.status < 500 ? 400 : undefined;
};
