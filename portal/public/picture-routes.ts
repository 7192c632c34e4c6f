import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

/**
 * `GET /pictures/ID`: pictures of mails, for everybody who has the mail. A picture never changes, so it may be kept for
 * a year; its type is the one that was found when it was stored, and browsers must not guess another.
 */
export const pictureRoutes = ({ core }: PortalContext): Router => {
  const router = Router({ caseSensitive: true });
  router.get('/pictures/:id', async (req, res, next) => {
    const { id } = req.params;
    const found = /^[A-Za-z0-9_-]{1,64}$/.test(id) ? await core.campaigns.picture(id) : undefined;
    if (found === undefined) return next();
    res.setHeader('content-type', found.picture.contentType);
    res.setHeader('cache-control', 'public, max-age=31536000, immutable');
    res.setHeader('x-content-type-options', 'nosniff');
    res.setHeader('cross-origin-resource-policy', 'cross-origin');
    res.setHeader('content-security-policy', "default-src 'none'; sandbox");
    res.send(found.content);
  });
  return router;
};
