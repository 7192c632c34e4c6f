import type { AuditService } from '../audit/audit-service.ts';
import { canonicalJson } from '../common/canonical-json.ts';
import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import { InvalidInput, isDomainError } from '../common/errors.ts';
import { HIDDEN_SIGNS } from '../common/hidden-signs.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { Logger } from '../common/logger.ts';
import type { Config } from '../config.ts';
import type { Topic } from '../contacts/consent/topic.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import { createContactStore } from '../contacts/contact-store.ts';
import { createContactWindowsStore } from '../contacts/contact-windows-store.ts';
import type { EventService } from '../contacts/events/event-service.ts';
import { type Actor, actedBy, actorId } from '../people/staff.ts';
import { createAudience } from './audience.ts';
import { english } from './describe-english.ts';
import { korean } from './describe-korean.ts';
import { describeRule, ruleNames } from './describe-rule.ts';
import { evaluateRule } from './evaluate-rule.ts';
import { createFollowStore } from './following/follow-store.ts';
import { parseRule } from './parse-rule.ts';
import { createPersonaStore } from './personas/persona-store.ts';
import { fieldNaming, fieldReading, type NamedRule, resolveRule, toRead, withoutInside } from './resolve-rule.ts';
import { attributesIn, conditionsIn, isStaticList, type Rule, segmentsNamed } from './rule.ts';
import type { RuleContext } from './rule-context.ts';
import { costlyConditions } from './rule-cost.ts';
import { differenceSentence, ruleDifferences } from './rule-differences.ts';
import { requireSegmentPermission, SNAPSHOT_LIMIT, SUPPRESSIONS_LIMIT, segmentErrors } from './segment-errors.ts';
import { createSegmentGraph } from './segment-graph.ts';
import { createSegmentGraphStore } from './segment-graph-store.ts';
import type { Segment, SegmentService, SegmentUse } from './segment-service.ts';
import { createSegmentStore } from './segment-store.ts';
import { createStaticListStore } from './static-list-store.ts';
import { createStaticLists } from './static-lists.ts';

const nobody = async (): Promise<readonly SegmentUse[]> => [];

export const createSegments = ({
  database,
  clock,
  ids,
  audit,
  contacts,
  events = { definitions: async () => [] },
  topics: offered = async () => [],
  campaignsNaming = nobody,
  ruleChanged = async () => {},
  ungranted = async () => [],
}: {
  database: Database;
  config: Config;
  hash: KeyedHash;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  audit: AuditService;
  contacts: ContactService;
  /** Kinds of event that rules may ask for. */
  events?: Pick<EventService, 'definitions'>;
  /** What contacts may agree to one by one. */
  topics?: () => Promise<readonly Topic[]>;
  /** Campaigns that are not over and mean a segment. */
  campaignsNaming?: (segmentId: string) => Promise<readonly SegmentUse[]>;
  /** A rule was changed: whoever holds others to it looks again. Never throws. */
  ruleChanged?: () => Promise<void>;
  /** Of these attributes, those that IT has to grant first. */
  ungranted?: (keys: readonly string[]) => Promise<readonly string[]>;
}): SegmentService => {
  const store = createSegmentStore(database);
  const graph = createSegmentGraph(createSegmentGraphStore(database), ids);
  const contactStore = createContactStore(database);
  const personas = createPersonaStore(database);
  const follows = createFollowStore(database);
  const lists = createStaticLists({ contactStore, contacts, store: createStaticListStore(database) });

  const contextOf = async (rule: Rule): Promise<RuleContext> => {
    const asked = conditionsIn(rule).filter(({ kind }) => kind === 'suppression').length;
    const suppressions = asked === 0 ? new Map() : await contacts.allSuppressions();
    if (asked * suppressions.size > SUPPRESSIONS_LIMIT) throw segmentErrors.tooManySuppressed();
    return { now: clock.now(), suppressions };
  };
  const audience = createAudience({
    store: contactStore,
    windows: createContactWindowsStore(database),
    contacts,
    contextOf,
    now: () => clock.now(),
  });

  /** Reads what a rule names, and what that names, level by level. */
  const knownFor = async (rule: Rule): Promise<ReadonlyMap<string, NamedRule>> => {
    const known = new Map<string, NamedRule>();
    for (let wanted = toRead(rule, known); wanted.length > 0; wanted = toRead(rule, known)) {
      const found = await store.byIds(wanted);
      for (const segment of found) known.set(segment.id, segment);
      if (found.length < wanted.length) break;
    }
    return known;
  };
  const resolve = async (rule: Rule, self?: Segment): Promise<Rule> =>
    segmentsNamed(rule).length === 0 ? rule : resolveRule(rule, await knownFor(rule), self);
  const resolved = async (segment: Segment): Promise<Segment> => ({
    ...segment,
    rule: await resolve(segment.rule, segment),
  });

  const parse = async (rule: unknown) =>
    parseRule(rule, await contacts.attributes(), await events.definitions(), await offered());
  const parseName = (name: unknown): string => {
    const text = typeof name === 'string' ? name.normalize('NFC').trim() : '';
    if (text === '' || text.length > 100 || HIDDEN_SIGNS.test(text)) throw segmentErrors.nameInvalid();
    return text;
  };
  const record = (actor: Actor, action: string, segment: Segment, more: Record<string, number> = {}) =>
    audit.append({ ...actedBy(actor), action, subject: segment.id, data: { version: segment.version, ...more } });
  const keepVersion = ({ id, version, name, rule, createdBy, updatedAt }: Segment, by = createdBy) =>
    store.keepVersion(id, { version, name, rule, by, at: updatedAt });

  const stored = async (id: unknown): Promise<Segment> => {
    const segment = await store.byId(String(id));
    if (segment === undefined) throw segmentErrors.notFound();
    return segment;
  };
  const storedList = async (id: unknown): Promise<Segment> => {
    const segment = await stored(id);
    if (!isStaticList(segment)) throw segmentErrors.notAList();
    return segment;
  };
  const nameOf = async (id: string): Promise<string> => (await store.byId(id))?.name ?? id;

  /** @throws InvalidInput at the first condition that reads an attribute without a grant, which `before` did not */
  const requireGranted = async (rule: Rule, before: readonly string[] = []): Promise<void> => {
    const missing = await ungranted(attributesIn(rule).filter((key) => !before.includes(key)));
    if (missing.length > 0) {
      throw new InvalidInput(missing.map((key) => segmentErrors.fieldNotGranted(fieldReading(rule, key), key)));
    }
  };

  /** @throws where a segment that names this one could not be run with its new rule */
  const checkUsers = async (candidate: Segment): Promise<void> => {
    if ((await graph.users(candidate.id)).length === 0) return;
    const known = new Map((await store.list()).map((one) => [one.id, one.id === candidate.id ? candidate : one]));
    for (const user of known.values()) {
      if (user.id === candidate.id || segmentsNamed(user.rule).length === 0) continue;
      try {
        resolveRule(user.rule, known, user);
      } catch {
        throw segmentErrors.userTooLarge(user.name);
      }
    }
  };

  /** Writes a rule whose segments were announced; what was announced is settled, whatever comes of it. */
  const withGraph = async <T>(segment: Segment, write: () => Promise<T>, isStored: (answer: T) => boolean) => {
    const settle = await graph.announce(segment.id, segmentsNamed(segment.rule), {
      nameOf,
      fieldOf: (id) => fieldNaming(segment.rule, id),
    });
    let done = false;
    try {
      // Read after the announcement: from here on none of them can be deleted.
      await resolve(segment.rule, segment);
      await checkUsers(segment);
      const answer = await write();
      done = isStored(answer);
      return answer;
    } finally {
      await settle(done);
    }
  };

  const insert = async (actor: Actor, name: unknown, id: string, rule: Rule): Promise<Segment> => {
    const at = clock.now();
    const segment: Segment = {
      id,
      name: parseName(name),
      rule: withoutInside(rule),
      version: 1,
      createdBy: actorId(actor),
      createdAt: at,
      updatedAt: at,
    };
    const inserted = await withGraph(
      segment,
      () => store.insert(segment),
      (answer) => answer,
    );
    if (!inserted) throw segmentErrors.nameTaken();
    await keepVersion(segment);
    return segment;
  };

  const insertList = (actor: Actor, name: unknown, id: string) => insert(actor, name, id, { kind: 'listed', list: id });

  /** Everybody who matches now, on a new list. People are put on it first: a list that can be seen is whole. */
  const listOf = async (actor: Actor, name: unknown, rule: Rule): Promise<{ segment: Segment; size: number }> => {
    parseName(name);
    if ((await audience.count(rule)).matching > SNAPSHOT_LIMIT) throw segmentErrors.snapshotTooLarge();
    const id = ids.next();
    let size = 0;
    try {
      for await (const some of audience.everyone(rule)) {
        size += await lists.put(
          id,
          some.map((contact) => contact.id),
        );
      }
      return { segment: await insertList(actor, name, id), size };
    } catch (error) {
      await lists.clear(id);
      throw error;
    }
  };

  const usedBy: SegmentService['usedBy'] = async (id) => {
    const users = await store.byIds(await graph.users(String(id)));
    return {
      segments: users.map((user) => ({ id: user.id, name: user.name })),
      campaigns: await campaignsNaming(String(id)),
      personas: (await personas.ofSegment(String(id))).map(({ id: personaId, name }) => ({ id: personaId, name })),
    };
  };

  const namesFor = async (...rules: readonly Rule[]) => {
    const asked = rules.flatMap((rule) => [
      ...segmentsNamed(rule),
      ...conditionsIn(rule).flatMap((condition) => (condition.kind === 'listed' ? [condition.list] : [])),
    ]);
    const [found, attributes, kinds, topics] = await Promise.all([
      store.byIds([...new Set(asked)]),
      contacts.attributes(),
      events.definitions(),
      offered(),
    ]);
    return ruleNames(attributes, new Map(found.map(({ id, name }) => [id, name])), kinds, topics);
  };

  return {
    parseRule: async (rule) => resolve(await parse(rule)),

    async create(actor, input) {
      requireSegmentPermission(actor);
      parseName(input.name);
      const rule = await parse(input.rule);
      await requireGranted(rule);
      const segment = await insert(actor, input.name, ids.next(), rule);
      await record(actor, 'segment.created', segment);
      return resolved(segment);
    },

    async update(actor, id, input) {
      requireSegmentPermission(actor);
      const name = parseName(input.name);
      const before = await stored(id);
      const list = isStaticList(before);
      const rule = list ? before.rule : withoutInside(await parse(input.rule));
      // What it reads already stays: the segment says so, and campaigns with it are refused.
      if (!list) await requireGranted(rule, attributesIn(before.rule));
      const read = Number(input.version);
      if (before.version !== read) throw segmentErrors.changedMeanwhile();
      const version = canonicalJson(before.rule) === canonicalJson(rule) ? read : read + 1;
      // Segments of before there were versions have none of their first rule.
      await keepVersion(before);
      const change = { name, rule, version, updatedAt: clock.now() };
      const after = await withGraph(
        { ...before, ...change },
        () => store.replace(before, change),
        (answer) => answer !== 'changed' && answer !== 'name_taken',
      );
      if (after === 'changed') throw segmentErrors.changedMeanwhile();
      if (after === 'name_taken') throw segmentErrors.nameTaken();
      if (version !== read) await keepVersion(after, actorId(actor));
      await record(actor, 'segment.updated', after);
      if (version !== read) await ruleChanged();
      return resolved(after);
    },

    async duplicate(actor, id, { name }) {
      requireSegmentPermission(actor);
      const original = await stored(id);
      const segment = isStaticList(original)
        ? (await listOf(actor, name, original.rule)).segment
        : await insert(actor, name, ids.next(), original.rule);
      await record(actor, 'segment.created', segment);
      return resolved(segment);
    },

    async remove(actor, id) {
      requireSegmentPermission(actor);
      const segment = await stored(id);
      const refuseIfUsed = async (): Promise<void> => {
        const users = await usedBy(segment.id);
        if (users.segments.length + users.campaigns.length + users.personas.length > 0)
          throw segmentErrors.inUse(users);
      };
      await refuseIfUsed();
      if (!(await graph.bury(segment.id))) throw segmentErrors.inUse(await usedBy(segment.id));
      try {
        // Again, for a campaign or a persona that was saved meanwhile.
        await refuseIfUsed();
      } catch (error) {
        await graph.raise(segment.id);
        throw error;
      }
      await keepVersion(segment);
      await store.remove(segment);
      await graph.forget(segment.id);
      await follows.forget(segment.id);
      if (isStaticList(segment)) await lists.clear(segment.id);
      await record(actor, 'segment.deleted', segment);
    },

    usedBy,
    async versions(id) {
      const segment = await stored(id);
      const kept = await store.versions(segment.id);
      if (kept.some(({ version }) => version === segment.version)) return kept;
      const { version, name, rule, createdBy: by, updatedAt: at } = segment;
      return [{ version, name, rule, by, at }, ...kept];
    },
    async differences(before, after, lang) {
      const [left, right] = [withoutInside(before), withoutInside(after)];
      const names = await namesFor(left, right);
      const clause = (rule: Rule) => (lang === 'ko' ? describeRule(rule, names, lang) : english(rule, names));
      return ruleDifferences(left, right).map((difference) => differenceSentence(difference, clause)[lang]);
    },

    async createList(actor, { name }) {
      requireSegmentPermission(actor);
      const segment = await insertList(actor, name, ids.next());
      await record(actor, 'segment.created', segment);
      return segment;
    },
    async addToList(actor, id, { entries }) {
      requireSegmentPermission(actor);
      const list = await storedList(id);
      const report = await lists.add(list.id, entries);
      if (report.added > 0) await record(actor, 'segment.people_added', list, { added: report.added });
      return report;
    },
    async takeFromList(actor, id, { entries }) {
      requireSegmentPermission(actor);
      const list = await storedList(id);
      const report = await lists.take(list.id, entries);
      if (report.taken > 0) await record(actor, 'segment.people_taken_out', list, { taken: report.taken });
      return report;
    },
    async snapshot(actor, id, { name }) {
      requireSegmentPermission(actor);
      const { segment, size } = await listOf(actor, name, (await resolved(await stored(id))).rule);
      await record(actor, 'segment.snapshot', segment, { people: size });
      return segment;
    },

    async byId(id) {
      const segment = await store.byId(String(id));
      return segment === undefined ? undefined : resolved(segment);
    },
    async list() {
      const all = await store.list();
      const known = new Map(all.map((segment) => [segment.id, segment]));
      return all.map((segment) => {
        try {
          return { ...segment, rule: resolveRule(segment.rule, known, segment) };
        } catch (error) {
          // One whose rule cannot be run is refused where it is used; the others are still listed.
          if (!isDomainError(error)) throw error;
          return segment;
        }
      });
    },
    count: audience.count,
    countWithin: audience.countWithin,
    page: audience.page,
    everyone: audience.everyone,
    async matches(rule, contact) {
      const { attributes, consent, address, lists: on = [], activity = {}, topics = {}, tags = [] } = contact;
      const addressHash = address === null ? null : contacts.addressHash(address);
      return evaluateRule(
        rule,
        { attributes, consent, address, addressHash, lists: on, activity, topics, tags },
        await contextOf(rule),
      );
    },
    async describe(rule, lang) {
      return describeRule(rule, await namesFor(rule), lang);
    },
    async costly(rule, lang) {
      const names = await namesFor(rule);
      return costlyConditions(rule, await contacts.attributes()).map(({ condition, why }) => ({
        clause: lang === 'ko' ? korean(condition, names, 'end') : english(condition, names),
        why,
      }));
    },
  };
};
