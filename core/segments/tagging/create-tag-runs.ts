import type { AuditService } from '../../audit/audit-service.ts';
import type { Clock } from '../../common/clock.ts';
import type { Database } from '../../common/database-store.ts';
import { isDomainError } from '../../common/errors.ts';
import type { Ids } from '../../common/ids.ts';
import type { Logger } from '../../common/logger.ts';
import type { Contact } from '../../contacts/contact.ts';
import { contactErrors, requireContactPermission } from '../../contacts/contact-errors.ts';
import type { ContactService } from '../../contacts/contact-service.ts';
import { normaliseTag } from '../../contacts/tag.ts';
import { createTagStore } from '../../contacts/tag-store.ts';
import { actedBy, actorId } from '../../people/staff.ts';
import { segmentErrors } from '../segment-errors.ts';
import type { SegmentService } from '../segment-service.ts';
import type { TagRun, TagRunService, TagRunSource } from './tag-run.ts';
import { createTagRunStore, type TagRunDocument } from './tag-run-store.ts';

const LISTED = 50;

/** Another process took the run over, because this one was silent for too long. */
class LostClaim extends Error {}

export const createTagRuns = (deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  audit: AuditService;
  contacts: Pick<ContactService, 'search' | 'everyoneFound'>;
  segments: Pick<SegmentService, 'byId' | 'count' | 'everyone'>;
}): TagRunService => {
  const { clock, ids, logger, audit, contacts, segments } = deps;
  const store = createTagRunStore(deps.database);
  const tags = createTagStore(deps.database);

  const totalOf = async (source: TagRunSource): Promise<number> => {
    if (source.kind === 'search') return (await contacts.search({ query: source.query, limit: 1 })).total;
    const segment = await segments.byId(source.segmentId);
    if (segment === undefined) throw segmentErrors.notFound();
    return (await segments.count(segment.rule)).matching;
  };

  /** In the order of ids; nobody where the segment is gone meanwhile. */
  async function* everyone(source: TagRunSource): AsyncGenerator<readonly Contact[]> {
    if (source.kind === 'search') return yield* contacts.everyoneFound(source.query);
    const segment = await segments.byId(source.segmentId);
    if (segment !== undefined) yield* segments.everyone(segment.rule);
  }

  const write = ({ tag }: TagRunDocument, way: TagRun['way'], people: readonly string[]) =>
    way === 'add' ? tags.add(people, tag) : tags.remove(people, tag);

  const kept = async (run: Promise<TagRunDocument | undefined>): Promise<TagRunDocument> => {
    const found = await run;
    if (found === undefined) throw new LostClaim();
    return found;
  };

  /** Changes whom the step names, and counts it. Doing it again changes nothing. */
  const takeStep = async (run: TagRunDocument, step: { ids: string[]; read: number; last: string }) => {
    await write(run, run.way, step.ids);
    return kept(
      store.progress(run, {
        seen: run.seen + step.read,
        changed: run.changed + step.ids.length,
        after: step.last,
        steps: run.steps + 1,
      }),
    );
  };

  const work = async (claimed: TagRunDocument): Promise<void> => {
    let run = claimed;
    // Noted by somebody who died before it was counted.
    const begun = await store.step(run._id, run.steps);
    if (begun !== undefined) run = await takeStep(run, begun);
    const { after, tag, way } = run;
    for await (const some of everyone(run.source)) {
      const fresh = some.filter(({ id }) => id > after);
      const last = fresh.at(-1)?.id;
      if (last === undefined) continue;
      const concerned = fresh.filter(({ tags: on = [] }) => on.includes(tag) === (way === 'remove'));
      const able = way === 'remove' ? concerned : concerned.filter(tags.hasRoom);
      const step = { ids: able.map(({ id }) => id), read: fresh.length, last };
      run = await takeStep(run, await store.noteStep(run._id, run.steps, step));
    }
    await store.finish(run, 'done');
  };

  const workBack = async (claimed: TagRunDocument): Promise<void> => {
    let run = claimed;
    for (let left = run.steps; left > 0; left -= 1) {
      const step = await store.step(run._id, left - 1);
      await write(run, run.way === 'add' ? 'remove' : 'add', step?.ids ?? []);
      const { changed, after } = run;
      run = await kept(
        store.progress(run, { seen: Math.max(0, run.seen - (step?.read ?? 0)), changed, after, steps: left - 1 }),
      );
    }
    await store.finish(run, 'undone');
  };

  return {
    async begin(actor, { tag: text, way, source }) {
      requireContactPermission(actor, 'contacts.edit');
      const tag = normaliseTag(String(text));
      if (tag === undefined) throw contactErrors.tagInvalid();
      const run: TagRun = {
        id: ids.next(),
        tag,
        way,
        source,
        phase: 'pending',
        total: await totalOf(source),
        seen: 0,
        changed: 0,
        createdBy: actorId(actor),
        createdAt: clock.now(),
        finishedAt: null,
      };
      await store.insert(run);
      await audit.append({
        ...actedBy(actor),
        action: 'tags.begun',
        subject: run.id,
        data: { way, people: run.total, of: source.kind },
      });
      return run;
    },
    async undo(actor, id) {
      requireContactPermission(actor, 'contacts.edit');
      const undone = await store.beginUndo(String(id));
      const run = await store.byId(String(id));
      if (!undone || run === undefined) throw segmentErrors.tagRunNotDone();
      await audit.append({ ...actedBy(actor), action: 'tags.undone', subject: run.id, data: { people: run.changed } });
      return run;
    },
    byId: (id) => store.byId(String(id)),
    list: () => store.list(LISTED),
    async runDue() {
      let done = 0;
      for (const id of await store.due()) {
        const claimed = await store.claim(id);
        if (claimed === undefined) continue;
        try {
          await (claimed.phase === 'undoing' ? workBack(claimed) : work(claimed));
          done += 1;
        } catch (error) {
          if (error instanceof LostClaim) continue;
          if (!isDomainError(error)) throw error;
          // A rule that can no longer be run: what was changed so far stands, and can be undone.
          logger.warn({ run: id, err: error }, 'tags of many contacts were not changed to the end');
          await store.finish(claimed, 'done');
        }
      }
      return done;
    },
  };
};
