import { Resolver } from 'node:dns/promises';
import type { NameLookup } from './preflight-service.ts';

const TIMEOUT_MS = 3_000;

const nothingThere = (error: unknown): boolean => {
  const { code } = error as { code?: unknown };
  return code === 'ENODATA' || code === 'ENOTFOUND';
};

/** Name servers asked once, those of this machine unless others are named (`127.0.0.1:53`); an answer within 3 s or none. */
export const createNameLookup = (
  options: { readonly servers?: readonly string[]; readonly timeoutMs?: number } = {},
): NameLookup => {
  const resolver = new Resolver({ timeout: options.timeoutMs ?? TIMEOUT_MS, tries: 1 });
  if (options.servers !== undefined) resolver.setServers(options.servers);
  const found = async <T>(asked: Promise<T>): Promise<T | undefined> => {
    try {
      return await asked;
    } catch (error) {
      if (nothingThere(error)) return undefined;
      throw error;
    }
  };
  return {
    async txt(name) {
      const records = await found(resolver.resolveTxt(name));
      // A long text comes in pieces of 255 characters.
      return records?.map((pieces) => pieces.join(''));
    },
    async addresses(host) {
      // Name servers need not know the name of this machine (RFC 6761, 6.3).
      if (/(^|\.)localhost$/i.test(host)) return ['127.0.0.1', '::1'];
      const [v4, v6] = await Promise.allSettled([found(resolver.resolve4(host)), found(resolver.resolve6(host))]);
      const addresses = [v4, v6].flatMap((answer) => (answer.status === 'fulfilled' ? (answer.value ?? []) : []));
      const failed = [v4, v6].find((answer) => answer.status === 'rejected');
      if (addresses.length === 0 && failed !== undefined) throw failed.reason;
      return addresses;
    },
  };
};
