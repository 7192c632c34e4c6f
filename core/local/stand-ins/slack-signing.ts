import { createHmac } from 'node:crypto';

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SignOptions {
  /** Unix seconds; the present where absent. */
  readonly at?: number;
}

/** Signs as Slack does: HMAC-SHA-256 over `v0:TIMESTAMP:BODY` (docs.slack.dev, "Verifying requests from Slack"). */
export const signSlackBody = (
  secret: string,
  body: string,
  contentType: string,
  { at }: SignOptions = {},
): SignedRequest => {
  const timestamp = String(at ?? Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  };
};

export const signForm = (
  secret: string,
  fields: Readonly<Record<string, string>>,
  options?: SignOptions,
): SignedRequest =>
  signSlackBody(secret, new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded', options);

export const signJson = (secret: string, payload: unknown, options?: SignOptions): SignedRequest =>
  signSlackBody(secret, JSON.stringify(payload), 'application/json', options);
