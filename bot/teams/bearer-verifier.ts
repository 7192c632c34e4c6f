import { decodeProtectedHeader, importJWK, type JWK, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';

/** Microsoft's public cloud. */
const BOT_FRAMEWORK_ISSUER = 'https://api.botframework.com';
const BOT_FRAMEWORK_OPENID_METADATA = 'https://login.botframework.com/v1/.well-known/openidconfiguration';

const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
/** The protocol allows five minutes between the clocks. */
const CLOCK_TOLERANCE_SECONDS = 300;
const KEYS_MAX_AGE_MS = 24 * 3_600_000;
/** An unknown key id may be a new key; more often than this we do not ask. */
const KEYS_MIN_AGE_MS = 60_000;
const FETCH_TIMEOUT_MS = 3_000;

const metadataShape = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) });
const keysShape = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.string(), endorsements: z.array(z.string()).optional() })),
});
type Key = z.infer<typeof keysShape>['keys'][number];

/** Why a request was turned away: `unauthorized` 401, `forbidden` 403, `unavailable` 503 (the key server cannot be read). */
export class RequestRefused extends Error {
  readonly kind: 'unauthorized' | 'forbidden' | 'unavailable';
  constructor(kind: RequestRefused['kind'], reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'RequestRefused';
    this.kind = kind;
  }
}

const fetchJson = async (url: string): Promise<unknown> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
};

/** The signing keys of the connector, read again daily and when an unknown key id comes. */
const createKeyRing = (metadataUrl: string) => {
  let keys: readonly Key[] = [];
  let readAt = 0;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    const metadata = metadataShape.parse(await fetchJson(metadataUrl));
    keys = keysShape.parse(await fetchJson(metadata.jwks_uri)).keys;
    readAt = Date.now();
  };
  const readOnce = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  return async (kid: string): Promise<Key | undefined> => {
    const find = () => keys.find((key) => key.kid === kid);
    const age = Date.now() - readAt;
    if (age > KEYS_MAX_AGE_MS || (find() === undefined && age > KEYS_MIN_AGE_MS)) {
      try {
        await readOnce();
      } catch (error) {
        // An outage of the key server does not stop requests whose key is known.
        if (find() === undefined) throw new RequestRefused('unavailable', 'the signing keys cannot be read', error);
      }
    }
    return find();
  };
};

export type BearerVerifier = (input: {
  readonly authorization: string | undefined;
  readonly channelId: string;
  readonly serviceUrl: string;
}) => Promise<void>;

/**
 * Checks the connector's bearer token (Bot Connector authentication, "Connector to Bot"): scheme, algorithm, signature
 * by a key of the metadata document that is endorsed for the activity's channel, issuer, audience, validity within five
 * minutes, and a `serviceurl` claim equal to the activity's. Tokens of emulators and skills are not taken.
 * @throws RequestRefused
 */
export const createBearerVerifier = (options: { appId: string; metadataUrl?: string }): BearerVerifier => {
  const keyOf = createKeyRing(options.metadataUrl ?? BOT_FRAMEWORK_OPENID_METADATA);

  return async ({ authorization, channelId, serviceUrl }) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new RequestRefused('unauthorized', 'no bearer token');
    let kid: string | undefined;
    try {
      const header = decodeProtectedHeader(token);
      if (!ALGORITHMS.includes(header.alg ?? '')) throw new Error(`algorithm ${header.alg ?? 'absent'}`);
      kid = header.kid;
    } catch (error) {
      throw new RequestRefused('unauthorized', 'the token has no acceptable header', error);
    }
    const key = kid === undefined ? undefined : await keyOf(kid);
    if (key === undefined) throw new RequestRefused('unauthorized', 'the token is signed by an unknown key');
    let claims: JWTPayload;
    try {
      const verified = await jwtVerify(token, await importJWK(key as JWK, 'RS256'), {
        algorithms: ALGORITHMS,
        issuer: BOT_FRAMEWORK_ISSUER,
        audience: options.appId,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'iss', 'aud'],
      });
      claims = verified.payload;
    } catch (error) {
      throw new RequestRefused(
        'unauthorized',
        `the token is not valid: ${error instanceof Error ? error.message : ''}`,
        error,
      );
    }
    if (!key.endorsements?.includes(channelId)) {
      throw new RequestRefused('forbidden', 'the signing key is not endorsed for this channel');
    }
    const claimed = claims.serviceurl ?? claims.serviceUrl;
    if (claimed !== serviceUrl) throw new RequestRefused('forbidden', 'the token was made for another service address');
  };
};
