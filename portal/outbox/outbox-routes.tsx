import { type Request, Router } from 'express';
import type { CapturedMail } from '../../core/index.ts';
import { missing, needs, type PortalContext, param, queryText, render, sendMailHtml } from '../http/index.ts';
import { OutboxList, OutboxMail } from './outbox-view.tsx';
import { withoutPixel } from './without-pixel.ts';
import { OUTBOX } from './words.ts';

/** Mail that was captured instead of delivered. */
export const outboxRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  const load = async (req: Request): Promise<CapturedMail> => {
    const id = param(req, 'id');
    const mail = /^[\w.:@<>/-]{1,200}$/.test(id) ? await core.outbox.byId(id) : undefined;
    if (mail === undefined) throw missing(OUTBOX.noSuchMail);
    return mail;
  };

  router.get('/outbox', needs('outbox.view'), async (req, res) => {
    const filter = { query: queryText(req, 'q'), campaignId: queryText(req, 'campaign', 20).toUpperCase() };
    const before = queryText(req, 'before');
    const { mails, total, next } = await core.outbox.search({
      ...(filter.query === '' ? {} : { query: filter.query }),
      ...(filter.campaignId === '' ? {} : { campaignId: filter.campaignId }),
      ...(before === '' ? {} : { before }),
      limit: 50,
    });
    render(res, <OutboxList mails={mails} total={total} next={next} filter={filter} />);
  });

  router.get('/outbox/:id', needs('outbox.view'), async (req, res) => {
    render(res, <OutboxMail mail={await load(req)} />);
  });

  router.get('/outbox/:id/html', needs('outbox.view'), async (req, res) => {
    sendMailHtml(res, withoutPixel((await load(req)).html), { pictureOrigin: core.config.portal.url, framed: true });
  });

  return router;
};
