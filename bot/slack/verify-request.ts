import { createHmac, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Clock, Logger } from '../../core/index.ts';

/** Slack's requests are small; a longer body is not Slack's. */
const BODY_BYTES = 512 * 1024;
/** A timestamp may differ by this much either way (docs.slack.dev, "Verifying requests from Slack"). */
const TOLERANCE_S = 300;
const REMEMBERED = 50_000;

/** The raw body; undefined where it is too long. The rest of such a one is read and dropped, so that the answer arrives. */
const bodyOf = (request: Request): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => resolve(bytes <= BODY_BYTES ? Buffer.concat(chunks) : undefined));
    request.on('error', reject);
  });

export type Verdict = 'good' | 'missing' | 'stale' | 'future' | 'forged' | 'replayed';

/** Judges signatures and remembers those it let pass until they are stale. */
export const createSignatureJudge = (signingSecret: string, clock: Clock) => {
  const seen = new Map<string, number>();
  const forget = (now: number): void => {
    for (const [signature, until] of seen) {
      if (until >= now && seen.size <= REMEMBERED) return;
      seen.delete(signature);
    }
  };
  return (
    headers: { readonly timestamp: string | undefined; readonly signature: string | undefined },
    body: Buffer,
  ): Verdict => {
    const { timestamp, signature } = headers;
    if (timestamp === undefined || signature === undefined || !/^[0-9]{1,12}$/.test(timestamp)) return 'missing';
    const now = Math.floor(clock.now().getTime() / 1000);
    const at = Number(timestamp);
    if (at < now - TOLERANCE_S) return 'stale';
    if (at > now + TOLERANCE_S) return 'future';
    const expected = Buffer.from(
      `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex')}`,
    );
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
    forget(now);
    if (seen.has(signature)) return 'replayed';
    seen.set(signature, at + TOLERANCE_S);
    return 'good';
  };
};

/**
 * Stands before Bolt, which refuses old timestamps only: also refuses those of the future, a second use of a signature,
 * and bodies that are too long. This record is the process's own and costs no time before the acknowledgement; the one
 * of all processes is asked after it (`SlackRuntime.isFirst`).
 */
export const verifySlackRequest = (
  signingSecret: string,
  { clock, logger }: { clock: Clock; logger: Logger },
): RequestHandler => {
  const judge = createSignatureJudge(signingSecret, clock);
  const verify = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const body = await bodyOf(request);
    if (body === undefined) {
      logger.warn('a request to the Slack endpoint was too long');
      response.status(413).end();
      return;
    }
    const verdict = judge(
      { timestamp: request.get('x-slack-request-timestamp'), signature: request.get('x-slack-signature') },
      body,
    );
    if (verdict !== 'good') {
      logger.warn({ verdict }, 'a request to the Slack endpoint was refused');
      response.status(401).end();
      return;
    }
    Object.assign(request, { rawBody: body });
    next();
  };
  return (request, response, next) => {
    verify(request, response, next).catch(next);
  };
};
