import { type DomainError, InvalidInput } from '../common/errors.ts';
import type { Logger } from '../common/logger.ts';
import { STATE_WORDS } from '../common/words.ts';
import type { Config } from '../config.ts';
import type { PeopleService } from '../people/people-service.ts';
import { type Actor, actorId } from '../people/staff.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { Brief, Campaign, Content } from './campaign.ts';
import { mergeAudience, mergeExemption, namedIds } from './campaign-audience.ts';
import { requirePermission } from './campaign-authority.ts';
import { type Changes, toCampaign } from './campaign-changes.ts';
import { changedMeanwhile, fieldError, illegalMove, notEditable, notOver } from './campaign-errors.ts';
import { type ParsedInput, parseInput } from './campaign-input.ts';
import type { Reading } from './campaign-reading.ts';
import { toSchedule } from './campaign-schedule.ts';
import type { CampaignInput, CampaignService, StarterTemplate } from './campaign-service.ts';
import { isFinished, isOver } from './campaign-states.ts';
import type { CampaignStore, StoredCampaign } from './campaign-store.ts';
import type { Problem } from './compile-mail.ts';
import { editDifferences } from './differences.ts';
import type { PreflightService } from './preflight/preflight-service.ts';
import { starterBody } from './starters.ts';

const EDIT = { en: 'edit a campaign', ko: '캠페인 편집' };

export const asIssues = (problems: readonly Problem[]): DomainError[] =>
  problems.map(({ field, en, ko }) =>
    fieldError(field, { en, ko }, field === 'schedule.localTime' ? 'campaign.schedule_past' : 'campaign.incomplete'),
  );

const fieldsThatDiffer = (before: Campaign, after: Campaign): string[] => {
  const differ: string[] = [];
  const compare = (prefix: string, a: object, b: object): void => {
    for (const [key, value] of Object.entries(b)) {
      if (JSON.stringify((a as Record<string, unknown>)[key]) !== JSON.stringify(value)) differ.push(`${prefix}${key}`);
    }
  };
  compare(
    '',
    { name: before.name, senderDomain: before.senderDomain },
    { name: after.name, senderDomain: after.senderDomain },
  );
  compare('brief.', before.brief, after.brief);
  compare('content.', before.content, after.content);
  const every = { segmentId: null, alsoIds: [], exceptIds: [], topicId: undefined, missed: null };
  compare('audience.', { ...every, ...before.audience }, { ...every, ...after.audience });
  compare('schedule.', { local: undefined, ...before.schedule }, { local: undefined, ...after.schedule });
  compare('', { exemption: before.exemption }, { exemption: after.exemption });
  return differ.filter((field) => field !== 'schedule.at');
};

/** Making and changing drafts. */
export const createDrafts = (deps: {
  config: Config;
  store: CampaignStore;
  changes: Changes;
  reading: Reading;
  people: PeopleService;
  segments: SegmentService;
  preflight: PreflightService;
  logger: Logger;
  settle: (id: string) => Promise<void>;
}): Pick<CampaignService, 'create' | 'edit' | 'duplicate' | 'resend' | 'archive'> => {
  const { config, store, changes, reading, people, segments, preflight, logger, settle } = deps;

  /** What was given laid over what stands. A schedule that was not changed is not held against the clock again. */
  const merge = async (base: StoredCampaign, given: ParsedInput): Promise<StoredCampaign> => {
    const issues: DomainError[] = [];
    let schedule = base.schedule;
    if (given.schedule !== undefined) {
      const localTime =
        given.schedule.localTime === undefined ? base.schedule.localTime : given.schedule.localTime || null;
      const zone = given.schedule.zone ?? base.schedule.zone;
      const local = given.schedule.local === undefined ? (base.schedule.local ?? null) : given.schedule.local;
      const sameLocal = local?.fallbackZone === base.schedule.local?.fallbackZone;
      if (localTime !== base.schedule.localTime || zone !== base.schedule.zone || !sameLocal) {
        const parsed = toSchedule({ localTime, zone, ...(local === null ? {} : { local }) }, await changes.now());
        if ('issue' in parsed) issues.push(parsed.issue);
        else schedule = parsed.schedule;
      }
    }
    const brief: Brief = { ...base.brief, ...given.brief };
    if (brief.ownerId !== base.brief.ownerId && (await people.byId(brief.ownerId)) === undefined) {
      issues.push(
        fieldError('brief.ownerId', {
          en: 'is nobody on the staff. Choose a person from the list.',
          ko: '등록된 구성원이 아닙니다. 목록에서 선택해 주세요.',
        }),
      );
    }
    const audience = mergeAudience(base.audience, given.audience);
    const known = namedIds(base.audience);
    const added = namedIds(audience).filter((id) => !known.includes(id));
    const strange = (
      await Promise.all(added.map(async (id) => ((await segments.byId(id)) === undefined ? id : '')))
    ).filter((id) => id !== '');
    for (const field of ['segmentId', 'alsoIds', 'exceptIds'] as const) {
      if (![audience[field] ?? []].flat().some((id) => strange.includes(id))) continue;
      issues.push(
        fieldError(`audience.${field}`, {
          en: 'this segment does not exist. Choose one from the list.',
          ko: '없는 세그먼트입니다. 목록에서 선택해 주세요.',
        }),
      );
    }
    const { topicId } = audience;
    if (topicId !== undefined && topicId !== base.audience.topicId && !(await reading.isOffered(topicId))) {
      issues.push(
        fieldError('audience.topicId', {
          en: 'there is no such topic. Choose one from the list.',
          ko: '없는 주제입니다. 목록에서 선택해 주세요.',
        }),
      );
    }
    if (issues.length > 0) throw new InvalidInput(issues);
    const content: Content = { ...base.content, ...given.content };
    return {
      ...base,
      exemption: mergeExemption(base.exemption, given.exemption),
      name: given.name ?? base.name,
      brief,
      content,
      audience,
      schedule,
      senderDomain: given.senderDomain ?? base.senderDomain,
    };
  };

  const blank = async (actor: Actor, starter?: StarterTemplate): Promise<StoredCampaign> => {
    const lang = actor.kind === 'staff' ? actor.staff.lang : 'en';
    const number = await store.nextNumber();
    const now = await changes.now();
    const base = starter === undefined ? undefined : starterBody(starter, lang);
    return {
      id: `C-${number}`,
      number,
      name: lang === 'ko' ? '이름 없는 캠페인' : 'Untitled campaign',
      state: 'draft',
      version: 1,
      revision: 1,
      brief: { goal: '', kpi: 'clicked', kpiTarget: 5, budget: 0, currency: 'KRW', ownerId: actorId(actor) },
      content: {
        fromName: config.workspace.organisation.replace(/["\\\r\n]/g, ''),
        fromLocalPart: 'news',
        replyTo: '',
        subject: base?.subject ?? '',
        preheader: base?.preheader ?? '',
        lang,
        body: { kind: 'blocks', blocks: base?.blocks ?? [] },
      },
      audience: { segmentId: null },
      schedule: { localTime: null, zone: config.workspace.timeZone, at: null },
      exemption: null,
      senderDomain: config.mail.fromDomain,
      authorId: actorId(actor),
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
      reason: null,
      heldBy: null,
      drift: null,
      haltedAt: null,
      startedAt: null,
      finishedAt: null,
      approved: null,
      startAt: null,
      freezeId: null,
      resumeAfter: 0,
      editors: actor.kind === 'staff' ? [actor.staff.id] : [],
      lines: [],
    };
  };

  const insert = async (actor: Actor, campaign: StoredCampaign, data: Record<string, string>): Promise<Campaign> => {
    const lines = changes.newLines(actor, [{ kind: 'created', data, audit: 'campaign.created' }], campaign.createdAt);
    await store.insert({ ...campaign, lines });
    await changes.carry({ ...campaign, lines });
    return toCampaign(campaign);
  };

  return {
    async create(actor, { starter, ...input }) {
      requirePermission(actor, 'campaigns.edit', EDIT);
      if (starter !== undefined && !['announcement', 'newsletter', 'offer'].includes(starter)) {
        throw new InvalidInput([
          fieldError('starter', { en: 'there is no such starter.', ko: '없는 시작 서식입니다.' }),
        ]);
      }
      const given = parseInput(input);
      const campaign = await merge(await blank(actor, starter), given);
      return insert(actor, campaign, { name: campaign.name });
    },

    async edit(actor, id, { revision, ...input }: CampaignInput & { revision: number }) {
      requirePermission(actor, 'campaigns.edit', EDIT);
      const given = parseInput(input);
      const campaign = await changes.get(id);
      if (campaign.state !== 'draft' && campaign.state !== 'in_review') {
        throw notEditable(id, STATE_WORDS[campaign.state]);
      }
      if (campaign.revision !== revision) throw changedMeanwhile(id);
      const next = await merge(campaign, given);
      const fields = fieldsThatDiffer(campaign, next);
      if (fields.length === 0) return toCampaign(campaign);
      if (campaign.state === 'in_review') {
        const problems = await reading.problems(next, await changes.now());
        if (problems.length > 0) throw new InvalidInput(asIssues(problems));
      }
      const { name, brief, content, audience, schedule, exemption, senderDomain } = next;
      const differences = await editDifferences({ reading, segments }, campaign, next);
      const changed = await changes.change(
        actor,
        campaign,
        { name, brief, content, audience, schedule, exemption, senderDomain, version: campaign.version + 1 },
        [
          {
            kind: 'edited',
            data: { fields: fields.join(', '), version: campaign.version + 1, ...differences },
            audit: 'campaign.edited',
          },
        ],
        { edits: true },
      );
      if (changed === undefined) throw changedMeanwhile(id);
      await settle(id);
      if (campaign.state === 'in_review') {
        // The edit stands already; a report that is missing is made by the next round.
        await preflight
          .heal(id)
          .catch((error: unknown) => logger.error({ err: error, campaign: id }, 'the preflight failed'));
      }
      return toCampaign(await changes.get(id));
    },

    async duplicate(actor, id) {
      requirePermission(actor, 'campaigns.edit', { en: 'duplicate a campaign', ko: '캠페인 복제' });
      const original = await changes.get(id);
      const copy = await blank(actor);
      const { content, audience, exemption, senderDomain } = original;
      const mark = content.lang === 'ko' ? ' (사본)' : ' (copy)';
      return insert(
        actor,
        {
          ...copy,
          name: `${original.name.slice(0, 100)}${mark}`,
          brief: { ...original.brief, ownerId: actorId(actor) },
          content,
          audience,
          exemption,
          senderDomain,
          schedule: { localTime: null, zone: original.schedule.zone, at: null },
        },
        { name: original.name, duplicateOf: id },
      );
    },

    async resend(actor, id, { event }) {
      requirePermission(actor, 'campaigns.edit', { en: 'resend a campaign', ko: '캠페인 재발송' });
      const { audience } = parseInput({ audience: { missed: { campaignId: id, event } } });
      const original = await changes.get(id);
      if (!isOver(original)) throw notOver(id, STATE_WORDS[original.state]);
      const copy = await blank(actor);
      const { content, exemption, senderDomain, brief, schedule } = original;
      // It is about the same: whoever refused that does not get it the second time either.
      const { topicId } = original.audience;
      const mark = content.lang === 'ko' ? ' (재발송)' : ' (resend)';
      return insert(
        actor,
        {
          ...copy,
          name: `${original.name.slice(0, 100)}${mark}`,
          brief: { ...brief, ownerId: actorId(actor) },
          content,
          exemption,
          senderDomain,
          audience: mergeAudience({ segmentId: null, ...(topicId === undefined ? {} : { topicId }) }, audience),
          schedule: { localTime: null, zone: schedule.zone, at: null },
        },
        { name: original.name, duplicateOf: id },
      );
    },

    async archive(actor, id, archived) {
      requirePermission(actor, 'campaigns.edit', { en: 'archive a campaign', ko: '캠페인 보관' });
      const campaign = await changes.get(id);
      if (archived && campaign.state !== 'draft' && !isFinished(campaign.state)) {
        throw illegalMove({
          id,
          state: STATE_WORDS[campaign.state],
          event: { en: 'archive', ko: '보관' },
          possible: [{ en: 'cancel', ko: '취소' }],
        });
      }
      if ((campaign.archivedAt !== null) === archived) return toCampaign(campaign);
      const changed = await changes.change(actor, campaign, { archivedAt: archived ? await changes.now() : null }, [
        {
          kind: 'edited',
          data: { fields: 'archived', archived },
          audit: archived ? 'campaign.archived' : 'campaign.unarchived',
        },
      ]);
      if (changed === undefined) throw changedMeanwhile(id);
      return toCampaign(changed);
    },
  };
};
