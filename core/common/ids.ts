import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Makes ids; passed in so that tests can fix them. */
export interface Ids {
  /** 26 characters: 10 of time (sortable to the millisecond), 16 random. */
  next(): string;
  /** A secret for links and tokens: 43 characters of base64url, 256 bits. */
  secret(): string;
}

export const createIds = (now: () => number = Date.now): Ids => ({
  next() {
    let time = now();
    let head = '';
    for (let i = 0; i < 10; i += 1) {
      head = ALPHABET.charAt(time % 32) + head;
      time = Math.floor(time / 32);
    }
    let tail = '';
    for (const byte of randomBytes(16)) tail += ALPHABET.charAt(byte % 32);
    return head + tail;
  },
  secret: () => randomBytes(32).toString('base64url'),
});
