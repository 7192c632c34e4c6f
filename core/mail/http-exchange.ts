import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A whole answer as it came over the wire. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/**
 * How one exchange ended. `not_sent` is certain: no byte of the request left this process. `broken` says only that no
 * whole answer came back; what the other side did is unknown.
 */
export type Exchange =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  | { readonly kind: 'not_sent'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string; readonly timedOut?: true };

export interface ExchangeInput {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** For the whole exchange, from look-up to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Longer answers count as broken. */
  readonly maxAnswerBytes: number;
  /** Asked when the connection stands, immediately before the first byte of the request. */
  readonly mayBegin?: (() => boolean) | undefined;
}

const readAll = (response: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) response.destroy(new Error('the answer is too long'));
      else chunks.push(chunk);
    });
    response.on('end', () => {
      if (response.complete) resolve(Buffer.concat(chunks));
      else reject(new Error('the answer was cut off'));
    });
    response.on('error', reject);
    response.on('close', () => reject(new Error('the answer was cut off')));
  });

/**
 * One request on a connection of its own, without redirects and without retries. Never throws.
 * A fresh connection is what makes `not_sent` provable: on a reused one a reset can mean either.
 */
export const exchange = (input: ExchangeInput): Promise<Exchange> =>
  new Promise((resolve) => {
    const secure = input.url.protocol === 'https:';
    let open = false;
    let timedOut = false;
    const fail = (reason: string) =>
      resolve({ kind: open ? 'broken' : 'not_sent', reason, ...(timedOut ? { timedOut } : {}) });
    const request = (secure ? httpsRequest : httpRequest)(input.url, {
      method: input.method,
      headers: {
        ...input.headers,
        ...(input.body === undefined ? {} : { 'content-length': String(input.body.length) }),
        connection: 'close',
      },
      agent: false,
    });
    const timer = setTimeout(() => {
      timedOut = true;
      request.destroy(new Error(`no answer within ${input.timeoutMs} ms`));
    }, input.timeoutMs);
    request.on('socket', (socket) => {
      const opened = () => {
        if (input.mayBegin?.() === false) {
          request.destroy(new Error('too late to begin'));
          return;
        }
        open = true;
        // Written only once the connection stands, so that an earlier failure is certainly unsent.
        request.end(input.body);
      };
      socket.once(secure ? 'secureConnect' : 'connect', opened);
    });
    request.on('response', (response) => {
      readAll(response, input.maxAnswerBytes).then(
        (bytes) => {
          clearTimeout(timer);
          const retryAfter = response.headers['retry-after'];
          resolve({
            kind: 'answered',
            answer: { status: response.statusCode ?? 0, retryAfter, text: bytes.toString('utf8') },
          });
        },
        (error: Error) => {
          clearTimeout(timer);
          fail(error.message);
        },
      );
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
  });
