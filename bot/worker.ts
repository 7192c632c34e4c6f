import { beginProcess, endOnSignal, growHeapSlowly } from '../core/index.ts';

/** Jobs and nothing else: more of these send more. */
growHeapSlowly();
const { core, logger } = await beginProcess(process.env, 'worker');

endOnSignal(logger, async () => {
  await core.jobs.stop();
  await core.close();
});

await core.jobs.start();
logger.info('worker works');
process.stdout.write('Worker: ready\n');
