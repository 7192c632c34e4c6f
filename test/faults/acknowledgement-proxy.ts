import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Commands of MongoDB's wire protocol that change something. */
const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify']);
const OP_MSG = 2013;
const HEADER = 16;

/** Cuts a stream into whole messages; each begins with its length. */
const messages = (take: (message: Buffer) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      take(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  };
};

/** The command of an OP_MSG: the name of the first field of its first document. */
const commandOf = (message: Buffer): string => {
  if (message.readInt32LE(12) !== OP_MSG || message[HEADER + 4] !== 0) return '';
  const name = HEADER + 4 + 1 + 4 + 1;
  return message.toString('utf8', name, message.indexOf(0, name));
};

export interface AcknowledgementProxy {
  readonly port: number;
  /** Answers of writes that were swallowed. */
  dropped(): number;
  close(): Promise<void>;
}

/**
 * Stands between a worker and its database. Where `drops` says so, the answer of a write that the database has done is
 * swallowed and the connection cut, as by a network that fails in that moment. Listens on loopback.
 */
export const startAcknowledgementProxy = async (input: {
  readonly host: string;
  readonly port: number;
  readonly drops: () => boolean;
}): Promise<AcknowledgementProxy> => {
  const sockets = new Set<Socket>();
  let dropped = 0;
  const server = createServer((client) => {
    const upstream = connect(input.port, input.host);
    const doomed = new Set<number>();
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
    client.on(
      'data',
      messages((message) => {
        if (WRITES.has(commandOf(message)) && input.drops()) doomed.add(message.readInt32LE(4));
        upstream.write(message);
      }),
    );
    upstream.on(
      'data',
      messages((message) => {
        if (doomed.has(message.readInt32LE(8))) {
          dropped += 1;
          cut();
        } else if (!client.destroyed) client.write(message);
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    dropped: () => dropped,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
