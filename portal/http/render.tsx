import type { Response } from 'express';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { ViewerProvider, viewerOf } from './context.ts';
import { FrameProvider, frameOf } from './frame.ts';

const toHtml = (res: Response, node: VNode): string =>
  renderToString(<ViewerProvider value={viewerOf(res)}>{node}</ViewerProvider>);

/**
 * Answers with a whole page: `render(res, <Page …>…</Page>)`. The promise ends when the answer is given and never
 * rejects: what fails goes to the error page.
 */
export const render = async (res: Response, page: VNode, status = 200): Promise<void> => {
  try {
    const frame = await frameOf(res);
    // What came after the page in its route has failed meanwhile, and was answered.
    if (res.headersSent) return;
    const html = toHtml(res, <FrameProvider value={frame}>{page}</FrameProvider>);
    res.status(status).type('html').send(`<!doctype html>${html}`);
  } catch (error) {
    res.req.next?.(error);
  }
};

/** Answers an htmx request with a part of a page. */
export const renderFragment = (res: Response, node: VNode, status = 200): void => {
  res.status(status).type('html').send(toHtml(res, node));
};
