import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, freePortAfter, portTrouble } from '../../../core/local/free-port.ts';

describe('a port in place of one that is taken', () => {
  it('is free, and none of our own', async () => {
    const taken = await freePort();
    const server = createServer().listen(taken, '127.0.0.1');
    await once(server, 'listening');
    try {
      expect(await portTrouble(taken, '127.0.0.1')).toBe('EADDRINUSE');
      const first = (await freePortAfter(taken, '127.0.0.1', [])) ?? 0;
      expect(first).toBeGreaterThan(taken);
      const next = (await freePortAfter(taken, '127.0.0.1', [taken, first])) ?? 0;
      expect(next).toBeGreaterThan(first);
      expect(await portTrouble(next, '127.0.0.1')).toBeUndefined();
      expect(await freePortAfter(taken - 1, '127.0.0.1', [])).not.toBe(taken);
    } finally {
      server.close();
    }
  });

  it('is not invented where there is none', async () => {
    expect(await freePortAfter(65_535, '127.0.0.1', [])).toBeUndefined();
  });
});
