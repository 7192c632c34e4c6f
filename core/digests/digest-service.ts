import { createHash } from 'node:crypto';
import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import { isLang, type Lang } from '../common/lang.ts';
import type { ChatPlatform } from '../people/chat-identity.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import { can } from '../people/permissions.ts';
import { type Actor, actedBy, type Staff } from '../people/staff.ts';
import {
  DIGEST_SECTIONS,
  type Digest,
  type DigestChart,
  type DigestClaim,
  type DigestContent,
  type DigestPause,
  type DigestPlace,
  type DigestSectionKey,
  type DigestSubscription,
} from './digest.ts';
import { accessOf, type DigestEditions } from './digest-editions.ts';
import { digestErrors } from './digest-errors.ts';
import { type DigestInput, parseDigestInput } from './digest-input.ts';
import { type DigestSchedule, lastUntil, nextAfter, periodOf } from './digest-schedule.ts';
import { type DigestCopy, type DigestStore, type StoredDigest, TOO_OLD_MS } from './digest-store.ts';
import { PAUSE_WORDS } from './digest-words.ts';

/** Scheduled digests: who gets one when, what each said, and its copies on their way into chat. */
export interface DigestService {
  /**
   * Makes the digest of a place, or changes it; active from then on. Whoever sets a channel's up is its owner: it shows
   * what they may see.
   * @throws digest.forbidden, digest.inactive, digest.not_yours, InvalidInput (`days`, `time`, `zone`)
   */
  subscribe(actor: Actor, place: DigestPlace, input: DigestInput): Promise<DigestSubscription>;
  /** By its person; a channel's by whoever sees reports. @throws digest.not_found, digest.not_yours */
  pause(actor: Actor, id: string): Promise<DigestSubscription>;
  resume(actor: Actor, id: string): Promise<DigestSubscription>;
  /** Of a place; undefined where there is none yet. */
  at(place: DigestPlace): Promise<DigestSubscription | undefined>;
  byId(id: string): Promise<DigestSubscription | undefined>;
  /** Those that this person may see: their own first, then those of channels. */
  list(staff: Staff): Promise<readonly DigestSubscription[]>;
  /** What would be sent to this person now, over as many days as theirs covers; kept for a week, and sent to nobody. */
  preview(actor: Actor): Promise<Digest>;
  /** What was sent, and what was not because there was nothing to say; the newest first. */
  history(staff: Staff, limit?: number): Promise<readonly Digest[]>;
  /** @throws digest.not_found, digest.not_yours */
  digest(staff: Staff, id: string): Promise<Digest>;

  /** Where a section's picture is drawn: an address that nobody can guess. */
  pictureUrl(content: DigestContent, key: DigestSectionKey, lang: Lang): string;
  /** What the last part of that address means; undefined for an unknown or altered one. */
  picture(token: string): Promise<{ chart: DigestChart; lang: Lang } | undefined>;

  /** Claims one copy that is to be posted on that platform, for a minute, by compare-and-set; a day old it is given up. */
  claimNext(platform: ChatPlatform): Promise<DigestClaim | undefined>;
  done(claim: DigestClaim): Promise<void>;
  /** Tried again after `retryAfterMs`. `gone` gives it up, pauses a channel's digest and tells its owner. */
  failed(
    claim: DigestClaim,
    input: { retryAfterMs: number; gone?: 'archived' | 'not_invited' | 'gone' },
  ): Promise<void>;
}

const STANDARD = { days: [1], time: '09:00' } as const;
const HISTORY = 50;
/** What every role may read. */
const OPEN_SECTIONS: readonly DigestSectionKey[] = ['insights', 'thanks'];
const SOON_MS = 1_000;

const placeKey = (place: DigestPlace): string =>
  place.kind === 'staff'
    ? `staff ${place.staffId}`
    : `channel ${place.ref.platform} ${place.ref.workspaceId} ${place.ref.channelId}`;
const idOf = (place: DigestPlace): string => createHash('sha256').update(placeKey(place)).digest('hex').slice(0, 20);

export const createDigestService = (deps: {
  store: DigestStore;
  editions: DigestEditions;
  people: PeopleService;
  notices: NoticeService;
  audit: AuditService;
  hash: KeyedHash;
  ids: Ids;
  clock: Clock;
  portalUrl: string;
  timeZone: string;
}): DigestService => {
  const { store, editions, people, notices, audit, hash, ids, clock } = deps;

  const staffOf = (actor: Actor): Staff => {
    if (actor.kind !== 'staff' || actor.staff.status !== 'active') throw digestErrors.inactive();
    return actor.staff;
  };
  const requirePlace = (staff: Staff, place: DigestPlace): void => {
    if (place.kind === 'staff' && place.staffId !== staff.id) throw digestErrors.notYours();
    if (place.kind === 'channel' && !can(staff, 'reports.view')) throw digestErrors.forbidden();
  };
  const own = async (actor: Actor, id: string): Promise<DigestSubscription> => {
    const subscription = await store.subscription(id);
    if (subscription === undefined) throw digestErrors.notFound();
    requirePlace(staffOf(actor), subscription.place);
    return subscription;
  };
  const standardFor = (staff: Staff) => ({
    schedule: { ...STANDARD, zone: staff.timeZone || deps.timeZone } satisfies DigestSchedule,
    lang: staff.lang,
    mail: false,
  });

  const withContent = async ({ editionId, ...digest }: StoredDigest): Promise<Digest> => {
    const content = editionId === null ? undefined : await store.edition(editionId);
    return { ...digest, content: content === undefined || content.sections.length === 0 ? null : content };
  };

  /** The place as it is now, not as it was when the copy was made. */
  const presentPlace = async (copy: DigestCopy, { place }: StoredDigest): Promise<DigestClaim['place'] | undefined> => {
    if (place.kind === 'channel') return { kind: 'channel', ref: place.ref };
    const { way, workspaceId, userId } = copy;
    if (way === 'mail' || userId === null) return undefined;
    const staff = await people.byIdentity(way, workspaceId, userId);
    return staff?.id === place.staffId ? { kind: 'person', workspaceId, userId } : undefined;
  };

  const tellOwner = (subscription: DigestSubscription, reason: DigestPause, key: string): Promise<void> => {
    const name = subscription.place.kind === 'channel' ? subscription.place.name : '';
    return notices.tell({
      key: `digest:${key}:paused`,
      to: { kind: 'staff', staffId: subscription.ownerId },
      title: {
        en: `The digest of ${name} is paused`,
        ko: `${name} 채널의 다이제스트가 일시 중지되었습니다`,
      },
      lines: [
        PAUSE_WORDS[reason],
        {
          en: 'Nothing was lost: the last one is in the portal. Bring Tandem back into the channel and resume it, or choose another channel with "digest here".',
          ko: '잃어버린 것은 없으며 마지막 다이제스트는 포털에 있습니다. 채널에 Tandem을 다시 추가한 뒤 재개하거나, 다른 채널에서 digest here를 입력하세요.',
        },
      ],
      path: '/digests',
      tone: 'attention',
      campaignId: null,
    });
  };

  const token = (contentId: string, key: string, lang: Lang): string =>
    hash.mac('one-time-tokens', `digest ${contentId} ${key} ${lang}`, 32);

  return {
    async subscribe(actor, place, input) {
      const staff = staffOf(actor);
      requirePlace(staff, place);
      const id = idOf(place);
      const known = await store.subscription(id);
      const choice = parseDigestInput(input, known ?? standardFor(staff));
      const now = clock.now();
      const subscription: DigestSubscription = {
        id,
        place,
        ...choice,
        mail: place.kind === 'staff' && choice.mail,
        ownerId: staff.id,
        paused: null,
        nextAt: nextAfter(choice.schedule, now).at,
        createdAt: known?.createdAt ?? now,
        updatedAt: now,
      };
      await store.put(subscription);
      const { days, time, zone } = choice.schedule;
      await audit.append({
        ...actedBy(actor),
        action: 'digest.subscribed',
        subject: id,
        data: { place: place.kind, days: days.join(','), time, zone },
      });
      return subscription;
    },

    async pause(actor, id) {
      const subscription = await own(actor, id);
      const now = clock.now();
      if (!(await store.pause(id, 'person', now))) return (await store.subscription(id)) ?? subscription;
      await audit.append({ ...actedBy(actor), action: 'digest.paused', subject: id, data: {} });
      return { ...subscription, paused: 'person', nextAt: null, updatedAt: now };
    },

    async resume(actor, id) {
      const subscription = await own(actor, id);
      if (subscription.paused === null) return subscription;
      const now = clock.now();
      // Whoever resumes a channel's digest answers for it: its owner may be gone.
      const ownerId = staffOf(actor).id;
      const nextAt = nextAfter(subscription.schedule, now).at;
      const resumed: DigestSubscription = { ...subscription, ownerId, paused: null, nextAt, updatedAt: now };
      await store.put(resumed);
      await audit.append({ ...actedBy(actor), action: 'digest.resumed', subject: id, data: {} });
      return resumed;
    },

    at: (place) => store.subscription(idOf(place)),
    byId: (id) => store.subscription(id),

    async list(staff) {
      const all = await store.subscriptions();
      const mine = all.filter(({ place }) => place.kind === 'staff' && place.staffId === staff.id);
      const channels = can(staff, 'reports.view') ? all.filter(({ place }) => place.kind === 'channel') : [];
      return [...mine, ...channels];
    },

    async preview(actor) {
      const staff = staffOf(actor);
      const place = { kind: 'staff', staffId: staff.id } as const;
      const known = await store.subscription(idOf(place));
      const { schedule, lang } = known ?? standardFor(staff);
      const now = clock.now();
      const usual = periodOf(schedule, lastUntil(schedule, now));
      const shifted = (at: Date): Date => new Date(at.getTime() + now.getTime() - usual.to.getTime());
      const period = {
        from: shifted(usual.from),
        to: now,
        before: { from: shifted(usual.before.from), to: shifted(usual.before.to) },
      };
      const id = `p-${ids.next()}`;
      const content = await editions.preview(id, period, accessOf(staff));
      const stored: StoredDigest = {
        id,
        subscriptionId: idOf(place),
        place,
        period,
        zone: schedule.zone,
        lang,
        ownerId: staff.id,
        state: 'preview',
        at: now,
        note: null,
        editionId: content.id,
      };
      await store.keepPreview(stored, now);
      return withContent(stored);
    },

    async history(staff, limit = HISTORY) {
      const subscriptions = await this.list(staff);
      const found = await store.history(
        [...new Set([idOf({ kind: 'staff', staffId: staff.id }), ...subscriptions.map(({ id }) => id)])],
        limit,
      );
      return found.map(({ editionId: _, ...digest }) => ({ ...digest, content: null }));
    },

    async digest(staff, id) {
      const found = await store.digest(id);
      if (found === undefined) throw digestErrors.notFound();
      requirePlace(staff, found.place);
      const digest = await withContent(found);
      if (digest.content === null || can(staff, 'reports.view')) return digest;
      // Roles as they are now: what was sent to a manager is not read by somebody who is none any more.
      const sections = digest.content.sections.filter(({ key }) => OPEN_SECTIONS.includes(key));
      return { ...digest, content: { ...digest.content, sections } };
    },

    pictureUrl: ({ id }, key, lang) =>
      `${deps.portalUrl}/digests/pictures/${id}.${key}.${lang}.${token(id, key, lang)}.png`,
    async picture(text) {
      const [id = '', named, lang, given = ''] = text.split('.');
      const key = DIGEST_SECTIONS.find((one) => one === named);
      if (key === undefined || !isLang(lang) || given.length !== 32) return undefined;
      if (!hash.verify('one-time-tokens', `digest ${id} ${key} ${lang}`, given)) return undefined;
      const chart = (await store.edition(id))?.sections.find((section) => section.key === key)?.chart;
      return chart == null ? undefined : { chart, lang };
    },

    async claimNext(platform) {
      for (;;) {
        const copy = await store.claimCopy(platform);
        if (copy === undefined) return undefined;
        const stored = await store.digest(copy.digestId);
        if (stored?.state === 'due') {
          // Its copies are laid out before it is marked as ready.
          await store.retryCopy(copy, SOON_MS);
          continue;
        }
        const place = stored === undefined ? undefined : await presentPlace(copy, stored);
        const content = stored?.editionId == null ? undefined : await store.edition(stored.editionId);
        const old = clock.now().getTime() - copy.at.getTime() > TOO_OLD_MS;
        if (stored === undefined || place === undefined || content === undefined || old) {
          await store.closeCopy(copy);
          continue;
        }
        const { editionId: _, ...digest } = stored;
        return { id: copy.id, fence: copy.fence, digest: { ...digest, content }, place };
      }
    },

    done: (claim) => store.closeCopy(claim),
    async failed(claim, { retryAfterMs, gone }) {
      if (gone === undefined) return store.retryCopy(claim, retryAfterMs);
      await store.closeCopy(claim);
      const { subscriptionId, place, id } = claim.digest;
      if (place.kind !== 'channel') return;
      const subscription = await store.subscription(subscriptionId);
      if (subscription === undefined || !(await store.pause(subscriptionId, gone, clock.now()))) return;
      await tellOwner(subscription, gone, id);
    },
  };
};
