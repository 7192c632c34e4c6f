import { createLogger } from '../../core/common/logger.ts';
import { readConfig } from '../../core/config.ts';
import { createCore } from '../../core/create-core.ts';
import { type CrashPoint, layCrashPoints } from './crash-points.ts';
import { FAULT_TIMING } from './fault-timing.ts';

/** What this worker is to suffer, and the how-manieth time it comes to that point. */
export interface Suffering {
  readonly point: CrashPoint;
  readonly nth: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP' | 'SIGTERM';
}

/** Lines on standard output, for whoever started this worker. */
export type WorkerLine = 'ready' | 'stopping here' | 'pass';

const say = (line: WorkerLine): void => {
  process.stdout.write(`${line}\n`);
};

const suffering = JSON.parse(process.argv[2] ?? 'null') as Suffering | null;
const stop = new AbortController();
// Whoever started this worker is gone: nothing is left behind.
process.stdin.once('close', () => process.exit(0));
process.once('SIGTERM', () => stop.abort());

const core = await createCore(readConfig(process.env), {
  logger: createLogger(process.env.TANDEM_LOG_LEVEL ?? 'silent', `worker-${process.pid}`),
  sendTiming: { ...FAULT_TIMING, leaseMs: Number(process.argv[3]) },
});
if (suffering !== null) {
  let seen = 0;
  layCrashPoints(core, suffering.point, (point) => {
    if (point !== suffering.point) return;
    seen += 1;
    if (seen !== suffering.nth) return;
    if (suffering.signal === 'SIGSTOP') say('stopping here');
    process.kill(process.pid, suffering.signal);
  });
}
say('ready');
// Starting takes seconds: a worker stands by until its turn comes.
await new Promise((resolve) => process.stdin.once('data', resolve));
while (!stop.signal.aborted) {
  // As the sweep of a bot does: an error is for the log, and the next round comes.
  await core.deliveries.work(stop.signal).catch(() => undefined);
  say('pass');
  await new Promise((resolve) => setTimeout(resolve, 40));
}
await core.close().catch(() => undefined);
process.exit(0);
