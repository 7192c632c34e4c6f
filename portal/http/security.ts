import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

const SELF = "'self'";
const NONE = "'none'";

/** Headers of every answer: nothing is loaded from elsewhere, nothing inline runs. */
export const securityHeaders = (https: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: [NONE],
        scriptSrc: [SELF],
        styleSrc: [SELF],
        imgSrc: [SELF, 'data:'],
        fontSrc: [SELF],
        connectSrc: [SELF],
        frameSrc: [SELF],
        formAction: [SELF],
        baseUri: [NONE],
        frameAncestors: [NONE],
        objectSrc: [NONE],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });

/** For a page with a chart, whose SVG carries style attributes. */
export const allowChartStyles = (res: Response): void => {
  const policy = res.getHeader('content-security-policy');
  if (typeof policy === 'string') {
    res.setHeader('content-security-policy', `${policy};style-src-attr 'unsafe-inline'`);
  }
};

/**
 * Answers with a mail's HTML for a sandboxed frame of our own pages (`framed`) or as a page by itself. Scripts, forms
 * and everything from elsewhere stay inert; `pictureOrigin` is the portal's own address, from which its pictures come.
 * With `anyPictures` they come from anywhere, as in a mailbox: for the recipient's own copy alone, because a picture
 * tells its host who looks.
 */
export const sendMailHtml = (
  res: Response,
  html: string,
  input: { pictureOrigin: string; framed: boolean; anyPictures?: boolean },
): void => {
  const origin = new URL(input.pictureOrigin).origin;
  res.removeHeader('x-frame-options');
  res.setHeader(
    'content-security-policy',
    [
      "default-src 'none'",
      `img-src 'self' ${origin} data:${input.anyPictures === true ? ' https:' : ''}`,
      "style-src 'unsafe-inline'",
      `frame-ancestors ${input.framed ? "'self'" : "'none'"}`,
      'sandbox allow-popups allow-popups-to-escape-sandbox',
    ].join(';'),
  );
  res.type('html').send(html);
};
