import type { Request, RequestHandler, Response } from 'express';
import { can, DomainError, type Permission } from '../../core/index.ts';
import { viewerOf } from './context.ts';

/** What a route asks of its caller; read by the test that holds every route against every role. */
export type Access = Permission | 'signed_in' | 'signed_out';

const toSignIn = (req: Request, res: Response): void => {
  const next = req.method === 'GET' ? req.originalUrl : '/';
  const address = `/sign-in?next=${encodeURIComponent(next)}`;
  if (req.get('hx-request') === 'true') res.status(401).set('HX-Redirect', '/sign-in').end();
  else if (req.method === 'GET') res.redirect(303, address);
  else res.redirect(303, '/sign-in?expired=1');
};

const guard = (access: Access, handler: RequestHandler): RequestHandler => Object.assign(handler, { access });

/** The access that a route's middleware declares, or undefined for a public one. */
export const accessOf = (handler: unknown): Access | undefined =>
  typeof handler === 'function' && 'access' in handler ? (handler as { access: Access }).access : undefined;

/** Lets signed-in staff through; sends others to the sign-in page and back. */
export const signedIn: RequestHandler = guard('signed_in', (req, res, next) => {
  if (viewerOf(res).staff === undefined) toSignIn(req, res);
  else next();
});

/** Lets staff through who hold a role with this permission; others get a 403 page. Core checks again by itself. */
export const needs = (permission: Permission): RequestHandler =>
  guard(permission, (req, res, next) => {
    const { staff } = viewerOf(res);
    if (staff === undefined) toSignIn(req, res);
    else if (can(staff, permission)) next();
    else {
      next(
        new DomainError({
          code: 'request.forbidden',
          kind: 'forbidden',
          text: {
            en: 'Your role does not allow this. An administrator can change roles under People.',
            ko: '현재 역할로는 이 작업을 할 수 없습니다. 관리자가 구성원 화면에서 역할을 바꿀 수 있습니다.',
          },
        }),
      );
    }
  });
