import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Makes ids; passed in so that tests can fix them. */
export interface Ids {
  /** 26 characters: 10 of time (sortable to the millisecond), 16 random. */
  next(): string;
  /** A secret for links and tokens: 43 characters of base64url, 256 bits. */
  secret(): string;
}

/** Random bytes of one id, and of how many ids they are drawn together: one by one they cost more than all else of an id. */
const BYTES = 16;
const DRAWN = 256;

export const createIds = (now: () => number = Date.now): Ids => {
  let drawn = Buffer.alloc(0);
  let used = 0;
  /** The time of the last id, and how it is written. */
  let last = { time: Number.NaN, text: '' };
  const timeOf = (time: number): string => {
    if (time === last.time) return last.text;
    let text = '';
    for (let rest = time, i = 0; i < 10; i += 1) {
      text = ALPHABET.charAt(rest % 32) + text;
      rest = Math.floor(rest / 32);
    }
    last = { time, text };
    return text;
  };
  return {
    next() {
      if (used === drawn.length) {
        drawn = randomBytes(BYTES * DRAWN);
        used = 0;
      }
      let tail = '';
      for (const end = used + BYTES; used < end; used += 1) tail += ALPHABET.charAt((drawn[used] ?? 0) % 32);
      return timeOf(now()) + tail;
    },
    secret: () => randomBytes(32).toString('base64url'),
  };
};
