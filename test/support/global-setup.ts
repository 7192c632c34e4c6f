import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

declare global {
  var tandemTestServer: ChildProcess | undefined;
}

/**
 * Where no server is named, starts the embedded one on a temporary folder, in a process of its own that ends with
 * this one. Workers inherit the variable.
 */
export default async function setup(): Promise<void> {
  if (process.env.TANDEM_TEST_MONGODB_URI) return;
  const script = fileURLToPath(new URL('../../core/local/serve-test-database.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx/esm', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  globalThis.tandemTestServer = child;
  process.env.TANDEM_TEST_MONGODB_URI = await new Promise<string>((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const uri = /^(mongodb:\S+)$/m.exec(seen)?.[1];
      if (uri !== undefined) resolve(uri);
    });
    child.once('exit', (code) => reject(new Error(`the test database did not start (exit code ${code})`)));
  });
}
