import { setMaxListeners } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { isIP, connect as netConnect, type Socket } from 'node:net';
import { TLSSocket, connect as tlsConnect } from 'node:tls';
import type { LinkAnswer, LinkFailure, LinkProbe, NameLookup } from './preflight-service.ts';
import { isPublicAddress } from './public-address.ts';

const WHOLE_MS = 5_000;
const MOST_REDIRECTS = 5;
const MOST_BYTES = 64 * 1_024;
const MOST_ADDRESSES = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What says who asks, for those who look into their server's log. */
const AGENT = 'Tandem-link-check/1.0';

class Failure extends Error {
  readonly why: LinkFailure;
  constructor(why: LinkFailure, detail: string) {
    super(detail);
    this.why = why;
  }
}

interface Hop {
  readonly status: number;
  readonly location: string | undefined;
  readonly tls: string | null;
  readonly bytes: number | null;
  readonly type: string | null;
}

/** The host as names are compared and looked up: no brackets, no final dot. The URL parser has made `0x7f.1` and `2130706433` dotted already. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

const parsed = (text: string, base?: string): URL => {
  try {
    return new URL(text, base);
  } catch {
    throw new Failure('bad_url', text.slice(0, 200));
  }
};

const causeOf = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH)/.test(code)) {
    return new Failure('tls', message);
  }
  return new Failure(code === 'ETIMEDOUT' ? 'timeout' : 'refused', code === '' ? message : code);
};

/** What the answer weighs by its own word; null where it does not say, or where what arrives is packed. */
const declaredBytes = ({ headers }: IncomingMessage): number | null => {
  const packed = (headers['content-encoding'] ?? 'identity') !== 'identity';
  const length = Number(headers['content-length']);
  return packed || headers['content-length'] === undefined || !Number.isSafeInteger(length) ? null : length;
};

/**
 * Asks one address after the other, as a browser would be led, and reaches nothing that is private.
 *
 * A name is resolved once for each hop; every address it has must be public, and the connection is made to that very
 * address, so that a name which answers otherwise a moment later (DNS rebinding) changes nothing. Nothing is unpacked,
 * no cookie and no credential is sent, and a proxy of the environment is not used.
 */
export const createLinkProbe = (deps: {
  readonly lookup: NameLookup;
  /** Opens a connection to an IP address; tests put an internet of their own here. */
  readonly connect?: (address: string, port: number) => Socket;
  readonly timeoutMs?: number;
  /** Certificates to trust in place of the usual ones, as PEM. */
  readonly ca?: string;
}): LinkProbe => {
  const connect = deps.connect ?? ((host: string, port: number) => netConnect({ host, port }));

  /** Addresses that may be connected to. @throws Failure */
  const addressesOf = async (url: URL, allowed: boolean): Promise<readonly string[]> => {
    const host = hostOf(url);
    const literal = isIP(host) !== 0;
    const found = literal
      ? [host]
      : await deps.lookup.addresses(host).catch(() => {
          throw new Failure('timeout', `no name server answers for ${host}`);
        });
    if (found.length === 0) throw new Failure('not_resolved', host);
    const inside = allowed ? undefined : found.find((address) => !isPublicAddress(address));
    // One private address among public ones is enough: which one is used would be chance.
    if (inside !== undefined) throw new Failure('private_address', host === inside ? host : `${host} → ${inside}`);
    return [...found].sort((a, b) => isIP(a) - isIP(b)).slice(0, MOST_ADDRESSES);
  };

  const opened = (url: URL, address: string, signal: AbortSignal): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const host = hostOf(url);
      const raw = connect(address, Number(url.port) || (secure ? 443 : 80));
      const socket = secure
        ? tlsConnect({
            socket: raw,
            ALPNProtocols: ['http/1.1'],
            ...(isIP(host) === 0 ? { servername: host } : {}),
            host,
            ...(deps.ca === undefined ? {} : { ca: deps.ca }),
          })
        : raw;
      const stop = () => {
        raw.destroy();
        reject(new Failure('timeout', 'no connection'));
      };
      signal.addEventListener('abort', stop, { once: true });
      const fail = (error: Error) => {
        signal.removeEventListener('abort', stop);
        raw.destroy();
        reject(error);
      };
      // For as long as the sockets live: an error that nobody hears would end the process.
      raw.on('error', fail);
      socket.on('error', fail);
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        signal.removeEventListener('abort', stop);
        resolve(socket);
      });
      if (signal.aborted) stop();
    });

  /** One request on a connection of its own. @throws Failure and what sockets throw */
  const ask = async (
    method: 'HEAD' | 'GET',
    url: URL,
    addresses: readonly string[],
    signal: AbortSignal,
  ): Promise<Hop> => {
    let socket: Socket | undefined;
    let last: unknown;
    for (const address of addresses) {
      try {
        socket = await opened(url, address, signal);
        break;
      } catch (error) {
        last = error;
        if (signal.aborted) break;
      }
    }
    if (socket === undefined) throw last;
    const connection = socket;
    const tls = connection instanceof TLSSocket ? connection.getProtocol() : null;
    try {
      return await new Promise<Hop>((resolve, reject) => {
        const request: ClientRequest = httpRequest({
          method,
          path: `${url.pathname}${url.search}`,
          headers: {
            host: url.host,
            'user-agent': AGENT,
            accept: '*/*',
            'accept-encoding': 'identity',
            connection: 'close',
          },
          createConnection: () => connection,
          maxHeaderSize: 16 * 1_024,
        });
        signal.addEventListener('abort', () => request.destroy(new Failure('timeout', 'no answer')), { once: true });
        request.on('error', reject);
        request.on('response', (response) => {
          const type = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase().slice(0, 60) || null;
          const hop = { status: response.statusCode ?? 0, location: response.headers.location, tls, type };
          const declared = declaredBytes(response);
          if (method === 'HEAD' || declared !== null || REDIRECTS.has(hop.status)) {
            response.destroy();
            resolve({ ...hop, bytes: declared });
            return;
          }
          const packed = (response.headers['content-encoding'] ?? 'identity') !== 'identity';
          let bytes = 0;
          response.on('error', () => resolve({ ...hop, bytes: null }));
          response.on('end', () => resolve({ ...hop, bytes: packed ? null : bytes }));
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes <= MOST_BYTES) return;
            resolve({ ...hop, bytes: null });
            response.destroy();
          });
        });
        request.end();
      });
    } finally {
      connection.destroy();
    }
  };

  return {
    async probe(text, { privateHosts, method: asked }) {
      const method = asked ?? 'HEAD';
      const began = performance.now();
      const hops: string[] = [];
      const visited = new Set<string>();
      const limit = new AbortController();
      // Each step of each hop listens for the end of the time.
      setMaxListeners(0, limit.signal);
      const timer = setTimeout(() => limit.abort(), deps.timeoutMs ?? WHOLE_MS);
      const inTime = <T>(work: Promise<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          limit.signal.addEventListener('abort', () => reject(new Failure('timeout', 'no answer')), { once: true });
          work.then(resolve, reject);
        });
      try {
        let url = parsed(text);
        for (;;) {
          hops.push(url.href);
          const allowed = privateHosts.some(
            (host) => host.toLowerCase() === hostOf(url) || host.toLowerCase() === url.host,
          );
          if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Failure('bad_url', url.protocol);
          if (url.username !== '' || url.password !== '') throw new Failure('bad_url', 'credentials in the address');
          if (!allowed && url.port !== '' && url.port !== '80' && url.port !== '443') {
            throw new Failure('bad_url', `port ${url.port}`);
          }
          // A fragment is never sent, so it makes no other page.
          const page = url.href.split('#')[0] ?? '';
          if (visited.has(page)) throw new Failure('redirect_loop', page.slice(0, 200));
          visited.add(page);
          const addresses = await inTime(addressesOf(url, allowed));
          let hop = await inTime(
            ask(method, url, addresses, limit.signal).catch((error: unknown) => {
              // Some servers hang up on HEAD; whether the page is there, GET tells.
              if (method === 'GET' || limit.signal.aborted || causeOf(error).why === 'tls') throw error;
              return ask('GET', url, addresses, limit.signal);
            }),
          );
          if (method === 'HEAD' && hop.status >= 400) hop = await inTime(ask('GET', url, addresses, limit.signal));
          if (!REDIRECTS.has(hop.status) || hop.location === undefined) {
            const ms = Math.round(performance.now() - began);
            return {
              kind: 'answered',
              status: hop.status,
              hops,
              tls: hop.tls,
              ms,
              bytes: hop.bytes,
              type: hop.type,
            } satisfies LinkAnswer;
          }
          if (hops.length > MOST_REDIRECTS) throw new Failure('too_many_redirects', `${hops.length} redirects`);
          url = parsed(hop.location, url.href);
        }
      } catch (error) {
        const { why, message } = causeOf(error);
        return { kind: 'failed', cause: why, hops, detail: message };
      } finally {
        clearTimeout(timer);
        limit.abort();
      }
    },
  };
};
