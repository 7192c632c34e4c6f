import { type Request, type Response, Router, urlencoded } from 'express';
import { type Lang, maskedAddress, type SelfService } from '../../core/index.ts';
import { fieldsOf, type PortalContext, textOf, textsOf } from '../http/index.ts';
import { browserLang } from './browser-lang.ts';
import { confirmPage, preferencePage } from './preference-page.tsx';
import { notFoundPage } from './public-page.tsx';
import { refusalLimit } from './refusal-limit.ts';
import { requestFacts } from './request-facts.ts';

const tokenOf = (req: Request): string => {
  const { token } = req.params;
  return typeof token === 'string' && /^[A-Za-z0-9_.~-]{20,300}$/.test(token) ? token : '';
};

/**
 * What recipients choose for themselves: `/p/TOKEN` with the token of their unsubscribe link, and `/c/TOKEN` of a
 * confirmation. Opening changes nothing; an unknown or altered token is 404.
 */
export const preferenceRoutes = (
  { core }: PortalContext,
  { refusedPerMinute }: { refusedPerMinute: number },
): Router => {
  const router = Router({ caseSensitive: true });
  const { workspace } = core.config;
  const sender = `${workspace.organisation} · ${workspace.postalAddress}`;
  const body = urlencoded({ extended: false, limit: '8kb' });

  const notFound = (req: Request, res: Response): void => {
    res
      .status(404)
      .type('html')
      .send(notFoundPage(browserLang(req), sender));
  };
  const who = (req: Request, lang: Lang): SelfService => ({ network: requestFacts(req).network, lang });

  router.use(['/p', '/c'], refusalLimit(refusedPerMinute), (_req, res, next) => {
    res.setHeader('cache-control', 'no-store');
    res.setHeader('referrer-policy', 'no-referrer');
    res.setHeader('x-robots-tag', 'noindex');
    next();
  });

  const show = async (
    req: Request,
    res: Response,
    person: { contactId: string; lang: Lang },
    done?: 'saved' | 'paused' | 'resumed',
  ): Promise<void> => {
    const preferences = await core.consents.preferences(person.contactId, maskedAddress);
    if (preferences === undefined) return notFound(req, res);
    const token = tokenOf(req);
    const page = { preferences, action: `/p/${token}`, unsubscribe: `/u/${token}`, done };
    res.type('html').send(preferencePage(person.lang, sender, page));
  };

  router.get('/p/:token', async (req, res) => {
    const person = await core.tracking.recipientOf(tokenOf(req));
    await (person === undefined ? notFound(req, res) : show(req, res, person));
  });

  router.post('/p/:token', body, async (req, res) => {
    const person = await core.tracking.recipientOf(tokenOf(req));
    if (person === undefined) return notFound(req, res);
    const { contactId, lang } = person;
    const fields = fieldsOf(req.body);
    const act = textOf(fields, 'do');
    if (act === 'save') {
      const shown = textsOf(fields, 'shown');
      const named = shown.length === 0 ? undefined : shown;
      if ((await core.consents.choose(contactId, textsOf(fields, 'topic'), who(req, lang), named)) === undefined) {
        return notFound(req, res);
      }
      return show(req, res, person, 'saved');
    }
    if (act !== 'pause' && act !== 'resume') return show(req, res, person);
    await core.consents.pause(contactId, act === 'pause', who(req, lang));
    return show(req, res, person, act === 'pause' ? 'paused' : 'resumed');
  });

  router.get('/c/:token', async (req, res) => {
    const token = tokenOf(req);
    const found = await core.consents.confirmation(token);
    if (found === undefined) return notFound(req, res);
    res.type('html').send(confirmPage(found.lang, sender, { ...found, action: `/c/${token}` }));
  });

  router.post('/c/:token', body, async (req, res) => {
    const token = tokenOf(req);
    const found = await core.consents.confirmation(token);
    const state = found === undefined ? undefined : await core.consents.confirm(token, who(req, found.lang));
    if (found === undefined || state === undefined) return notFound(req, res);
    res.type('html').send(confirmPage(found.lang, sender, { ...found, state, action: `/c/${token}` }));
  });

  return router;
};
