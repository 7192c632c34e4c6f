import { DateTime } from 'luxon';
import type { AuditService } from '../../audit/audit-service.ts';
import { contentHash } from '../../common/canonical-json.ts';
import type { Clock } from '../../common/clock.ts';
import type { Database } from '../../common/database-store.ts';
import { isDomainError } from '../../common/errors.ts';
import type { Logger } from '../../common/logger.ts';
import type { Config } from '../../config.ts';
import type { ContactService } from '../../contacts/contact-service.ts';
import type { EventService } from '../../contacts/events/event-service.ts';
import { type Actor, actedBy, actorId } from '../../people/staff.ts';
import { createPersonaStore } from '../personas/persona-store.ts';
import { requireSegmentPermission, segmentErrors } from '../segment-errors.ts';
import type { Segment, SegmentService } from '../segment-service.ts';
import { FOLLOW_LIMIT, type Follow, type FollowService, MOVES, TREND_DAYS } from './follow.ts';
import { createFollowStore, type FollowDocument, type MovesDocument } from './follow-store.ts';

/** Never more often than that. */
const REST_MS = 5 * 60_000;
/** And so long that comparing takes at most a hundredth of the time. */
const REST_TIMES = 100;
const PAGE = 50;
/** Contacts looked up by one query. */
const WINDOW = 1_000;

/** Notes who enters and leaves segments, by comparing who matches now with who matched before. */
export const createSegmentFollows = (deps: {
  database: Database;
  config: Config;
  clock: Clock;
  logger: Logger;
  audit: AuditService;
  segments: Pick<SegmentService, 'byId' | 'count' | 'everyone'>;
  contacts: Pick<ContactService, 'byIds'>;
  events: Pick<EventService, 'note'>;
}): FollowService => {
  const { clock, logger, audit, segments, contacts, events } = deps;
  const store = createFollowStore(deps.database);
  const personas = createPersonaStore(deps.database);
  const { timeZone } = deps.config.workspace;

  const keepDay = async (segment: Segment): Promise<void> => {
    const day = DateTime.fromJSDate(clock.now(), { zone: timeZone }).toISODate() ?? '';
    if (await store.hasDay(segment.id, day)) return;
    const { matching, eligible } = await segments.count(segment.rule);
    await store.putDay(segment.id, { day, matching, eligible });
  };

  /** Who matches; undefined where they are too many to compare. */
  const membersOf = async ({ rule }: Segment): Promise<Set<string> | undefined> => {
    const found = new Set<string>();
    for await (const some of segments.everyone(rule)) {
      for (const { id } of some) found.add(id);
      if (found.size > FOLLOW_LIMIT) return undefined;
    }
    return found;
  };

  /** Whoever was erased or merged did not leave: there is nobody any more who could have. */
  const stillThere = async (ids: readonly string[]): Promise<string[]> => {
    const there: string[] = [];
    for (let start = 0; start < ids.length; start += WINDOW) {
      there.push(...(await contacts.byIds(ids.slice(start, start + WINDOW))).map(({ id }) => id));
    }
    return there;
  };

  const noteMoves = async (segment: Segment, moved: readonly MovesDocument[]): Promise<void> => {
    for (const { _id, way, at, contactIds } of moved) {
      const properties = { segment: segment.name, segmentId: segment.id };
      // The id is of the round: noting it again, after a crash, counts nothing twice.
      await events.note(
        way,
        contactIds.map((contactId) => ({ id: `${_id}:${contactId}`, contactId, at, properties })),
      );
    }
  };

  /** Compares what is in hand, and says what to keep of it. */
  const compareClaimed = async (
    follow: FollowDocument,
    segment: Segment,
  ): Promise<Pick<FollowDocument, 'failure' | 'ruleHash' | 'noted'>> => {
    await noteMoves(segment, await store.movesAfter(segment.id, follow.noted));
    const noted = follow.round;
    await keepDay(segment);
    const now = await membersOf(segment);
    // Begins anew once it is small enough again.
    if (now === undefined) return { failure: 'too_large', ruleHash: null, noted };
    const ruleHash = contentHash(segment.rule);
    // Under a changed rule people are in or out without having done anything themselves.
    const anew = follow.ruleHash !== ruleHash;
    const before = await store.members(segment.id);
    const gone = anew ? [] : [...before].filter((id) => !now.has(id));
    const moved = {
      entered: anew ? [] : [...now].filter((id) => !before.has(id)),
      left: await stillThere(gone),
    };
    const changed = anew || moved.entered.length + gone.length > 0;
    if (!changed) return { failure: null, ruleHash, noted };
    const at = clock.now();
    const kept = await store.commit(follow, { members: now, moved, gone, anew, ruleHash, at });
    if (!kept) return { failure: null, ruleHash: follow.ruleHash, noted };
    await noteMoves(segment, await store.movesAfter(segment.id, noted));
    return { failure: null, ruleHash, noted: noted + 1 };
  };

  const compare: FollowService['compare'] = async (segmentId) => {
    const follow = await store.claim(segmentId);
    if (follow === undefined) return false;
    const began = performance.now();
    let segment: Segment | undefined;
    try {
      segment = await segments.byId(segmentId);
      if (segment === undefined) {
        await store.forget(segmentId);
        return false;
      }
      const kept = await compareClaimed(follow, segment);
      const tookMs = Math.round(performance.now() - began);
      const rest = Math.max(REST_MS, tookMs * REST_TIMES);
      await store.release(follow, rest, { ...kept, comparedAt: clock.now(), tookMs });
      return true;
    } catch (error) {
      if (!isDomainError(error)) {
        await store.release(follow, REST_MS, {});
        throw error;
      }
      // A rule that names what is gone, or asks too much: said on the page, and tried again later.
      await store.release(follow, REST_MS, { failure: 'unusable' });
      return true;
    }
  };

  const existing = async (segmentId: string): Promise<Segment> => {
    const segment = await segments.byId(String(segmentId));
    if (segment === undefined) throw segmentErrors.notFound();
    return segment;
  };
  const record = (actor: Actor, action: string, subject: string) =>
    audit.append({ ...actedBy(actor), action, subject, data: {} });

  return {
    async follow(actor, segmentId): Promise<Follow> {
      requireSegmentPermission(actor);
      const { id } = await existing(segmentId);
      const before = await store.byId(id);
      if (before !== undefined) return before;
      const follow = await store.put(id, actorId(actor), clock.now());
      await record(actor, 'segment.followed', id);
      return follow;
    },
    async unfollow(actor, segmentId) {
      requireSegmentPermission(actor);
      const { id } = await existing(segmentId);
      const tied = await personas.ofSegment(id);
      if (tied.length > 0) throw segmentErrors.followedByPersona(tied.map(({ name }) => name));
      if ((await store.byId(id)) === undefined) return;
      await store.end(id);
      await record(actor, 'segment.unfollowed', id);
    },
    byId: (segmentId) => store.byId(String(segmentId)),
    sizes: (segmentId) => store.days(String(segmentId), TREND_DAYS),
    async countMoves(segmentId, since) {
      const [entered = 0, left = 0] = await Promise.all(
        MOVES.map((way) => store.countMoves(String(segmentId), way, since)),
      );
      return { entered, left };
    },
    moves: (segmentId, { way, since, skip = 0, limit = PAGE }) =>
      store.moves(String(segmentId), { way, since, skip, limit }),
    async compareDue() {
      let compared = 0;
      for (const segmentId of await store.due()) {
        try {
          if (await compare(segmentId)) compared += 1;
        } catch (error) {
          // The others are not kept waiting by one.
          logger.error({ err: error, segment: segmentId }, 'a segment could not be compared');
        }
      }
      return compared;
    },
    compare: (segmentId) => compare(String(segmentId)),
  };
};
