import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';

/** How to spoil a token: claims to change (undefined removes one), the key to sign with, or no signature at all. */
export interface TokenChange {
  readonly claims?: Readonly<Record<string, unknown>>;
  /**
   * `unendorsed`: a published key without the channel's endorsement. `foreign`: another key under the known key id.
   * `unknown`: a key id that is not published.
   */
  readonly key?: 'endorsed' | 'unendorsed' | 'foreign' | 'unknown';
  readonly algorithm?: 'RS256' | 'none' | 'HS256';
}

const BOT_CONNECTOR_ISSUER = 'https://api.botframework.com';

/** Signs as the Bot Connector does: RS256, a published key endorsed for Teams among other channels, issuer, audience, serviceurl. */
export const createTeamsSigner = async () => {
  const endorsed = await generateKeyPair('RS256', { extractable: true });
  const unendorsed = await generateKeyPair('RS256');
  const foreign = await generateKeyPair('RS256');
  const published = async (key: CryptoKey, kid: string, endorsements: string[]) => ({
    ...(await exportJWK(key)),
    kid,
    use: 'sig',
    alg: 'RS256',
    endorsements,
  });
  const first = await published(endorsed.publicKey, 'teams-1', ['msteams', 'webchat']);
  const publicKeys = { keys: [first, await published(unendorsed.publicKey, 'teams-2', [])] };

  return {
    issuer: BOT_CONNECTOR_ISSUER,
    publicKeys,
    async sign(input: { appId: string; serviceUrl: string }, change: TokenChange = {}): Promise<string> {
      const now = Math.floor(Date.now() / 1_000);
      const claims: JWTPayload = {
        iss: BOT_CONNECTOR_ISSUER,
        aud: input.appId,
        serviceurl: input.serviceUrl,
        nbf: now - 60,
        exp: now + 3_600,
        ...change.claims,
      };
      for (const [name, value] of Object.entries(claims)) if (value === undefined) delete claims[name];
      if (change.algorithm === 'none') return new UnsecuredJWT(claims).encode();
      if (change.algorithm === 'HS256') {
        // The classic confusion: the public key used as a shared secret.
        const secret = new TextEncoder().encode(JSON.stringify(first));
        return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'teams-1' }).sign(secret);
      }
      const keys = { endorsed, unendorsed, foreign, unknown: foreign } as const;
      const kids = { endorsed: 'teams-1', unendorsed: 'teams-2', foreign: 'teams-1', unknown: 'teams-9' } as const;
      const key = change.key ?? 'endorsed';
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: kids[key], typ: 'JWT' })
        .sign(keys[key].privateKey);
    },
  };
};
