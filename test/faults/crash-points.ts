import { Collection, type UpdateResult } from 'mongodb';
import type { Core } from '../../core/create-core.ts';

/** Where a worker can be made to die or to stand still: around everything it does that others can see. */
export const CRASH_POINTS = [
  'building',
  'before_start',
  'after_start',
  'after_claim',
  'before_post',
  'during_post',
  'after_post',
  'before_complete',
  'after_complete',
  'before_record',
  'after_record',
  'before_write',
  'after_write',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** The collections that a send writes to. */
const WRITTEN = new Set(['runs', 'batches', 'batch_places', 'run_mails', 'run_exclusions', 'campaigns']);
const WRITES = ['insertOne', 'insertMany', 'updateOne', 'updateMany', 'deleteMany', 'findOneAndUpdate'] as const;
type AnyMethod = (this: Collection, ...input: unknown[]) => Promise<unknown>;

const isClaim = (update: unknown): boolean =>
  Array.isArray(update) && (update[0] as { $set?: { state?: unknown } }).$set?.state === 'submitting';

/** Puts the crash points around what the worker calls; the worker itself is as in production. */
export const layCrashPoints = (core: Core, wanted: CrashPoint, here: (point: CrashPoint) => void): void => {
  const { provider, campaigns, segments } = core;
  const submit = provider.submit.bind(provider);
  const move = campaigns.move.bind(campaigns);
  const record = campaigns.record.bind(campaigns);
  const everyone = segments.everyone.bind(segments);
  Object.assign(provider, {
    submit: async (...input: Parameters<typeof submit>) => {
      here('before_post');
      const answer = submit(...input);
      if (wanted === 'during_post') setTimeout(() => here('during_post'), 100);
      const said = await answer;
      here('after_post');
      return said;
    },
  });
  Object.assign(campaigns, {
    move: async (...input: Parameters<typeof move>) => {
      const event = input[2];
      if (event === 'start' || event === 'complete') here(`before_${event}`);
      const moved = await move(...input);
      if (event === 'start' || event === 'complete') here(`after_${event}`);
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
  const methods = Collection.prototype as unknown as Record<(typeof WRITES)[number], AnyMethod>;
  for (const name of WRITES) {
    const original = methods[name];
    methods[name] = async function (...input) {
      if (!WRITTEN.has(this.collectionName)) return original.apply(this, input);
      here('before_write');
      const answer = await original.apply(this, input);
      here('after_write');
      if (this.collectionName === 'batches' && isClaim(input[1]) && (answer as UpdateResult).modifiedCount === 1) {
        here('after_claim');
      }
      return answer;
    };
  }
};
