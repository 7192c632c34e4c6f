import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SlowDatabase {
  /** The server's address by way of the delay. */
  readonly uri: string;
  /** From now on each answer of the database comes this much later; 0 for none. */
  slowBy(ms: number): void;
  close(): Promise<void>;
}

/** Stands between a process and its database and holds back each answer, in order. Listens on loopback. */
export const startSlowDatabase = async (serverUri: string): Promise<SlowDatabase> => {
  const { port: serverPort, hostname } = new URL(serverUri);
  const sockets = new Set<Socket>();
  let delay = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(serverPort), hostname);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', cut);
      socket.on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
    client.on('data', (chunk) => upstream.write(chunk));
    // Never before what came earlier, also where the delay has shrunk meanwhile.
    let free = 0;
    upstream.on('data', (chunk) => {
      free = Math.max(free, Date.now() + delay);
      const wait = free - Date.now();
      if (wait <= 0) client.write(chunk);
      else setTimeout(() => client.destroyed || client.write(chunk), wait);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const slow = new URL(serverUri);
  slow.port = String((server.address() as AddressInfo).port);
  return {
    uri: slow.toString(),
    slowBy(ms) {
      delay = ms;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
