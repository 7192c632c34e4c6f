import { createLogger } from '../../core/common/logger.ts';
import { readConfig } from '../../core/config.ts';
import { type Core, createCore } from '../../core/create-core.ts';

/** Where this process kills itself, and the how-manieth time it comes there. */
const point = process.argv[2] ?? '';
const nth = Number(process.argv[3] ?? 1);

export const CRASH_TIMING = {
  leaseMs: 1_500,
  leastLeaseMs: 300,
  evidenceDelayMs: 800,
  checkEveryMs: 60,
  buildLeaseMs: 1_000,
  retryMs: 60,
} as const;

let seen = 0;
const here = (name: string): void => {
  if (name !== point) return;
  seen += 1;
  if (seen >= nth) process.kill(process.pid, 'SIGKILL');
};

/** Puts the crash points around what the worker calls; the worker itself is as in production. */
const mine = (core: Core): void => {
  const { provider, campaigns, segments } = core;
  const submit = provider.submit.bind(provider);
  const move = campaigns.move.bind(campaigns);
  const record = campaigns.record.bind(campaigns);
  const everyone = segments.everyone.bind(segments);
  Object.assign(provider, {
    submit: async (batch: Parameters<typeof submit>[0]) => {
      here('before_post');
      const answer = submit(batch);
      if (point === 'during_post') setTimeout(() => here('during_post'), 100);
      const said = await answer;
      here('after_post');
      return said;
    },
  });
  Object.assign(campaigns, {
    move: async (...input: Parameters<typeof move>) => {
      here(`before_${input[2]}`);
      const moved = await move(...input);
      here(`after_${input[2]}`);
      return moved;
    },
    record: async (...input: Parameters<typeof record>) => {
      here('before_record');
      await record(...input);
      here('after_record');
    },
  });
  Object.assign(segments, {
    everyone: async function* (...input: Parameters<typeof everyone>) {
      for await (const page of everyone(...input)) {
        yield page;
        here('building');
      }
    },
  });
};

if (process.argv[1]?.endsWith('send-worker.ts') === true) {
  const core = await createCore(readConfig(process.env), {
    logger: createLogger('silent', 'worker'),
    sendTiming: CRASH_TIMING,
  });
  mine(core);
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    await core.deliveries.work();
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  process.exit(3);
}
