import { createServer } from 'node:net';

/** A port of loopback that nobody listens on at this moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });

/** Why nobody can listen there now: the system's code (`EADDRINUSE`, `EACCES` …); undefined where it is free. */
export const portTrouble = (port: number, host: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });

/** The first free port after this one that is none of `own`; undefined where there is none. */
export const freePortAfter = async (
  port: number,
  host: string,
  own: readonly number[],
): Promise<number | undefined> => {
  for (let next = port + 1; next < 65_536; next += 1) {
    if (!own.includes(next) && (await portTrouble(next, host)) === undefined) return next;
  }
  return undefined;
};
