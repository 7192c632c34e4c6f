import type { AuditService } from '../../audit/audit-service.ts';
import type { Clock } from '../../common/clock.ts';
import type { Database } from '../../common/database-store.ts';
import { type DomainError, InvalidInput } from '../../common/errors.ts';
import { HIDDEN_SIGNS } from '../../common/hidden-signs.ts';
import type { Ids } from '../../common/ids.ts';
import { type Actor, actedBy, actorId } from '../../people/staff.ts';
import type { FollowService } from '../following/follow.ts';
import { requireSegmentPermission } from '../segment-errors.ts';
import { createSegmentGraphStore } from '../segment-graph-store.ts';
import type { SegmentService } from '../segment-service.ts';
import { PERSONA_LIMITS, type Persona, type PersonaInput, type PersonaService } from './persona.ts';
import { personaErrors } from './persona-errors.ts';
import { createPersonaStore, personaNameKey } from './persona-store.ts';

type Parsed = Pick<Persona, 'name' | 'segmentId' | 'pictureId' | 'needs' | 'words'>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.normalize('NFC').trim() : '');

/** Lines without those that are empty; undefined where they are too many or too long. */
const linesOf = (value: unknown): readonly string[] | undefined => {
  const text = textOf(value);
  if (text.length > PERSONA_LIMITS.lines * (PERSONA_LIMITS.line + 2) * 4) return undefined;
  const lines = text
    .split(/\r\n|\r|\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const fits = (line: string) => [...line].length <= PERSONA_LIMITS.line && !HIDDEN_SIGNS.test(line);
  return lines.length <= PERSONA_LIMITS.lines && lines.every(fits) ? lines : undefined;
};

/** What a customer says without quotation marks around the whole of it: whoever shows it sets its own. */
const unquoted = (line: string): string => {
  const inside = /^["“”「『](?<inside>[^"“”「」『』]+)["“”」』]$/u.exec(line)?.groups?.inside?.trim();
  return inside === undefined || inside === '' ? line : inside;
};

/** All fields at once, so that all that is wrong is named. @throws InvalidInput */
const parse = (input: PersonaInput): Parsed => {
  const issues: DomainError[] = [];
  const name = textOf(input.name).replace(/\s+/gu, ' ');
  if (name === '' || [...name].length > PERSONA_LIMITS.name || HIDDEN_SIGNS.test(name)) {
    issues.push(personaErrors.nameInvalid());
  }
  const segmentId = textOf(input.segmentId);
  if (segmentId === '') issues.push(personaErrors.segmentUnknown());
  const pictureId = textOf(input.pictureId) || null;
  if (pictureId !== null && !/^[A-Za-z0-9_-]{1,64}$/.test(pictureId)) issues.push(personaErrors.pictureInvalid());
  const lines = (field: 'needs' | 'words'): readonly string[] => {
    const found = linesOf(input[field]);
    if (found === undefined) issues.push(personaErrors.linesInvalid(field));
    return found ?? [];
  };
  const parsed = { name, segmentId, pictureId, needs: lines('needs'), words: lines('words').map(unquoted) };
  if (issues.length > 0) throw new InvalidInput(issues);
  return parsed;
};

export const createPersonas = (deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  audit: AuditService;
  segments: Pick<SegmentService, 'byId'>;
  follows: Pick<FollowService, 'follow'>;
}): PersonaService => {
  const { clock, ids, audit, segments, follows } = deps;
  const store = createPersonaStore(deps.database);
  const graph = createSegmentGraphStore(deps.database);

  const stored = async (id: unknown): Promise<Persona> => {
    const persona = await store.byId(String(id));
    if (persona === undefined) throw personaErrors.notFound();
    return persona;
  };
  /** @throws persona.segment_unknown where it is gone, or about to be */
  const requireSegment = async (segmentId: string): Promise<void> => {
    const [segment, { gone }] = await Promise.all([segments.byId(segmentId), graph.read()]);
    if (segment === undefined || gone.includes(segmentId)) throw new InvalidInput([personaErrors.segmentUnknown()]);
  };
  const record = (actor: Actor, action: string, { id, segmentId }: Persona) =>
    audit.append({ ...actedBy(actor), action, subject: id, data: { segment: segmentId } });

  return {
    async create(actor, input) {
      requireSegmentPermission(actor);
      const parsed = parse(input);
      await requireSegment(parsed.segmentId);
      const at = clock.now();
      const persona: Persona = {
        id: ids.next(),
        ...parsed,
        revision: 1,
        createdBy: actorId(actor),
        createdAt: at,
        updatedAt: at,
      };
      if (!(await store.insert(persona))) throw personaErrors.nameTaken();
      try {
        // Again: from here on whoever deletes the segment sees the persona.
        await requireSegment(parsed.segmentId);
      } catch (error) {
        await store.remove(persona);
        throw error;
      }
      await follows.follow(actor, parsed.segmentId);
      await record(actor, 'persona.created', persona);
      return persona;
    },

    async update(actor, id, { revision, ...input }) {
      requireSegmentPermission(actor);
      const before = await stored(id);
      const parsed = parse(input);
      await requireSegment(parsed.segmentId);
      if (before.revision !== revision) throw personaErrors.changedMeanwhile();
      const after = await store.replace(before, { ...parsed, updatedAt: clock.now() });
      if (after === 'changed') throw personaErrors.changedMeanwhile();
      if (after === 'name_taken') throw personaErrors.nameTaken();
      try {
        await requireSegment(parsed.segmentId);
      } catch (error) {
        const { name, segmentId, pictureId, needs, words, updatedAt } = before;
        await store.replace(after, { name, segmentId, pictureId, needs, words, updatedAt });
        throw error;
      }
      await follows.follow(actor, parsed.segmentId);
      await record(actor, 'persona.updated', after);
      return after;
    },

    async remove(actor, id) {
      requireSegmentPermission(actor);
      const persona = await stored(id);
      await store.remove(persona);
      await record(actor, 'persona.deleted', persona);
    },

    byId: (id) => store.byId(String(id)),
    list: () => store.list(),
    async named(text) {
      const wanted = personaNameKey(String(text).slice(0, 200));
      if (wanted === '') return undefined;
      const all = await store.list();
      const whole = all.find(({ name }) => personaNameKey(name) === wanted);
      const beginning = all.filter(({ name }) => personaNameKey(name).startsWith(wanted));
      return whole ?? (beginning.length === 1 ? beginning[0] : undefined);
    },
  };
};
