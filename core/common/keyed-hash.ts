import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What the one master secret is stretched into: a key per purpose, so that none can stand in for another. */
export type KeyPurpose =
  | 'personal-data'
  | 'tracking-links'
  | 'sessions'
  | 'one-time-tokens'
  | 'webhooks'
  | 'api-keys'
  | 'local-chat';

/** HMAC-SHA-256, unless said otherwise, under a key of its own for each purpose (HKDF, RFC 5869). */
export interface KeyedHash {
  /** Base64url; `length` cuts it to that many characters (43 is whole). */
  mac(purpose: KeyPurpose, text: string, length?: number): string;
  /** HMAC-SHA-512, base64url, 86 characters: where several are cut from one, because one costs as much as another. */
  longMac(purpose: KeyPurpose, text: string): string;
  /** Compares in constant time. */
  verify(purpose: KeyPurpose, text: string, mac: string): boolean;
  /** How personal data appears in logs and in suppression: the keyed hash of the normalised address. */
  personal(text: string): string;
  /** The raw key, for libraries that sign by themselves (sessions). */
  key(purpose: KeyPurpose): string;
}

export const createKeyedHash = (masterSecret: string): KeyedHash => {
  const keys = new Map<KeyPurpose, Buffer>();
  const keyOf = (purpose: KeyPurpose): Buffer => {
    const known = keys.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync('sha256', masterSecret, 'tandem', purpose, 32));
    keys.set(purpose, key);
    return key;
  };
  const mac = (purpose: KeyPurpose, text: string, length = 43): string =>
    createHmac('sha256', keyOf(purpose)).update(text).digest('base64url').slice(0, length);
  return {
    mac,
    longMac: (purpose, text) => createHmac('sha512', keyOf(purpose)).update(text).digest('base64url'),
    verify(purpose, text, given) {
      const expected = Buffer.from(mac(purpose, text, given.length));
      const found = Buffer.from(given);
      return given.length >= 16 && expected.length === found.length && timingSafeEqual(expected, found);
    },
    personal: (text) => mac('personal-data', text),
    key: (purpose) => keyOf(purpose).toString('base64url'),
  };
};
