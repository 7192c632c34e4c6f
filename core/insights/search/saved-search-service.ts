import { createHash } from 'node:crypto';
import type { AuditService } from '../../audit/audit-service.ts';
import type { Clock } from '../../common/clock.ts';
import type { Lang } from '../../common/lang.ts';
import type { ChannelService } from '../../people/channel-service.ts';
import type { ConversationRef } from '../../people/chat-identity.ts';
import type { NoticeService } from '../../people/notice-service.ts';
import type { PeopleService } from '../../people/people-service.ts';
import { can } from '../../people/permissions.ts';
import { type Actor, actedBy, type Staff } from '../../people/staff.ts';
import { excerpt } from '../insight-notices.ts';
import { QUERY_LIMIT, SAVED_IN_CHANNEL, type SavedSearch, type SavedSearchPause } from './saved-search.ts';
import { savedSearchErrors } from './saved-search-errors.ts';
import type { SavedSearchStore } from './saved-search-store.ts';
import { type SearchService, searchKindsFor } from './search-service.ts';
import type { SearchEntry, SearchKind, SearchStore } from './search-store.ts';
import { termsOf } from './text-terms.ts';

export interface SavedSearchService {
  /**
   * What is new from now on and has these words is posted there, each thing once. The same words in the same channel are
   * one search: saved again it goes on where it was paused.
   * @throws saved_search.query_invalid, saved_search.channel_unknown, saved_search.channel_full, saved_search.forbidden
   */
  save(
    actor: Actor,
    input: { query: string; ref: ConversationRef | undefined; channelName: string; lang: Lang },
  ): Promise<SavedSearch>;
  /** All of them, or those of one channel; by their words. */
  list(ref?: ConversationRef): Promise<readonly SavedSearch[]>;
  /** @throws saved_search.not_found, saved_search.not_yours */
  pause(actor: Actor, id: string): Promise<SavedSearch>;
  /** From then on: what came while it was paused is not posted. @throws as `pause` */
  resume(actor: Actor, id: string): Promise<SavedSearch>;
  /** @throws as `pause` */
  remove(actor: Actor, id: string): Promise<SavedSearch>;
  /** A channel did not take what was posted: its searches pause, and whoever saved them is told. Idempotent. */
  channelLost(ref: ConversationRef): Promise<void>;
  /** Posts what is new. Any number of processes may do so at once: each thing is posted once for each search. */
  postNew(): Promise<void>;
}

const CURSOR = 'saved';
/** As much later than its moment a change may be seen. */
const OVERLAP_MS = 10_000;

const idOf = ({ platform, workspaceId, channelId }: ConversationRef, query: string): string =>
  createHash('sha256')
    .update(JSON.stringify([platform, workspaceId, channelId, termsOf(query)]))
    .digest('base64url')
    .slice(0, 20);

const KIND_WORDS: Readonly<Record<SearchKind, { readonly en: string; readonly ko: string }>> = {
  insight: { en: 'insight', ko: '인사이트' },
  campaign: { en: 'campaign', ko: '캠페인' },
  decision: { en: 'decision', ko: '결정' },
};

/** `C-12` or `I-12`: what the place is called. */
const nameOf = ({ path }: SearchEntry): string => path.split('/').at(-1) ?? path;

export const createSavedSearches = (deps: {
  store: SavedSearchStore;
  searchStore: Pick<SearchStore, 'cursor' | 'moveCursor' | 'now'>;
  search: Pick<SearchService, 'changedAndFound'>;
  channels: Pick<ChannelService, 'list'>;
  people: Pick<PeopleService, 'byId' | 'byIds'>;
  notices: Pick<NoticeService, 'tell'>;
  audit: AuditService;
  clock: Clock;
}): SavedSearchService => {
  const { store, searchStore, search, channels, people, notices, audit, clock } = deps;

  /** The cursor at which this process looked once more when nothing older could come up any more. */
  let lookedThrough = Number.NaN;

  const record = (actor: Actor, action: string, { id }: SavedSearch): Promise<unknown> =>
    audit.append({ ...actedBy(actor), action, subject: `saved-search:${id}`, data: {} });

  /** Until the change is made: whoever changed it at the same moment has been seen. */
  const change = async (
    actor: Actor,
    id: string,
    set: (search: SavedSearch) => Partial<SavedSearch> | undefined | Promise<Partial<SavedSearch>>,
  ): Promise<{ search: SavedSearch; changed: boolean }> => {
    for (;;) {
      const before = await store.byId(id);
      if (before === undefined) throw savedSearchErrors.notFound();
      if (actor.kind === 'staff' && actor.staff.id !== before.ownerId && !can(actor.staff, 'channels.manage')) {
        throw savedSearchErrors.notYours((await people.byId(before.ownerId))?.name ?? '–');
      }
      const fields = await set(before);
      if (fields === undefined) return { search: before, changed: false };
      const search = await store.change(before, fields);
      if (search !== undefined) return { search, changed: true };
    }
  };

  /** Whoever resumes what has no owner any more answers for it. */
  const newOwner = (actor: Actor): Partial<SavedSearch> =>
    actor.kind === 'staff' && can(actor.staff, 'insights.share') ? { ownerId: actor.staff.id } : {};

  const pauseAs = async (search: SavedSearch, paused: SavedSearchPause): Promise<boolean> =>
    (await store.change(search, { paused })) !== undefined;

  /** What may be posted: what the owner may see, and what campaigns hold in the channels of campaigns alone. */
  const kindsFor = (owner: Staff, { ref }: SavedSearch, ours: readonly ConversationRef[]): readonly SearchKind[] => {
    const here = ours.some(
      (one) => one.platform === ref.platform && one.workspaceId === ref.workspaceId && one.channelId === ref.channelId,
    );
    return searchKindsFor(owner).filter((kind) => kind === 'insight' || here);
  };

  const post = (saved: SavedSearch, entry: SearchEntry): Promise<void> =>
    notices.tell({
      key: `saved:${saved.id}:${entry.id}`,
      to: { kind: 'place', ref: saved.ref, lang: saved.lang },
      title: {
        en: `New for "${saved.query}": ${KIND_WORDS[entry.kind].en} ${nameOf(entry)}`,
        ko: `“${saved.query}” 새 결과: ${KIND_WORDS[entry.kind].ko} ${nameOf(entry)}`,
      },
      lines: [{ en: excerpt(entry.text), ko: excerpt(entry.text) }],
      path: entry.path,
      tone: 'normal',
      campaignId: null,
    });

  return {
    async save(actor, { query: typed, ref, channelName, lang }) {
      if (actor.kind !== 'staff' || !can(actor.staff, 'insights.share')) throw savedSearchErrors.forbidden();
      const query = typed.replaceAll(/\s+/g, ' ').trim();
      if (query.length > QUERY_LIMIT || termsOf(query).length === 0) throw savedSearchErrors.query();
      if (ref === undefined) throw savedSearchErrors.channelUnknown();
      const fresh: SavedSearch = {
        id: idOf(ref, query),
        query,
        ref,
        channelName,
        lang,
        ownerId: actor.staff.id,
        paused: null,
        since: clock.now(),
        revision: 1,
      };
      const here = await store.inChannel(ref);
      if (!here.some(({ id }) => id === fresh.id) && here.length >= SAVED_IN_CHANNEL) {
        throw savedSearchErrors.full(channelName);
      }
      if (await store.insert(fresh)) {
        await record(actor, 'search.saved', fresh);
        return fresh;
      }
      const known = await store.byId(fresh.id);
      if (known?.paused === null) return known;
      const { search: again } = await change(actor, fresh.id, ({ paused }) =>
        paused === null ? undefined : { paused: null, since: fresh.since, ownerId: fresh.ownerId },
      );
      await record(actor, 'search.resumed', again);
      return again;
    },

    async list(ref) {
      const found = ref === undefined ? await store.all() : await store.inChannel(ref);
      return found.sort((a, b) => a.query.localeCompare(b.query));
    },

    async pause(actor, id) {
      const { search: paused, changed } = await change(actor, id, (each) =>
        each.paused === null ? { paused: 'person' } : undefined,
      );
      if (changed) await record(actor, 'search.paused', paused);
      return paused;
    },

    async resume(actor, id) {
      const since = clock.now();
      const { search: resumed, changed } = await change(actor, id, ({ paused }) =>
        paused === null ? undefined : { paused: null, since, ...(paused === 'owner' ? newOwner(actor) : {}) },
      );
      if (changed) await record(actor, 'search.resumed', resumed);
      return resumed;
    },

    async remove(actor, id) {
      const { search: gone } = await change(actor, id, () => undefined);
      if (await store.remove(id)) await record(actor, 'search.deleted', gone);
      return gone;
    },

    async channelLost(ref) {
      for (const saved of await store.inChannel(ref)) {
        if (saved.paused !== null || !(await pauseAs(saved, 'channel'))) continue;
        await notices.tell({
          key: `saved-lost:${saved.id}:${saved.revision}`,
          to: { kind: 'staff', staffId: saved.ownerId },
          title: {
            en: `Your saved search "${saved.query}" is paused: ${saved.channelName} does not take messages any more`,
            ko: `저장된 검색 “${saved.query}”을(를) 멈췄습니다. ${saved.channelName}에 더 이상 글을 올릴 수 없습니다`,
          },
          lines: [
            {
              en: 'Invite Tandem again or unarchive the channel, then resume it; or type “search save WORDS” in another channel.',
              ko: '채널에 Tandem을 다시 초대하거나 보관을 해제한 뒤 재개하세요. 다른 채널에서 “search save 찾을 말”을 입력해도 됩니다.',
            },
          ],
          path: `/search?q=${encodeURIComponent(saved.query)}`,
          tone: 'attention',
          campaignId: null,
        });
      }
    },

    async postNew() {
      const active = await store.active();
      if (active.length === 0) return;
      const [read, present, ours, staff] = await Promise.all([
        searchStore.cursor(CURSOR),
        searchStore.now(),
        channels.list(),
        people.byIds([...new Set(active.map(({ ownerId }) => ownerId))]),
      ]);
      const owners = new Map(staff.map((each) => [each.id, each]));
      const oldest = Math.min(...active.map(({ since }) => since.getTime()));
      const behind = read === lookedThrough ? read + 1 : read - OVERLAP_MS;
      const since = new Date(Math.max(behind, oldest - OVERLAP_MS));
      const { latest, found } = await search.changedAndFound(
        since,
        active.map(({ query }) => query),
      );
      for (const [at, saved] of active.entries()) {
        const owner = owners.get(saved.ownerId);
        if (owner === undefined || !can(owner, 'insights.share')) {
          await pauseAs(saved, 'owner');
          continue;
        }
        const kinds = kindsFor(owner, saved, ours);
        for (const entry of found[at] ?? []) {
          if (kinds.includes(entry.kind) && (entry.bornAt ?? entry.at) >= saved.since) await post(saved, entry);
        }
      }
      // After the notices are stored: a process that ends before it leaves them to the next round, which meets their keys.
      if (latest !== null && latest.getTime() > read) await searchStore.moveCursor(CURSOR, latest.getTime());
      else if (present.getTime() > read + OVERLAP_MS) lookedThrough = read;
    },
  };
};
