import { type Request, type Response, Router, urlencoded } from 'express';
import { z } from 'zod';
import { type PortalContext, sendMailHtml } from '../http/index.ts';
import { browserLang } from './browser-lang.ts';
import { failedPage, notFoundPage, unsubscribedPage, unsubscribePage } from './public-page.tsx';
import { refusalLimit } from './refusal-limit.ts';
import { requestFacts } from './request-facts.ts';

/** A transparent GIF of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** What stands in a mail: `<id>.<mac>`. Anything else is not looked up. */
const tokenOf = (req: Request): string | undefined => {
  const token = req.params.token;
  return typeof token === 'string' && /^[A-Za-z0-9_.~-]{20,300}$/.test(token) ? token : undefined;
};

const oneClickBody = z.object({ 'List-Unsubscribe': z.string().optional() });

/**
 * The links in a mail, as recipients and their mail programmes open them: no session, no cookie, no CSRF token.
 * An unknown or altered token is 404 and never a redirect.
 */
export const linkRoutes = (
  { core, logger }: PortalContext,
  { refusedPerMinute }: { refusedPerMinute: number },
): Router => {
  const router = Router({ caseSensitive: true });
  const { tracking, config } = core;
  const sender = `${config.workspace.organisation} · ${config.workspace.postalAddress}`;

  const notFound = (req: Request, res: Response): void => {
    res
      .status(404)
      .type('html')
      .send(notFoundPage(browserLang(req), sender));
  };

  router.use(['/t', '/u', '/v'], refusalLimit(refusedPerMinute), (_req, res, next) => {
    res.setHeader('cache-control', 'no-store');
    res.setHeader('referrer-policy', 'no-referrer');
    res.setHeader('x-robots-tag', 'noindex');
    res.setHeader('x-content-type-options', 'nosniff');
    next();
  });

  router.get('/t/c/:token', async (req, res) => {
    const token = tokenOf(req);
    const target = token === undefined ? undefined : await tracking.click(token, requestFacts(req));
    if (target === undefined) return notFound(req, res);
    res.redirect(302, target.url);
  });

  router.get('/t/o/:token', async (req, res) => {
    // Some mail programmes want a picture's name to end like one.
    const token = tokenOf(req)?.replace(/\.gif$/, '');
    const found = token === undefined ? undefined : await tracking.open(token, requestFacts(req));
    res.setHeader('cross-origin-resource-policy', 'cross-origin');
    res
      .status(found === undefined ? 404 : 200)
      .type('gif')
      .send(PIXEL);
  });

  router.get('/u/:token', async (req, res) => {
    const token = tokenOf(req);
    const page = token === undefined ? undefined : await tracking.unsubscribePage(token);
    if (page === undefined) return notFound(req, res);
    res.type('html').send(
      unsubscribePage(page.lang, sender, {
        ...page,
        action: req.originalUrl.split('?')[0] ?? '',
        preferences: `/p/${token}`,
      }),
    );
  });

  router.post('/u/:token', urlencoded({ extended: false, limit: '4kb' }), async (req, res) => {
    const token = tokenOf(req);
    const page = token === undefined ? undefined : await tracking.unsubscribePage(token);
    if (token === undefined || page === undefined) return notFound(req, res);
    const body = oneClickBody.safeParse(req.body ?? {});
    // RFC 8058, 3.1: the mail programme posts exactly this pair, without cookies.
    const oneClick = body.success && body.data['List-Unsubscribe'] === 'One-Click';
    try {
      const done = await tracking.unsubscribe(token, { ...requestFacts(req), oneClick });
      if (done === undefined) return notFound(req, res);
    } catch (error) {
      logger.error({ err: error }, 'unsubscribing failed');
      res.status(503).type('html').send(failedPage(page.lang, sender));
      return;
    }
    res.type('html').send(unsubscribedPage(page.lang, sender, page.maskedAddress));
  });

  router.get('/v/:token', async (req, res) => {
    const token = tokenOf(req);
    const mail = token === undefined ? undefined : await tracking.viewInBrowser(token);
    if (mail === undefined) return notFound(req, res);
    sendMailHtml(res, mail.html, { pictureOrigin: config.portal.url, framed: false, anyPictures: true });
  });

  return router;
};
