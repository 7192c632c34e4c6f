import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';
import { DomainError } from '../../core/index.ts';

const fromBody = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || body === null || !('_csrf' in body)) return undefined;
  const { _csrf } = body;
  return typeof _csrf === 'string' ? _csrf : undefined;
};

const { csrfSynchronisedProtection, generateToken } = csrfSync({
  getTokenFromRequest: (req) => req.get('x-csrf-token') ?? fromBody(req.body),
  size: 32,
});

/** The token of this session; forms carry it as `_csrf`, htmx as a header. */
export const csrfToken = (req: Request): string => generateToken(req);

/** Refuses every write that does not carry the session's token: 403. */
export const csrfProtection: RequestHandler = (req, res, next) => {
  csrfSynchronisedProtection(req, res, (error?: unknown) => {
    if (error === undefined) next();
    else
      next(
        new DomainError({
          code: 'request.csrf',
          kind: 'forbidden',
          text: {
            en: 'This form is out of date, or came from another site. Please go back, reload the page and send it again.',
            ko: '오래되었거나 다른 사이트에서 온 양식입니다. 이전 화면을 새로 고친 뒤 다시 보내세요.',
          },
          retrySafe: true,
        }),
      );
  });
};
