import { type Lane, peopleIn } from '../approvals/approval.ts';
import type { ApprovalService } from '../approvals/approval-service.ts';
import { contentHash } from '../common/canonical-json.ts';
import { InvalidInput, isDomainError } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import type { Config } from '../config.ts';
import type { Topic } from '../contacts/consent/topic.ts';
import type { Contact } from '../contacts/contact.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import { attributesIn, type Rule } from '../segments/rule.ts';
import type { Segment, SegmentCount, SegmentService } from '../segments/segment-service.ts';
import type { Campaign, CampaignState, Content, FrequencyCap, MissedAudience, SendingLimits } from './campaign.ts';
import { audienceRule, includedIds, missedText, namedIds, withoutRefusals } from './campaign-audience.ts';
import { toCampaign } from './campaign-changes.ts';
import { TIME_PASSED } from './campaign-errors.ts';
import type { AudienceCount, CampaignView } from './campaign-service.ts';
import { isOver } from './campaign-states.ts';
import type { StoredCampaign } from './campaign-store.ts';
import { type Compilation, compileMail, type Problem } from './compile-mail.ts';
import { laneHashes, laneSections } from './lane-hash.ts';
import { createLiquid } from './liquid-template.ts';
import { madeUpContact } from './made-up-contact.ts';
import { pictureIdsOf } from './mail-texts.ts';
import type { PictureStore } from './picture-store.ts';
import { renderFor } from './render-for.ts';
import { limitsFor, NO_LIMITS } from './sending-rules.ts';
import type { SendingRulesService } from './sending-rules-service.ts';

/** Where mails find a picture. */
export const pictureUrlIn =
  ({ portal }: Pick<Config, 'portal'>) =>
  (id: string): string =>
    `${portal.url}/pictures/${id}`;

/** Compiled contents kept in this process; a compilation is a pure function of its key. */
const COMPILED_LIMIT = 50;
/** States in which a count says something: before the audience is frozen. */
const COUNTED: readonly CampaignState[] = ['draft', 'in_review', 'scheduled', 'paused', 'held', 'halted'];
/** People tried for a view, and how long a submission tries the whole segment, to find what only shows in rendering. */
const TRIED_CONTACTS = 100;
const TRYING_MS = 2_000;

/** Whom a resend means comes first; without segments it is all that is said. */
const withMissed = ({ missed, ...named }: Campaign['audience'], rule: LocalText): LocalText => {
  if (missed === undefined) return rule;
  const { en, ko } = missedText(missed);
  return namedIds(named).length === 0 ? { en, ko } : { en: `${en}: ${rule.en}`, ko: `${ko}: ${rule.ko}` };
};

const fieldsOfMail = ({ mergeFields }: Compilation): readonly string[] =>
  mergeFields.map((field) => field.replace(/^contact\./, ''));

/** Whoever is eligible but for a refused topic has no consent to this mail. */
const lessRefusals = (all: SegmentCount, agreed: SegmentCount): SegmentCount => {
  const refused = Math.max(0, all.eligible - agreed.eligible);
  const reasons = { ...all.reasons, no_consent: all.reasons.no_consent + refused };
  return { ...all, eligible: all.eligible - refused, reasons, tookMs: Math.max(all.tookMs, agreed.tookMs) };
};

const problem = (field: string, en: string, ko: string): Problem => ({ field, en, ko });

export type Reading = ReturnType<typeof createReading>;

/** Everything that is derived from a campaign: its compiled mail, lane hashes, problems and view. Changes nothing. */
export const createReading = (deps: {
  config: Config;
  people: PeopleService;
  contacts: ContactService;
  segments: SegmentService;
  approvals: ApprovalService;
  pictures: PictureStore;
  rules: Pick<SendingRulesService, 'current'>;
  /** Of these attributes, those that IT has to grant first. */
  ungranted: (keys: readonly string[]) => Promise<readonly string[]>;
  /** What mail can be about, archived topics included. */
  topics: () => Promise<readonly Topic[]>;
  /** Ids of those who had as many mails as the cap allows, ascending. */
  cappedIds: (cap: FrequencyCap) => Promise<readonly string[]>;
  /** Ids of those whom a campaign missed, ascending. */
  missedIds: (missed: MissedAudience) => Promise<readonly string[]>;
  campaign: (id: string) => Promise<Pick<Campaign, 'state' | 'startedAt'> | undefined>;
}) => {
  const { config, people, contacts, segments, approvals, pictures, rules } = deps;
  const liquid = createLiquid(config.workspace.timeZone);
  const compiled = new Map<string, Promise<Compilation>>();

  const compile = async (content: Content, senderDomain: string): Promise<Compilation> => {
    const keys = [...(await contacts.attributes()).map((a) => a.key), 'address'].sort();
    const ids = pictureIdsOf(content);
    const existing = ids.length === 0 ? new Set<string>() : await pictures.existing(ids);
    const key = contentHash({ content, senderDomain, keys, existing: [...existing].sort() });
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const made = compileMail(content, senderDomain, {
      liquid,
      keys,
      footer: config.workspace,
      pictureUrl: pictureUrlIn(config),
      existingPictures: async () => existing,
    });
    compiled.set(key, made);
    made.catch(() => compiled.delete(key));
    const oldest = compiled.keys().next().value;
    if (compiled.size > COMPILED_LIMIT && oldest !== undefined) compiled.delete(oldest);
    return made;
  };

  const topicOf = async ({ audience: { topicId } }: Pick<Campaign, 'audience'>): Promise<Topic | undefined> =>
    topicId === undefined ? undefined : (await deps.topics()).find(({ id }) => id === topicId);
  /** A topic that was archived is offered to recipients no more: they could not refuse it. */
  const topicProblems = async (campaign: Pick<Campaign, 'audience'>): Promise<Problem[]> => {
    if (campaign.audience.topicId === undefined || (await topicOf(campaign))?.archived === false) return [];
    return [
      problem(
        'audience.topicId',
        'this topic is offered no more. Choose another, or none.',
        '더 이상 제공하지 않는 주제입니다. 다른 주제를 고르거나 비워 주세요.',
      ),
    ];
  };

  /** Restricted attributes without a grant: in the mail, and in the rule of whom it goes to. */
  const ungrantedIn = (compilation: Compilation, rule: Rule | undefined): Promise<readonly string[]> =>
    deps.ungranted([...fieldsOfMail(compilation), ...(rule === undefined ? [] : attributesIn(rule))]);
  const accessProblems = async (compilation: Compilation, rule: Rule | undefined): Promise<Problem[]> => {
    const inMail = fieldsOfMail(compilation);
    return (await ungrantedIn(compilation, rule)).map((key) => {
      const field = inMail.includes(key) ? 'content.body' : 'audience.segmentId';
      return problem(
        field,
        `access to the field ${key} is not granted, or has ended. Ask in chat with "fields request ${key} because …" or under Fields, or take it out.`,
        `${key} 속성의 사용 허가가 없거나 종료되었습니다. 채팅에서 "fields request ${key} because …"로 또는 속성 사용 화면에서 요청하거나, 이 속성을 빼 주세요.`,
      );
    });
  };

  const segmentsOf = async ({ audience }: Pick<Campaign, 'audience'>) => {
    const found = new Map(
      (await Promise.all(namedIds(audience).map((id) => segments.byId(id)))).flatMap((one) =>
        one === undefined ? [] : [[one.id, one] as const],
      ),
    );
    const pick = (ids: readonly string[]): readonly Segment[] =>
      ids.flatMap((id) => {
        const one = found.get(id);
        return one === undefined ? [] : [one];
      });
    const [included, excluded] = [pick(includedIds(audience)), pick(audience.exceptIds ?? [])];
    return { included, excluded, missing: namedIds(audience).length - found.size };
  };

  /** Whom the campaign means: as approved, else by its segments as they stand. Undefined where one is missing. */
  const audienceOf = async (campaign: Campaign) => {
    const { included, excluded, missing } = await segmentsOf(campaign);
    const segment = included[0];
    if (campaign.approved !== null) {
      const { version, rule } = campaign.approved.segment;
      return { version, rule, segment, included, excluded };
    }
    if ((segment === undefined && campaign.audience.missed === undefined) || missing > 0) return undefined;
    return {
      version: segment?.version ?? 0,
      rule: audienceRule(included, excluded) as unknown,
      segment,
      included,
      excluded,
    };
  };

  /** The sending rules as they hold for it: as approved, else as they stand. */
  const limitsOf = async (campaign: Campaign): Promise<SendingLimits> =>
    campaign.approved === null ? limitsFor(campaign, await rules.current()) : (campaign.approved.limits ?? NO_LIMITS);

  /** Who would get it now: the rule, and the cap on top where one holds. */
  const countOf = async (
    rule: Rule,
    { missed, topicId }: Campaign['audience'],
    cap: SendingLimits['cap'],
  ): Promise<AudienceCount> => {
    const among = missed === undefined ? undefined : await deps.missedIds(missed);
    const agreeing = withoutRefusals(rule, topicId);
    const [all, agreed] = await Promise.all([
      segments.count(rule, among),
      topicId === undefined ? undefined : segments.count(agreeing, among),
    ]);
    const count = agreed === undefined ? all : lessRefusals(all, agreed);
    // Whoever is not eligible anyhow is not capped: each has one reason.
    const atCap = cap === null ? [] : await deps.cappedIds(cap);
    const meant = among === undefined ? undefined : new Set(among);
    const capped =
      atCap.length === 0
        ? 0
        : (await segments.count(agreeing, meant === undefined ? atCap : atCap.filter((id) => meant.has(id)))).eligible;
    return { ...count, eligible: Math.max(0, count.eligible - capped), reasons: { ...count.reasons, capped } };
  };

  /** The only contacts that are meant, of a resend; undefined of any other campaign. */
  const amongOf = async ({ audience: { missed } }: Campaign): Promise<readonly string[] | undefined> =>
    missed === undefined ? undefined : deps.missedIds(missed);

  const sectionsWith = async (
    campaign: Campaign,
    segment: Awaited<ReturnType<typeof audienceOf>>,
    limits: SendingLimits,
  ) => {
    const { links, bareLinks, externalPictures, mergeFields } = await compile(campaign.content, campaign.senderDomain);
    const derived = { links, bareLinks, externalPictures, mergeFields };
    return laneSections(campaign, { segment, ...derived, footer: config.workspace, limits });
  };

  /** Lane hashes of what stands, with the very audience and limits that went into them. */
  const hashesOf = async (campaign: Campaign) => {
    const audience = await audienceOf(campaign);
    const limits = await limitsOf(campaign);
    const hashes: Record<Lane, string> = laneHashes(await sectionsWith(campaign, audience, limits));
    return { hashes, audience, limits };
  };

  /** What one can see without asking the contacts. */
  const plainProblems = (campaign: Campaign, limits: SendingLimits, compilation: Compilation, now: Date): Problem[] => {
    const found: Problem[] = [];
    const need = (field: string, missing: boolean, en: string, ko: string): void => {
      if (missing) found.push(problem(field, en, ko));
    };
    const { content, brief, schedule } = campaign;
    const empty = content.body.kind === 'blocks' ? content.body.blocks.length === 0 : content.body.source.trim() === '';
    need('brief.goal', brief.goal === '', 'say what the campaign is to achieve.', '캠페인의 목표를 적어 주세요.');
    need(
      'content.fromName',
      content.fromName === '',
      'say who the mail comes from.',
      '보내는 사람 이름을 적어 주세요.',
    );
    need(
      'content.fromLocalPart',
      content.fromLocalPart === '',
      'give the part before the @.',
      '@ 앞부분을 적어 주세요.',
    );
    need('content.subject', content.subject === '', 'write a subject.', '제목을 적어 주세요.');
    need('content.body', empty, 'the mail is empty. Add a block.', '메일이 비어 있습니다. 블록을 추가해 주세요.');
    for (const [i, block] of (content.body.kind === 'blocks' ? content.body.blocks : []).entries()) {
      need(
        `content.body.blocks.${i}.alt`,
        block.kind === 'picture' && block.alt === '',
        'say in a few words what the picture shows, for people who hear the mail or read it without pictures.',
        '사진에 무엇이 있는지 짧게 적어 주세요. 메일을 귀로 듣거나 사진 없이 보는 사람에게 필요합니다.',
      );
    }
    const { segmentId, missed } = campaign.audience;
    const nobody = segmentId === null && missed === undefined;
    need('audience.segmentId', nobody, 'choose a segment.', '세그먼트를 선택해 주세요.');
    need(
      'exemption.reason',
      campaign.exemption?.reason === '',
      'say why the cap does not hold for this campaign: both lanes read it.',
      '빈도 제한을 적용하지 않는 이유를 적어 주세요. 두 검토자가 모두 확인합니다.',
    );
    const both = includedIds(campaign.audience).some((id) => campaign.audience.exceptIds?.includes(id) === true);
    need(
      'audience.exceptIds',
      both,
      'a segment is both included and excluded. Take it out of one of them.',
      '같은 세그먼트가 포함과 제외에 모두 있습니다. 한쪽에서 빼 주세요.',
    );
    need('schedule.localTime', schedule.at !== null && schedule.at <= now, TIME_PASSED.en, TIME_PASSED.ko);
    need(
      'schedule.local',
      schedule.local !== undefined && limits.zoneAttribute === null,
      'no attribute of contacts is known to hold their time zone. An administrator names it in the sending rules.',
      '연락처의 시간대를 담은 속성이 정해지지 않았습니다. 관리자가 발송 규칙에서 지정해야 합니다.',
    );
    return [...found, ...compilation.problems];
  };

  const subjectExample = async ({ subject, lang }: Content, { mail }: Compilation): Promise<string> => {
    if (mail === undefined || !/\{[{%]/.test(subject)) return subject;
    try {
      return renderFor(mail(), madeUpContact(await contacts.attributes(), lang)).subject;
    } catch (error) {
      if (!isDomainError(error)) throw error;
      return subject;
    }
  };

  /** Whom a campaign missed is known once it is over. */
  const missedProblems = async ({ audience: { missed } }: Campaign): Promise<Problem[]> => {
    if (missed === undefined) return [];
    const original = await deps.campaign(missed.campaignId);
    return original !== undefined && isOver(original)
      ? []
      : [
          problem(
            'audience.missed',
            `${missed.campaignId} is not sent yet: whom it missed is not known.`,
            `${missed.campaignId} 발송이 끝나지 않아 누가 받지 못했는지 아직 알 수 없습니다.`,
          ),
        ];
  };

  /** Segments that are fine by themselves can be too much together. */
  const ruleProblem = async (rule: Rule): Promise<Problem | undefined> => {
    try {
      await segments.parseRule(rule);
      return undefined;
    } catch (error) {
      if (!isDomainError(error)) throw error;
      const { en, ko } = error instanceof InvalidInput ? (error.issues[0]?.text ?? error.text) : error.text;
      return problem('audience.segmentId', en, ko);
    }
  };

  async function* tried(
    rule: Rule,
    among: readonly string[] | undefined,
    everyone: boolean,
  ): AsyncGenerator<readonly Contact[]> {
    if (!everyone) {
      if (among === undefined) yield (await segments.page(rule, { limit: TRIED_CONTACTS })).contacts;
      else yield* segments.everyone(rule, among.slice(0, TRIED_CONTACTS));
      return;
    }
    const until = Date.now() + TRYING_MS;
    for await (const some of segments.everyone(rule, among)) {
      yield some;
      if (Date.now() > until) return;
    }
  }

  /** What only the contacts can tell: nobody matches, a value is missing, a template fails for somebody. */
  const audienceProblems = async (
    { rule, among }: { rule: Rule; among: readonly string[] | undefined },
    compilation: Compilation,
    count: Pick<SegmentCount, 'matching'>,
    everyone: boolean,
  ): Promise<Problem[]> => {
    const found: Problem[] = [];
    if (count.matching === 0) {
      found.push(
        problem('audience.segmentId', 'nobody matches this segment.', '이 세그먼트에 해당하는 사람이 없습니다.'),
      );
    }
    for (const attribute of compilation.needed) {
      const lacking = await segments.count(
        { kind: 'all', rules: [rule, { kind: 'presence', attribute, op: 'empty' }] },
        among,
      );
      if (lacking.matching === 0) continue;
      const some = lacking.matching.toLocaleString('en');
      const all = count.matching.toLocaleString('en');
      found.push(
        problem(
          'content.body',
          `${some} of ${all} have no ${attribute}: add a default, such as {{ contact.${attribute} | default: "…" }}.`,
          `${all}명 중 ${some}명에게 ${attribute} 값이 없습니다. {{ contact.${attribute} | default: "…" }}처럼 기본값을 넣어 주세요.`,
        ),
      );
    }
    const mail = compilation.mail?.();
    if (mail === undefined) return found;
    try {
      for await (const some of tried(rule, among, everyone)) for (const contact of some) mail.for(contact);
    } catch (error) {
      if (!isDomainError(error) || error.field === undefined) throw error;
      const bare = (text: string): string => text.replace(`${error.field}: `, '');
      found.push(problem(error.field, bare(error.text.en), bare(error.text.ko)));
    }
    return found;
  };

  return {
    compile,
    audienceOf,
    hashesOf,
    async countAudience(campaign: Pick<Campaign, 'audience' | 'exemption'>): Promise<AudienceCount | undefined> {
      const { included, excluded, missing } = await segmentsOf(campaign);
      if (missing > 0 || (included.length === 0 && campaign.audience.missed === undefined)) return undefined;
      const { cap } = await rules.current();
      return countOf(audienceRule(included, excluded), campaign.audience, campaign.exemption === null ? cap : null);
    },
    limitsOf,
    countOf: async (campaign: Campaign, rule: Rule) => countOf(rule, campaign.audience, (await limitsOf(campaign)).cap),
    amongOf,
    topicOf,
    /** Whether its mail reads an attribute. Only a content in which the key stands somewhere is compiled. */
    mailReads: async ({ content, senderDomain }: Campaign, key: string): Promise<boolean> =>
      JSON.stringify(content).includes(key) && fieldsOfMail(await compile(content, senderDomain)).includes(key),
    isOffered: async (topicId: string): Promise<boolean> =>
      (await deps.topics()).some(({ id, archived }) => id === topicId && !archived),
    /** What the lane hashes are taken of. */
    sectionsOf: async (campaign: Campaign) =>
      sectionsWith(campaign, await audienceOf(campaign), await limitsOf(campaign)),

    /** Everything that keeps the campaign from being submitted; empty when it can be. */
    async problems(campaign: Campaign, now: Date): Promise<Problem[]> {
      const compilation = await compile(campaign.content, campaign.senderDomain);
      const found = plainProblems(campaign, await limitsOf(campaign), compilation, now);
      const audience = await audienceOf(campaign);
      found.push(...(await missedProblems(campaign)), ...(await topicProblems(campaign)));
      if (namedIds(campaign.audience).length > 0 && audience === undefined) {
        found.push(
          problem('audience.segmentId', 'a segment no longer exists.', '더 이상 없는 세그먼트가 들어 있습니다.'),
        );
      }
      if (audience === undefined) return found;
      const rule = audience.rule as Rule;
      found.push(...(await accessProblems(compilation, rule)));
      const tooLarge = await ruleProblem(rule);
      if (tooLarge !== undefined) return [...found, tooLarge];
      const among = await amongOf(campaign);
      const count = await segments.count(rule, among);
      return [...found, ...(await audienceProblems({ rule, among }, compilation, count, true))];
    },

    async view(stored: StoredCampaign, now: Date): Promise<CampaignView> {
      const campaign = toCampaign(stored);
      const [cycle, audience, limits] = await Promise.all([
        approvals.current(campaign.id),
        audienceOf(campaign),
        limitsOf(campaign),
      ]);
      const rule = audience?.rule as Rule | undefined;
      const counted = rule !== undefined && COUNTED.includes(campaign.state);
      // Asked for together: what several of them read is read once.
      const [topic, compilation, count, en, ko] = await Promise.all([
        topicOf(campaign),
        compile(campaign.content, campaign.senderDomain),
        counted ? countOf(rule, campaign.audience, limits.cap) : undefined,
        rule === undefined ? 'No segment chosen' : segments.describe(rule, 'en'),
        rule === undefined ? '세그먼트를 선택하지 않음' : segments.describe(rule, 'ko'),
      ]);
      const checked = campaign.state === 'draft' || campaign.state === 'in_review';
      const problems = !checked
        ? []
        : [
            ...plainProblems(campaign, limits, compilation, now),
            ...(await missedProblems(campaign)),
            ...(await topicProblems(campaign)),
            ...(await accessProblems(compilation, rule)),
            ...(rule !== undefined && count !== undefined
              ? await audienceProblems({ rule, among: await amongOf(campaign) }, compilation, count, false)
              : []),
          ];
      const ids = [campaign.authorId, campaign.brief.ownerId, ...(cycle === undefined ? [] : peopleIn(cycle))];
      const staff = await people.byIds([...new Set(ids)]);
      return {
        campaign,
        cycle,
        segment: audience?.segment,
        segments: { included: audience?.included ?? [], excluded: audience?.excluded ?? [] },
        count,
        limits,
        topic,
        audienceText: withMissed(campaign.audience, { en, ko }),
        names: Object.fromEntries(staff.map((s) => [s.id, s.name])),
        subjectExample: await subjectExample(campaign.content, compilation),
        links: compilation.links,
        bareLinks: compilation.bareLinks,
        externalPictures: compilation.externalPictures,
        mergeFields: compilation.mergeFields,
        ungranted: COUNTED.includes(campaign.state) ? await ungrantedIn(compilation, rule) : [],
        problems,
      };
    },
  };
};
