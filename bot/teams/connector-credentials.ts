import { z } from 'zod';

const SCOPE = 'https://api.botframework.com/.default';
const FETCH_TIMEOUT_MS = 10_000;
/** A token is renewed this long before it ends. */
const MARGIN_MS = 5 * 60_000;

const tokenShape = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

/** Answers the bearer token for calls to the connector; undefined where the bot has no application id (local mode). */
export type TokenSource = () => Promise<string | undefined>;

export class TokenRefused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'TokenRefused';
    this.status = status;
  }
}

/**
 * Client credentials (OAuth 2.0, RFC 6749 section 4.4) against Entra's token endpoint or `tokenUrl`. One token is shared
 * until five minutes before its end; callers that come at once share one request.
 * @throws TokenRefused where the endpoint says no; the fetch error where it cannot be reached.
 */
export const createTokenSource = (options: {
  appId?: string;
  appPassword?: string;
  tenantId?: string;
  tokenUrl?: string;
}): TokenSource => {
  const { appId, appPassword } = options;
  if (appId === undefined || appPassword === undefined) return () => Promise.resolve(undefined);
  const url =
    options.tokenUrl ??
    `https://login.microsoftonline.com/${encodeURIComponent(options.tenantId ?? 'botframework.com')}/oauth2/v2.0/token`;
  let current: { token: string; until: number } | undefined;
  let asking: Promise<string> | undefined;

  const ask = async (): Promise<string> => {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: appId,
        client_secret: appPassword,
        scope: SCOPE,
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new TokenRefused(response.status, `the token endpoint answered ${response.status}`);
    }
    const { access_token: token, expires_in: seconds } = tokenShape.parse(await response.json());
    const life = seconds * 1_000;
    current = { token, until: Date.now() + Math.max(life - MARGIN_MS, life / 2) };
    return token;
  };

  return async () => {
    if (current !== undefined && Date.now() < current.until) return current.token;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
};
