import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import type { ApprovalService } from '../approvals/approval-service.ts';
import type { PolicyService } from '../approvals/policy-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import { type Database, serverTime } from '../common/database-store.ts';
import type { Logger } from '../common/logger.ts';
import type { Config } from '../config.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { FieldAccessService } from '../contacts/field-access/field-access-service.ts';
import type { DeliveryService } from '../deliveries/delivery-service.ts';
import type { DigestRounds } from '../digests/digest-rounds.ts';
import type { NoticeService } from '../people/notice-service.ts';
import { createAuditHead } from './audit-head.ts';
import { JOB_CATALOGUE, JOB_NAMES, type JobName } from './job-catalogue.ts';
import type { JobService } from './job-service.ts';
import { type Sweep, startSweep } from './sweep.ts';

const PROCESS_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 3_000;
const AUDIT_HEAD_EVERY_MS = 60_000;
/** A job of a killed process is taken over after this long. Agenda keeps a timer of half of it for each job. */
const LOCK_LIFETIME_MS = 4_000;
/** Agenda locks every due job before it runs one: without a limit a crowd of them never ends. */
const LOCK_LIMIT = 5;
const COLLECTION = 'agenda_jobs';

/**
 * Agenda is the alarm clock; whether something is due and unclaimed our own compare-and-set decides. Handlers look for
 * due work, so that a job that runs twice, late or in two processes does no harm.
 */
export const createJobs = (deps: {
  readonly database: Database;
  readonly config: Config;
  readonly logger: Logger;
  readonly audit: AuditService;
  readonly notices: NoticeService;
  readonly approvals: ApprovalService;
  readonly policy: PolicyService;
  readonly contacts: ContactService;
  readonly campaigns: CampaignService;
  readonly deliveries: DeliveryService;
  /** Counts what came of campaigns anew where that is due. */
  readonly countResults: () => Promise<void>;
  /** Brings campaigns and decisions into search. */
  readonly followSearch: () => Promise<void>;
  /** Builds and mails digests that are due. */
  readonly digestRounds: DigestRounds;
  /** Follows up changes of insights that were left in the middle. */
  readonly healInsights: () => Promise<void>;
  /** Posts what is new for saved searches. */
  readonly postSaved: () => Promise<void>;
  /** Tells followers of themes once a week. */
  readonly tellThemes: () => Promise<void>;
  /** Warns before access to a field ends, and ends it. */
  readonly fields: Pick<FieldAccessService, 'sweep'>;
  /** Notes who entered and left the segments that are followed. */
  readonly compareSegments: () => Promise<unknown>;
  /** Works on tags of many contacts. */
  readonly changeTags: () => Promise<unknown>;
}): JobService => {
  const { database, config, logger, approvals, contacts, campaigns, deliveries } = deps;
  const tellAuditHead = createAuditHead({
    ...deps,
    timeZone: config.workspace.timeZone,
    now: () => serverTime(database),
  });
  let clockwork: Promise<Agenda> | undefined;
  let started = false;
  let sweeps: Sweep[] = [];
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();
  /** Jobs that Agenda has begun and not yet filed as done. */
  let begun = 0;

  const handlers: Record<JobName, () => Promise<unknown>> = {
    send: () => deliveries.work(stopping.signal),
    import: () => contacts.runDueImports(),
  };

  const connect = async (): Promise<Agenda> => {
    const { db } = database.connection;
    if (db === undefined) throw new Error('the database is not open');
    const agenda = new Agenda({
      backend: new MongoBackend({ mongo: db, collection: COLLECTION, ensureIndex: true }),
      name: `tandem-${process.pid}`,
      processEvery: PROCESS_EVERY_MS,
      defaultLockLimit: LOCK_LIMIT,
      lockLimit: LOCK_LIMIT,
      defaultLockLifetime: LOCK_LIFETIME_MS,
      removeOnComplete: true,
    });
    // Without a listener an error of the loop would end the process.
    agenda.on('error', (error: Error) => logger.error({ err: error }, 'the alarm clock reports an error'));
    agenda.on('fail', (error: Error | string, job: unknown) => {
      const name =
        typeof job === 'object' && job !== null && 'attrs' in job ? String((job.attrs as { name?: unknown }).name) : '';
      logger.error({ job: name, err: error }, 'a job failed');
    });
    agenda.on('start', () => {
      begun += 1;
    });
    agenda.on('complete', () => {
      begun -= 1;
    });
    for (const name of JOB_NAMES) {
      agenda.define(
        name,
        async (job) => {
          JOB_CATALOGUE[name].parse(job.attrs.data);
          // Rings and returns: Agenda ends jobs that outlive their lock, and a send can take an hour. If the process dies
          // now, the sweep of another one finds the work.
          const work = handlers[name]()
            .catch((error: unknown) => logger.error({ job: name, err: error }, 'a job failed'))
            .finally(() => running.delete(work));
          running.add(work);
        },
        { concurrency: 1, lockLimit: LOCK_LIMIT, lockLifetime: LOCK_LIFETIME_MS },
      );
    }
    await agenda.ready;
    return agenda;
  };

  /** Until Agenda has filed what ended, so that the database is not closed under it; 2 s at most. */
  const filed = async (agenda: Agenda): Promise<void> => {
    if (begun <= 0) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, 2_000);
      agenda.on('complete', () => {
        if (begun > 0) return;
        clearTimeout(limit);
        resolve();
      });
    });
  };

  const agendaOf = (): Promise<Agenda> => {
    clockwork ??= connect().catch((error: unknown) => {
      clockwork = undefined;
      throw error;
    });
    return clockwork;
  };

  const wake = async (name: JobName, at: Date): Promise<void> => {
    const agenda = await agendaOf();
    const data = JOB_CATALOGUE[name].parse({ at: at.toISOString() });
    // No `unique`: it rests on no index, and its upsert answers nothing when two of them meet. One job too many is harmless.
    await agenda.schedule(at, name, data);
  };

  return {
    async start() {
      if (started) return;
      started = true;
      const agenda = await agendaOf();
      await agenda.start();
      sweeps = [
        startSweep('send', SWEEP_EVERY_MS, logger, handlers.send),
        // Apart from `send`, which may be busy with another run for an hour.
        startSweep('halted', SWEEP_EVERY_MS, logger, () => deliveries.tellHalted()),
        startSweep('import', SWEEP_EVERY_MS, logger, handlers.import),
        startSweep('settle', SWEEP_EVERY_MS * 5, logger, () => campaigns.settleAll()),
        startSweep('review-deadlines', SWEEP_EVERY_MS * 5, logger, () => approvals.sweep()),
        startSweep('search', SWEEP_EVERY_MS, logger, deps.followSearch),
        startSweep('insights', SWEEP_EVERY_MS * 5, logger, deps.healInsights),
        startSweep('saved-searches', SWEEP_EVERY_MS, logger, deps.postSaved),
        startSweep('segments', SWEEP_EVERY_MS * 5, logger, deps.compareSegments),
        startSweep('tags', SWEEP_EVERY_MS, logger, deps.changeTags),
        startSweep('digests', SWEEP_EVERY_MS, logger, () => deps.digestRounds.sweep()),
        startSweep('field-access', SWEEP_EVERY_MS * 5, logger, () => deps.fields.sweep()),
        startSweep('theme-cards', AUDIT_HEAD_EVERY_MS, logger, deps.tellThemes),
        startSweep('results', AUDIT_HEAD_EVERY_MS, logger, deps.countResults),
        startSweep('audit-head', AUDIT_HEAD_EVERY_MS, logger, tellAuditHead),
      ];
      // A wake-up that was lost (the process ended between the approval and its alarm) is set again.
      const next = await campaigns.nextDueAt();
      if (next !== undefined) await wake('send', next);
    },

    async stop() {
      stopping.abort();
      await Promise.all(sweeps.map((sweep) => sweep.stop()));
      sweeps = [];
      const agenda = await clockwork;
      clockwork = undefined;
      if (agenda === undefined) return;
      // Takes no more jobs and frees those that have not begun. (`drain` can miss the last one and wait for ever.)
      await agenda.stop(false);
      await Promise.allSettled(running);
      await filed(agenda);
      started = false;
    },

    async wakeAt(at) {
      try {
        await wake('send', at);
      } catch (error) {
        // Whoever asked has already stored what is due; the sweep finds it.
        logger.error({ err: error }, 'the alarm could not be set');
      }
    },
  };
};
