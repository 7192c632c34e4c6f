import type { Response } from 'express';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { ViewerProvider, viewerOf } from './context.ts';

const toHtml = (res: Response, node: VNode): string =>
  renderToString(<ViewerProvider value={viewerOf(res)}>{node}</ViewerProvider>);

/** Answers with a whole page: `render(res, <Page …>…</Page>)`. */
export const render = (res: Response, page: VNode, status = 200): void => {
  res
    .status(status)
    .type('html')
    .send(`<!doctype html>${toHtml(res, page)}`);
};

/** Answers an htmx request with a part of a page. */
export const renderFragment = (res: Response, node: VNode, status = 200): void => {
  res.status(status).type('html').send(toHtml(res, node));
};
