import { randomUUID } from 'node:crypto';
import type { Clock } from '../common/clock.ts';
import type { Config } from '../config.ts';
import type { EmailProvider } from '../mail/email-provider.ts';
import type { PeopleService } from '../people/people-service.ts';
import { can } from '../people/permissions.ts';
import type { Staff } from '../people/staff.ts';
import type { Digest, DigestContent, DigestSection, DigestSubscription } from './digest.ts';
import { accessOf, type DigestEditions } from './digest-editions.ts';
import { digestMail } from './digest-mail.ts';
import { type DigestSchedule, lastUntil, nextAfter, noteOn, periodOf } from './digest-schedule.ts';
import { type DigestCopy, type DigestStore, type StoredDigest, TOO_OLD_MS } from './digest-store.ts';

/** A mail that the provider may have taken is looked for in its log this long before it is given up. */
const EVIDENCE_MS = 35 * 60_000;
const MAIL_RETRY_MS = 60_000;

/** Whether its owner may still have what the place shows. Pure. */
export const mayHave = ({ place }: Pick<DigestSubscription, 'place'>, owner: Staff | undefined): owner is Staff =>
  owner !== undefined && owner.status === 'active' && (place.kind === 'staff' || can(owner, 'reports.view'));

/** `202611230000`, in UTC. */
const momentOf = (at: Date): string => at.toISOString().slice(0, 16).replaceAll(/\D/g, '');

const planOf = (schedule: DigestSchedule, now: Date) => {
  const occurrence = lastUntil(schedule, now);
  return {
    occurrence,
    period: periodOf(schedule, occurrence),
    note: noteOn(schedule, occurrence),
    next: nextAfter(schedule, now),
  };
};

export interface DigestRoundsDeps {
  readonly store: DigestStore;
  readonly editions: DigestEditions;
  readonly people: PeopleService;
  readonly provider: EmailProvider;
  readonly config: Config;
  readonly clock: Clock;
  readonly pictureUrl: (content: DigestContent, section: DigestSection, lang: Digest['lang']) => string;
}

/** The steps of the one sweep, in any number of processes at once. Each is idempotent and goes on where another ended. */
export const createDigestRounds = (deps: DigestRoundsDeps) => {
  const { store, editions, people, provider, config, clock } = deps;

  /**
   * Notes what is due, once by subscription and moment, and moves the subscriptions on. Who was away for several times gets
   * the last one. A process that dies between the two leaves what the next one finds noted already.
   */
  const begin = async (): Promise<void> => {
    const now = clock.now();
    const due = await store.due(now);
    const plans = new Map<string, ReturnType<typeof planOf>>();
    /** Made once for all that share a schedule. */
    const planFor = ({ schedule }: DigestSubscription): ReturnType<typeof planOf> => {
      const key = JSON.stringify(schedule);
      const plan = plans.get(key) ?? planOf(schedule, now);
      plans.set(key, plan);
      return plan;
    };
    await store.begin(
      due.map((subscription): StoredDigest => {
        const { id, place, schedule, lang, ownerId } = subscription;
        const { occurrence, period, note } = planFor(subscription);
        return {
          id: `${id}-${momentOf(occurrence.at)}`,
          subscriptionId: id,
          place,
          period,
          zone: schedule.zone,
          lang,
          ownerId,
          state: 'due',
          at: occurrence.at,
          note,
          editionId: null,
        };
      }),
    );
    await store.advance(
      due.flatMap((subscription) => {
        const { id, nextAt } = subscription;
        return nextAt === null ? [] : [{ id, from: nextAt, to: planFor(subscription).next.at }];
      }),
    );
  };

  const copiesOf = async (
    { id, place }: StoredDigest,
    { mail }: DigestSubscription,
  ): Promise<Omit<DigestCopy, 'id' | 'fence'>[]> => {
    const at = clock.now();
    if (place.kind === 'channel') {
      const { platform, workspaceId } = place.ref;
      return [{ digestId: id, way: platform, workspaceId, userId: null, at }];
    }
    const identities = await people.identitiesOf(place.staffId);
    const chats = identities.map(({ platform, workspaceId, userId }) => ({
      digestId: id,
      way: platform,
      workspaceId,
      userId,
      at,
    }));
    return mail || chats.length === 0
      ? [...chats, { digestId: id, way: 'mail' as const, workspaceId: '', userId: null, at }]
      : chats;
  };

  /**
   * Counts some that are due and lays out their copies before they are marked as ready: a crash between the two is made up
   * for. False where none is due.
   */
  const buildSome = async (): Promise<boolean> => {
    const token = randomUUID();
    const due = await store.claimDue(token);
    if (due.length === 0) return false;
    const [subscriptions, found] = await Promise.all([
      store.subscriptionsBy(due.map(({ subscriptionId }) => subscriptionId)),
      people.byIds([...new Set(due.map(({ ownerId }) => ownerId))]),
    ]);
    const owners = new Map(found.map((staff) => [staff.id, staff]));
    const dropped: string[] = [];
    const empty = new Map<string, string[]>();
    const ready = new Map<string, string[]>();
    const copies: Omit<DigestCopy, 'id' | 'fence'>[] = [];
    const known = new Map<string, DigestContent>();
    /** Read once for all that share it. */
    const contentOf = async ({ period }: StoredDigest, owner: Staff): Promise<DigestContent> => {
      const access = accessOf(owner);
      const key = `${access} ${period.from.getTime()} ${period.to.getTime()}`;
      const content = known.get(key) ?? (await editions.of(period, access));
      known.set(key, content);
      return content;
    };
    const add = (to: Map<string, string[]>, editionId: string, id: string): void => {
      to.set(editionId, [...(to.get(editionId) ?? []), id]);
    };
    for (const digest of due) {
      const subscription = subscriptions.get(digest.subscriptionId);
      const owner = owners.get(digest.ownerId);
      if (subscription === undefined || subscription.paused !== null || !mayHave(digest, owner)) {
        if (subscription?.paused === null) await store.pause(subscription.id, 'owner', clock.now());
        dropped.push(digest.id);
        continue;
      }
      const content = await contentOf(digest, owner);
      if (content.sections.length === 0) {
        add(empty, content.id, digest.id);
        continue;
      }
      copies.push(...(await copiesOf(digest, subscription)));
      add(ready, content.id, digest.id);
    }
    await store.addCopies(copies);
    await store.finish(dropped, token, { state: 'dropped', editionId: null });
    for (const [editionId, ids] of empty) await store.finish(ids, token, { state: 'empty', editionId });
    for (const [editionId, ids] of ready) await store.finish(ids, token, { state: 'ready', editionId });
    return true;
  };

  /** Mail goes out once: whoever takes it over from a process that died asks the provider's log first. */
  const mailOne = async (copy: DigestCopy): Promise<void> => {
    const found = await store.digest(copy.digestId);
    const content = found?.editionId == null ? undefined : await store.edition(found.editionId);
    const staff = found?.place.kind === 'staff' ? await people.byId(found.place.staffId) : undefined;
    const age = clock.now().getTime() - copy.at.getTime();
    if (found?.state === 'due') return store.retryCopy(copy, 1_000);
    if (found === undefined || content === undefined || staff?.status !== 'active' || age > TOO_OLD_MS) {
      return store.closeCopy(copy);
    }
    const { mail, workspace, portal } = config;
    const messageId = `digest-${found.id}@${mail.fromDomain}`;
    const batchId = `digest-${found.id}`;
    if (copy.fence > 1) {
      const evidence = await provider.evidence({ messageId, batchId, since: copy.at });
      if (evidence.kind === 'accepted') return store.closeCopy(copy);
      if (!(evidence.kind === 'none' && (evidence.conclusive === true || age > EVIDENCE_MS))) {
        return store.retryCopy(copy, MAIL_RETRY_MS);
      }
    }
    const answer = await provider.submit({
      runId: `digest/${found.id}`,
      batchId,
      attempt: copy.fence,
      campaignId: 'digest',
      messageId,
      from: `"${workspace.organisation.replace(/["\\\r\n]/g, '')}" <hello@${mail.fromDomain}>`,
      replyTo: `hello@${mail.fromDomain}`,
      ...digestMail({
        digest: { ...found, content },
        organisation: workspace.organisation,
        portalUrl: portal.url,
        pictureUrl: (section) => deps.pictureUrl(content, section, found.lang),
      }),
      headers: {},
      recipients: [{ address: staff.email, variables: '{}' }],
    });
    if (answer.kind === 'accepted' || answer.kind === 'rejected') return store.closeCopy(copy);
    return store.retryCopy(copy, answer.kind === 'throttled' ? answer.retryAfterMs : MAIL_RETRY_MS);
  };

  return {
    /** Everything that is due, built and mailed; posting in chat is the bot's. */
    async sweep(): Promise<void> {
      await begin();
      while (await buildSome());
      for (let copy = await store.claimCopy('mail'); copy !== undefined; copy = await store.claimCopy('mail')) {
        await mailOne(copy);
      }
    },
  };
};

export type DigestRounds = ReturnType<typeof createDigestRounds>;
