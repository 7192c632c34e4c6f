import { once } from 'node:events';

/** Closing its standard input tells the test database to stop and to remove its folder. */
export default async function teardown(): Promise<void> {
  const child = globalThis.tandemTestServer;
  if (child === undefined || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}
