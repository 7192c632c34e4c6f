import { Router } from 'express';
import type { PortalContext } from '../http/index.ts';

/**
 * `GET /digests/pictures/TOKEN.png`: charts of digests, for chat and mail, which have no session. The token is signed and
 * names one chart that never changes; an unknown or altered one is not found.
 */
export const digestPictureRoutes = ({ core }: PortalContext): Router => {
  const router = Router({ caseSensitive: true });
  router.get('/digests/pictures/:name', async (req, res, next) => {
    const token = /^([\w.-]{1,200})\.png$/.exec(req.params.name)?.[1];
    const found = token === undefined ? undefined : await core.digests.picture(token);
    if (found === undefined) return next();
    const { digestChartPng } = await import('../digests/digest-charts.ts');
    res.setHeader('content-type', 'image/png');
    res.setHeader('cache-control', 'private, max-age=604800, immutable');
    res.setHeader('x-content-type-options', 'nosniff');
    res.setHeader('cross-origin-resource-policy', 'cross-origin');
    res.setHeader('content-security-policy', "default-src 'none'; sandbox");
    res.send(digestChartPng(found.chart, found.lang));
  });
  return router;
};
