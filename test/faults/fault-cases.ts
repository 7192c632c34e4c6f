import type { MailgunFault } from '../../core/local/stand-ins/mailgun-faults.ts';
import { systemActor } from '../../core/people/staff.ts';
import { turnBothKeys } from '../support/approved-campaign.ts';
import { startAcknowledgementProxy } from './acknowledgement-proxy.ts';
import type { CrashPoint } from './crash-points.ts';
import type { FaultWorld } from './fault-world.ts';
import type { Random } from './random.ts';
import type { Suffering } from './send-worker.ts';
import { PEOPLE, type SendOutcome, type WatchedSend, watchedSend } from './watched-send.ts';

/** One kind of trouble, made by chance from a seed. */
export interface FaultCase {
  readonly name: string;
  /** True where the database must be one that may be killed. */
  readonly ownDatabase?: boolean;
  run(world: FaultWorld, random: Random): Promise<SendOutcome>;
}

const killed = (point: CrashPoint, nth = 1): Suffering => ({ point, nth, signal: 'SIGKILL' });
const stopped = (point: CrashPoint, nth: number): Suffering => ({ point, nth, signal: 'SIGSTOP' });

/** A worker dies at each of these in turn; each is reached, because only the last ones end the run. */
const deaths = (name: string, middle: readonly CrashPoint[], around: readonly CrashPoint[][]): FaultCase => ({
  name,
  run: (world, random) => {
    if (middle.includes('during_post')) world.standIn.fault({ kind: 'slow', ms: 400 }, PEOPLE);
    const [first = [], last = []] = around;
    const between = random.shuffle(middle).map((point) => killed(point, random.whole(1, 2)));
    const sufferings = [...first.map((point) => killed(point)), ...between, ...last.map((point) => killed(point))];
    return watchedSend(world, { workers: 1, sufferings });
  },
});

const everyWrite: FaultCase = {
  name: 'killed around any write',
  run: (world, random) => {
    const sufferings = Array.from({ length: 6 }, () =>
      killed(random.pick(['before_write', 'after_write']), random.whole(1, 12)),
    );
    return watchedSend(world, { workers: random.whole(1, 2), sufferings });
  },
};

const stoppedPastLease: FaultCase = {
  name: 'stopped past its lease, then woken',
  run: (world, random) => {
    const point = random.pick(['after_claim', 'before_post', 'before_post', 'after_post', 'before_write'] as const);
    return watchedSend(world, { workers: 1, sufferings: [stopped(point, random.whole(1, 3))] });
  },
};

/** The one that finds a late POST: it stands between the last look into the database and the first byte. */
const stoppedBeforePost: FaultCase = {
  name: 'stopped between the last check and the POST',
  run: (world, random) => watchedSend(world, { workers: 1, sufferings: [stopped('before_post', random.whole(1, 3))] }),
};

const toldToEnd: FaultCase = {
  name: 'told to end in the middle of sending',
  run: (world, random) => {
    const points = ['after_claim', 'before_post', 'during_post', 'after_post', 'before_write'] as const;
    const sufferings = random
      .shuffle(points)
      .slice(0, 3)
      .map((point): Suffering => ({ point, nth: random.whole(1, 3), signal: 'SIGTERM' }));
    return watchedSend(world, { workers: 1, sufferings });
  },
};

/** Workers whose database is behind a proxy that drops this share of the answers of writes. */
const behindProxy = async (
  world: FaultWorld,
  random: Random,
  share: number,
  workers: number,
  sufferings: readonly Suffering[],
): Promise<SendOutcome> => {
  const [, host = '127.0.0.1', port = '27017'] = /\/\/([^:/]+):(\d+)/.exec(world.env.MONGODB_URI ?? '') ?? [];
  const proxy = await startAcknowledgementProxy({ host, port: Number(port), drops: () => random.next() < share });
  try {
    const MONGODB_URI = (world.env.MONGODB_URI ?? '').replace(`${host}:${port}`, `127.0.0.1:${proxy.port}`);
    const end = await watchedSend(world, { workers, sufferings, env: { ...world.env, MONGODB_URI } });
    const violations = proxy.dropped() > 0 ? end.violations : [...end.violations, 'no acknowledgement was dropped'];
    return { ...end, violations };
  } finally {
    await proxy.close();
  }
};

const lostAcknowledgements: FaultCase = {
  name: 'acknowledgements of the database are lost',
  run: (world, random) => behindProxy(world, random, random.pick([0.1, 0.3, 0.5]), 2, [killed('after_post', 3)]),
};

const lostAndStopped: FaultCase = {
  name: 'acknowledgements are lost while a worker is stopped before its POST',
  run: (world, random) => behindProxy(world, random, 0.15, 1, [stopped('before_post', random.whole(1, 3))]),
};

const databaseRestarted: FaultCase = {
  name: 'the database is killed and started again',
  ownDatabase: true,
  async run(world, random) {
    const at = random
      .shuffle([5, 15, 25, 35, 45])
      .slice(0, 2)
      .sort((a, b) => a - b);
    return watchedSend(world, {
      workers: 2,
      sufferings: [killed('before_post', 2)],
      meanwhile: async (submitted) => {
        if (at[0] === undefined || submitted < at[0]) return;
        at.shift();
        await world.server?.restart();
      },
    });
  },
};

const FAULTS: readonly MailgunFault[] = [
  { kind: 'error_accepted' },
  { kind: 'error_refused' },
  { kind: 'reset_before' },
  { kind: 'reset_after' },
  { kind: 'truncated' },
  { kind: 'slow', ms: 300 },
  { kind: 'throttled', seconds: 1 },
  { kind: 'redirect' },
  { kind: 'html' },
  { kind: 'no_id' },
  { kind: 'status', status: 503, body: 'Service Unavailable' },
  { kind: 'status', status: 401, body: 'Forbidden' },
];

const providerFails = (name: string, over: Partial<WatchedSend> = {}, unreadable = false): FaultCase => ({
  name,
  async run(world, random) {
    const { standIn } = world;
    for (let n = 0; n < 14; n += 1) standIn.fault(random.next() < 0.5 ? { kind: 'none' } : random.pick(FAULTS));
    standIn.conditions.eventDelayMs = random.pick([0, 200, 500]);
    standIn.conditions.unreadableLog = unreadable;
    const end = await watchedSend(world, {
      workers: 2,
      sufferings: [],
      ...over,
      meanwhile: async (submitted) => {
        if (submitted >= PEOPLE / 2) standIn.conditions.unreadableLog = false;
      },
    });
    standIn.conditions.eventDelayMs = 0;
    standIn.conditions.unreadableLog = false;
    return end;
  },
});

/** People stop and go on with the send while those who send it die. */
const steered: FaultCase = {
  name: 'paused, halted and resumed while workers are killed',
  run: (world, random) => {
    const { campaigns } = world.core;
    const person = systemActor('person');
    const pause = async (id: string): Promise<void> => {
      await campaigns.pause(person, id);
    };
    const halt = async (id: string): Promise<void> => {
      await campaigns.halt(person, id, 'the landing page is down');
      await turnBothKeys(world.core, id);
    };
    const acts = random.shuffle([pause, halt]);
    return watchedSend(world, {
      workers: 2,
      sufferings: random.shuffle(['after_claim', 'before_post', 'after_post'] as const).map((point) => killed(point)),
      meanwhile: async (submitted, id) => {
        if ((await campaigns.byId(id))?.state === 'paused') await campaigns.resume(person, id);
        if (submitted >= PEOPLE / (1 + acts.length)) await acts.shift()?.(id);
      },
    });
  },
};

const tenWorkers: FaultCase = {
  name: 'ten workers at once, some of them killed',
  run: (world, random) => {
    const points = ['building', 'after_claim', 'before_post', 'after_post', 'before_write', 'after_write'] as const;
    const sufferings = Array.from({ length: 5 }, () => killed(random.pick(points)));
    return watchedSend(world, { workers: 10, sufferings, leaseMs: 6_000 });
  },
};

const deathsOnTheWay = deaths(
  'killed while building, sending and ending',
  ['after_claim', 'before_post', 'after_post'],
  [
    ['building', 'before_start'],
    ['before_complete', 'before_record'],
  ],
);
const deathsOnTheOtherWay = deaths(
  'killed after the start, in a POST and after the end',
  ['during_post', 'after_post', 'after_claim'],
  [['after_start'], ['after_complete', 'after_record']],
);

/** Everything, in the order of a long run; it begins again until enough was killed. */
export const FAULT_CASES: readonly FaultCase[] = [
  deathsOnTheWay,
  deathsOnTheOtherWay,
  stoppedBeforePost,
  stoppedPastLease,
  everyWrite,
  toldToEnd,
  lostAcknowledgements,
  lostAndStopped,
  providerFails('the provider fails in every way'),
  providerFails('the log of the provider is late and cannot be read', {}, true),
  providerFails('the provider fails while workers are killed', {
    sufferings: [killed('after_post'), killed('before_post', 2), killed('after_claim')],
  }),
  databaseRestarted,
  steered,
  tenWorkers,
];

/** What fits into half a minute of an idle machine. */
export const SHORT_CASES: readonly FaultCase[] = [
  deaths(
    'killed while building, sending and ending',
    ['before_post', 'after_post'],
    [['building'], ['before_complete', 'before_record']],
  ),
  lostAndStopped,
];
