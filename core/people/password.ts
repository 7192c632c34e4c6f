import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { PASSWORD_LENGTH, peopleErrors } from './people-errors.ts';

/** What scrypt takes for one password: `N` a power of two. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP's scrypt setting for 32 MiB. Stored beside each hash, so that it can be raised. */
export const PASSWORD_COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;

const derive = (password: string, salt: Buffer, { N, r, p }: PasswordCost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: 128 * 1024 * 1024 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

const written = ({ N, r, p }: PasswordCost, salt: string, key: string): string =>
  ['scrypt', N, r, p, salt, key].join('$');

export interface Passwords {
  /** `scrypt$N$r$p$salt$key`, salt and key in base64url. */
  hash(password: string): Promise<string>;
  /** Without a stored hash the answer is no, and takes as long as a wrong password. */
  matches(password: string, stored: string | null | undefined): Promise<boolean>;
}

/** Hashes and checks passwords; new hashes cost `cost`. */
export const createPasswords = (cost: PasswordCost): Passwords => {
  const nobodys = written(cost, 'A'.repeat(22), 'A'.repeat(43));
  return {
    async hash(password) {
      const salt = randomBytes(16);
      const key = await derive(password, salt, cost);
      return written(cost, salt.toString('base64url'), key.toString('base64url'));
    },

    async matches(password, stored) {
      const [scheme, N, r, p, salt, key] = (stored ?? nobodys).split('$');
      if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false;
      const expected = Buffer.from(key, 'base64url');
      const its = { N: Number(N), r: Number(r), p: Number(p) };
      const found = await derive(password, Buffer.from(salt, 'base64url'), its);
      return expected.length === found.length && timingSafeEqual(expected, found);
    },
  };
};

/** @throws people.password_weak */
export const checkPassword = (password: string, email: string): void => {
  const { least, most } = PASSWORD_LENGTH;
  if (password.length < least || password.length > most || password.trim().toLowerCase() === email) {
    throw peopleErrors.passwordWeak();
  }
};
