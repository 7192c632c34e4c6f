import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createLinkProbe } from '../../../core/campaigns/preflight/link-probe.ts';

/** Where a site's address leads in the tests. */
export const SITE = '93.184.216.34';

/**
 * An internet on loopback: every public address leads to one server, every other to a second one, which counts who comes.
 * Names answer what the table says; a list of lists is used up one by one, as a name does that rebinds.
 */
export const openInternet = async (
  site: (request: IncomingMessage, response: ServerResponse) => void,
  isPublic: (address: string) => boolean,
) => {
  const inside = { connections: 0 };
  const sockets = new Set<Socket>();
  const listen = async (server: Server): Promise<number> => {
    server.on('connection', (socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const publicServer = createServer(site);
  const privateServer = createServer((_request, response) => response.end('the secret'));
  privateServer.on('connection', () => {
    inside.connections += 1;
  });
  const [publicPort, privatePort] = [await listen(publicServer), await listen(privateServer)];
  const connected: { address: string; port: number }[] = [];
  const names = new Map<string, string[][]>();
  const probe = createLinkProbe({
    lookup: {
      txt: async () => undefined,
      addresses: async (host) => {
        const answers = names.get(host);
        if (answers === undefined) return [];
        return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
      },
    },
    connect: (address, port) => {
      connected.push({ address, port });
      return connect(isPublic(address) ? publicPort : privatePort, '127.0.0.1');
    },
    timeoutMs: 1_500,
  });
  return {
    probe,
    names,
    /** What the probe connected to. */
    connected,
    /** The server behind everything private. */
    inside,
    ports: { publicPort, privatePort },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([publicServer, privateServer].map((s) => new Promise((resolve) => s.close(resolve))));
    },
  };
};
