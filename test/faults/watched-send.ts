import { setTimeout as delay } from 'node:timers/promises';
import type { MailgunFault } from '../../core/local/stand-ins/mailgun-faults.ts';
import { type Actor, systemActor } from '../../core/people/staff.ts';
import { approvedCampaign } from '../support/approved-campaign.ts';
import { FAULT_TIMING } from './fault-timing.ts';
import type { FaultWorld } from './fault-world.ts';
import type { Suffering } from './send-worker.ts';
import { startWorker, type Worker } from './worker-process.ts';

export const PEOPLE = 60;

/** Far longer than a send takes, also where the machine has much else to do: only one that stands still comes to it. */
const LIMIT_MS = 240_000;

/** Answers after which nobody can know whether the mail was taken. */
const AMBIGUOUS: ReadonlySet<MailgunFault['kind']> = new Set([
  'error_accepted',
  'error_refused',
  'reset_after',
  'truncated',
  'slow',
  'redirect',
  'html',
  'no_id',
]);

export interface WatchedSend {
  /** Workers at work at any time; one that dies or stands still is followed by another, which suffers what comes next. */
  readonly workers: number;
  readonly sufferings: readonly Suffering[];
  /** In place of the world's, for a worker behind a proxy. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called again and again while it is sent, with how many people were submitted so far. */
  readonly meanwhile?: (submitted: number, campaignId: string) => Promise<void>;
  /** A longer lease, for a crowd: on a busy machine one of ten comes to its turn seldom. */
  readonly leaseMs?: number;
}

export interface SendOutcome {
  readonly kills: number;
  readonly stops: number;
  /** What should never be; empty where everything held. */
  readonly violations: readonly string[];
}

/** The person who is asked looks into the provider's own log, batch by batch. */
const answerForPerson = async ({ core, standIn }: FaultWorld, campaignId: string): Promise<number> => {
  const waiting = await core.deliveries.waitingForPerson(campaignId);
  for (const { id, messageId } of waiting) {
    const taken = standIn.log().some((mail) => mail.messageId === messageId);
    await core.deliveries.resolve(systemActor('person'), id, taken ? 'accepted' : 'not_accepted');
  }
  return waiting.length;
};

/** What the stand-in's own log and the documents say at the end. */
const judge = async (world: FaultWorld, campaignId: string, postsBefore: number): Promise<string[]> => {
  const { core, standIn } = world;
  const wrong: string[] = [];
  const counts = new Map<string, number>();
  for (const { address, batchId } of standIn.log()) {
    if (batchId.startsWith(`${campaignId}/`)) counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  const twice = [...counts].filter(([, n]) => n > 1).map(([address]) => address);
  if (twice.length > 0) wrong.push(`${twice.length} people got it twice: ${twice.slice(0, 5).join(', ')}`);
  if (counts.size !== PEOPLE) wrong.push(`${counts.size} of ${PEOPLE} people got it`);

  const sum = await core.deliveries.sum(campaignId);
  if (sum?.frozen !== PEOPLE || !sum.closes || !sum.settled || sum.outcomes.submitted !== PEOPLE) {
    wrong.push(`the sum is ${JSON.stringify(sum)}`);
  }
  const { places } = await core.deliveries.places(campaignId, { limit: 1_000 });
  const people = new Set(places.map((place) => place.contactId));
  if (places.length !== PEOPLE || people.size !== PEOPLE)
    wrong.push(`${places.length} places of ${people.size} people`);

  const results = (await core.campaigns.thread(campaignId)).filter((entry) => entry.kind === 'results');
  const finishes = new Set(results.map((entry) => JSON.stringify(entry.data)));
  if (results.length !== finishes.size) wrong.push(`the same result was told ${results.length} times`);

  const last = new Map<string, { at: number; fault: MailgunFault['kind'] | null }>();
  for (const { messageId, at, fault } of standIn.postLog().slice(postsBefore)) {
    const before = last.get(messageId);
    // Half of it: the attempt is recorded a little before its POST arrives.
    const early = before !== undefined && at.getTime() - before.at < FAULT_TIMING.evidenceDelayMs / 2;
    if (early && before.fault !== null && AMBIGUOUS.has(before.fault)) {
      wrong.push(`${messageId} was posted again ${at.getTime() - before.at} ms after "${before.fault}"`);
    }
    last.set(messageId, { at: at.getTime(), fault });
  }
  return wrong;
};

/**
 * One campaign, sent by worker processes that suffer what is planned, watched from outside until it has ended. Every
 * snapshot of the sum must close; at the end the provider's log is the judge.
 */
export const watchedSend = async (world: FaultWorld, send: WatchedSend): Promise<SendOutcome> => {
  const { core, standIn } = world;
  const postsBefore = standIn.postLog().length;
  const { id, author } = await approvedCampaign(core, PEOPLE);
  const violations = new Set<string>();
  const left = [...send.sufferings];
  const workers: Worker[] = [];
  let kills = 0;
  let stops = 0;
  const stopped: Promise<void>[] = [];

  const prepare = (): Worker => startWorker(send.env ?? world.env, left.shift() ?? null, send.leaseMs);
  /** Started ahead while somebody is still going to die. */
  let standingBy: Worker | undefined;
  const start = (): void => {
    const worker = standingBy ?? prepare();
    worker.go();
    workers.push(worker);
    const mortal = workers.some((one) => one.suffering !== null && one.suffering.signal !== 'SIGSTOP');
    standingBy = mortal ? prepare() : undefined;
    if (worker.suffering?.signal === 'SIGSTOP') stopped.push(whileItStands(worker));
  };
  /** A worker that stands still is woken once everything else has ended, and must then do no harm. */
  const whileItStands = async (worker: Worker): Promise<void> => {
    await worker.next('stopping here');
    if (!worker.alive()) return;
    stops += 1;
    // Somebody else goes on meanwhile.
    start();
    while (!(await ended())) await delay(50);
    worker.kill('SIGCONT');
    await worker.next('pass');
  };
  const ended = async (): Promise<boolean> => {
    const run = await core.deliveries.run(id);
    if (run?.phase !== 'finished') return false;
    return world.told(id);
  };
  const look = async (): Promise<boolean> => {
    const sum = await core.deliveries.sum(id);
    if (sum !== undefined && !sum.closes) violations.add(`a sum does not close: ${JSON.stringify(sum)}`);
    const campaign = await core.campaigns.byId(id);
    if (campaign?.state === 'held') await steerOn(author);
    await send.meanwhile?.(sum?.outcomes.submitted ?? 0, id);
    return (await answerForPerson(world, id)) === 0 && (await ended()) && sum?.settled === true;
  };
  /** After a worker that was told to end: only where nobody else is at work. */
  const leftNothing = async (): Promise<void> => {
    const left = (await core.deliveries.sum(id))?.outcomes.submitting ?? 0;
    if (left > 0 && send.workers === 1) violations.add(`SIGTERM left ${left} people in submitting`);
  };
  const steerOn = async (actor: Actor): Promise<void> => {
    await core.campaigns.resume(actor, id).catch(() => undefined);
  };

  const until = Date.now() + LIMIT_MS;
  for (let n = 0; n < send.workers; n += 1) start();
  for (;;) {
    for (const worker of workers.filter((one) => !one.alive())) {
      workers.splice(workers.indexOf(worker), 1);
      const end = worker.ended();
      if (end?.signal === 'SIGKILL') kills += 1;
      else if (end?.code === 0 && worker.suffering?.signal === 'SIGTERM') await leftNothing();
      else violations.add(`a worker ended by itself: ${JSON.stringify(worker.ended())}`);
      start();
    }
    // The database itself may be away for a moment.
    if (await look().catch(() => false)) break;
    if (Date.now() > until) {
      violations.add(`not finished in time: ${JSON.stringify(await core.deliveries.sum(id))}`);
      break;
    }
    await delay(30);
  }
  await Promise.all(stopped.map((one) => Promise.race([one, delay(15_000, undefined, { ref: false })])));
  standingBy?.kill('SIGKILL');
  await standingBy?.exit();
  for (const worker of workers) {
    await worker.next('ready');
    worker.kill('SIGTERM');
  }
  for (const worker of workers) {
    let impatient = false;
    const patience = setTimeout(() => {
      impatient = true;
      worker.kill('SIGKILL');
    }, 10_000);
    await worker.exit();
    clearTimeout(patience);
    const end = worker.ended();
    // It may have come to its own point of death just now.
    if (!impatient && end?.signal === 'SIGKILL' && worker.suffering?.signal === 'SIGKILL') kills += 1;
    else if (end?.code !== 0) violations.add(`SIGTERM did not end a worker: ${JSON.stringify(end)}`);
  }
  return { kills, stops, violations: [...violations, ...(await judge(world, id, postsBefore))] };
};
