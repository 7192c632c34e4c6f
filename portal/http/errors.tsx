import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { DomainError, type ErrorKind, type LocalText } from '../../core/index.ts';
import { Banner } from '../layout/banner.tsx';
import { Page } from '../layout/page.tsx';
import { COMMON } from '../words/common.ts';
import { isFragment, type PortalContext, useText, viewerOf } from './context.ts';
import { render, renderFragment } from './render.tsx';

const STATUS_OF = {
  invalid: 422,
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  too_many: 429,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

const TITLES: Record<number, LocalText> = {
  403: { en: 'Not allowed', ko: '권한이 없습니다' },
  404: { en: 'Not found', ko: '찾을 수 없습니다' },
  409: { en: 'Changed meanwhile', ko: '그 사이에 변경되었습니다' },
  422: { en: 'Please check the input', ko: '입력을 확인하세요' },
  429: { en: 'Too many attempts', ko: '시도가 너무 많습니다' },
  503: { en: 'Not available right now', ko: '지금은 사용할 수 없습니다' },
};
const BROKEN: LocalText = { en: 'Something went wrong', ko: '문제가 발생했습니다' };
const BROKEN_TEXT: LocalText = {
  en: 'This is our fault, not yours. It has been logged under the number below.',
  ko: '시스템 오류입니다. 아래 번호로 기록되었습니다.',
};
const HOME: LocalText = { en: 'To the home page', ko: '홈으로' };

interface Told {
  readonly text: LocalText;
  /** Undefined where nobody knows whether it was done. */
  readonly retrySafe: boolean | undefined;
  readonly number?: string | undefined;
}

const ErrorText = ({ text, retrySafe, number }: Told) => {
  const t = useText();
  return (
    <Banner tone="danger" role="alert">
      <p>{t(text)}</p>
      {retrySafe === false ? null : <p>{t(retrySafe === true ? COMMON.retrySafe : COMMON.retryLook)}</p>}
      {number === undefined ? null : (
        <p>
          <code>{number}</code>
        </p>
      )}
    </Banner>
  );
};

const ErrorPage = (props: Told & { title: LocalText }) => {
  const t = useText();
  return (
    <Page title={t(props.title)}>
      <ErrorText {...props} />
      <p>
        <a href="/">{t(HOME)}</a>
      </p>
    </Page>
  );
};

const noSuchPage = (): DomainError =>
  new DomainError({
    code: 'request.no_such_page',
    kind: 'not_found',
    text: { en: 'There is no such page. The link may be old.', ko: '없는 페이지입니다. 오래된 링크일 수 있습니다.' },
  });

/** What no route answered. */
export const notFound: RequestHandler = (_req, _res, next) => next(noSuchPage());

/** Makes a "not found" of a subject's own: `throw missing({en, ko})`. */
export const missing = (text: LocalText): DomainError =>
  new DomainError({ code: 'request.missing', kind: 'not_found', text });

const statusOfHttpError = (error: unknown): number | undefined => {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
};

/** Says in the header too how long to wait, where core knows. */
export const tellRetryAfter = (res: Response, error: unknown): void => {
  if (error instanceof DomainError && error.retryAfterSeconds !== undefined) {
    res.set('Retry-After', String(error.retryAfterSeconds));
  }
};

/** Whatever core or a parser threw becomes a status and a sentence in the reader's language. */
export const errorPage =
  ({ core, logger }: PortalContext): ErrorRequestHandler =>
  (thrown: unknown, req, res, next) => {
    if (res.headersSent) return next(thrown);
    // Percent signs that write no character: an altered link, and no address of ours.
    const error = thrown instanceof URIError ? noSuchPage() : thrown;
    const tell = (
      title: LocalText,
      text: LocalText,
      status: number,
      retrySafe: boolean | undefined,
      number?: string,
    ): void => {
      if (viewerOf(res) === undefined) res.status(status).type('text').send(text.en);
      else if (isFragment(req))
        renderFragment(res, <ErrorText text={text} retrySafe={retrySafe} number={number} />, status);
      else render(res, <ErrorPage title={title} text={text} retrySafe={retrySafe} number={number} />, status);
    };
    const path = req.route === undefined ? undefined : String((req.route as { path: unknown }).path);
    if (error instanceof DomainError) {
      tellRetryAfter(res, error);
      const status = STATUS_OF[error.kind];
      const log = { code: error.code, field: error.field, status, method: req.method, route: path };
      if (status !== 404) logger.warn(log, 'request refused');
      return tell(TITLES[status] ?? BROKEN, error.text, status, error.retrySafe);
    }
    const status = statusOfHttpError(error);
    if (status !== undefined) {
      logger.warn({ status, method: req.method, route: path }, 'request could not be read');
      const text =
        status === 413
          ? {
              en: 'This is too much at once. Please make it smaller.',
              ko: '한 번에 보내기에 너무 큽니다. 줄여서 다시 보내세요.',
            }
          : { en: 'The request could not be read.', ko: '요청을 읽지 못했습니다.' };
      return tell(TITLES[422] ?? BROKEN, text, status, false);
    }
    const number = core.hash.mac('one-time-tokens', `${Date.now()}${Math.random()}`, 8);
    logger.error({ err: error, number, method: req.method, route: path }, 'request failed');
    // What only reads can be asked again; of the rest nobody knows how far it came.
    return tell(BROKEN, BROKEN_TEXT, 500, req.method === 'GET' ? true : undefined, number);
  };
