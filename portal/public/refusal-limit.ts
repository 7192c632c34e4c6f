import { type RateLimitRequestHandler, rateLimit } from 'express-rate-limit';

/**
 * Throttles a network that keeps being refused (guessed tokens, forged webhooks). Answers below 400 never count, because
 * a whole company, an image proxy or Mailgun itself may stand behind one address.
 * @param perMinute refused requests a minute and network
 */
export const refusalLimit = (perMinute: number): RateLimitRequestHandler =>
  rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    message: 'Too many refused requests. Try again in a minute.\n',
  });
