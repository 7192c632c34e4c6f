import {
  type CampaignView,
  type ClosedSum,
  DECISION_WORDS,
  type Decision,
  type HaltState,
  isFinished,
  keysGiven,
  LANE_WORDS,
  LANES,
  type Lane,
  type Lang,
  LIMITS_LABEL,
  laneApproved,
  laneStanding,
  limitsText,
  localScheduleText,
  needsBothKeys,
  type PreflightItem,
  type PreflightView,
  type Progress,
  possibleEvents,
  progressText,
  type ReviewCycle,
  STATE_WORDS,
  standingApprovals,
  TRACKING_WORDS,
  type WaitingForPerson,
  WHOLE_WORDS,
  waiverOf,
  wholeOf,
} from '../../core/index.ts';
import { actionForm, type FormChoices } from './action-forms.ts';
import { sumParts } from './closed-sum.ts';
import { cutText, formatCount, formatMoment, formatMoney, formatPercent } from './format.ts';
import { type Deciders, decidersText, heldStepLinks, heldStepParts } from './held-step.ts';
import type { Action, ActionId, Message, Part, SectionState } from './message.ts';
import { CHAT_WORDS, type ChatWords } from './words.ts';

export interface CardOptions {
  readonly lang: Lang;
  /** Without a trailing slash. */
  readonly portalUrl: string;
  /** What became of the audience, where sending has begun. */
  readonly sum?: ClosedSum | undefined;
  /** How far it is, while it is sent. */
  readonly progress?: Progress | undefined;
  /** What IT is shown; undefined while the checks run. */
  readonly preflight?: PreflightView | undefined;
  /** Display names of those who waived, by staff id. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** To whom a lane may be handed on, by name. */
  readonly people?: FormChoices['people'] | undefined;
  /** What a person must say of mail that nobody can account for. */
  readonly asked?: readonly WaitingForPerson[] | undefined;
  /** Where a halt stands, where sending had begun. */
  readonly halt?: HaltState | undefined;
  /** Who may give each key that waits; undefined where nobody looked. */
  readonly deciders?: Deciders | undefined;
  /** A change freeze holds now. */
  readonly frozen?: boolean | undefined;
}

/** Red and amber items that a card shows; the portal shows all. */
const SHOWN_ITEMS = 6;
/** How many characters of a lane hash travel in a button: enough to tell versions apart, short enough for every platform. */
const SHORT_HASH = 16;

const nameOf = (view: CampaignView, id: string, lang: Lang): string => view.names[id] ?? CHAT_WORDS[lang].somebody;

/** Why nobody is asked any more; undefined while a key can still be given, and where both were. */
const endOf = ({ campaign }: CampaignView, cycle: ReviewCycle): keyof ChatWords['reviewEnded'] | undefined => {
  if (cycle.state === 'approved') return undefined;
  // A cancelled campaign takes its cycle with it, as withdrawn.
  if (campaign.state === 'cancelled') return 'cancelled';
  if (cycle.state !== 'open') return cycle.state;
  return isFinished(campaign.state) ? 'over' : undefined;
};

/** Whom a key waits for, by name where somebody looked. */
const waitingText = (cycle: ReviewCycle, lane: Lane, deciders: Deciders | undefined, lang: Lang): string => {
  const names = decidersText(cycle, lane, deciders, lang);
  return names === '' ? CHAT_WORDS[lang].waitingFor[lane] : `${CHAT_WORDS[lang].waitingFor[lane]}: ${names}`;
};

const laneSection = (
  view: CampaignView,
  cycle: ReviewCycle,
  lane: Lane,
  { lang, deciders }: CardOptions,
): { state: SectionState; text: string } => {
  const words = CHAT_WORDS[lang];
  const { state, decision } = laneStanding(cycle, lane);
  const end = endOf(view, cycle);
  if (decision === undefined) {
    return end === undefined
      ? { state, text: `${waitingText(cycle, lane, deciders, lang)} · ${words.lanes[lane]}` }
      : { state: 'undecided', text: words.undecided(words.reviewEnded[end]) };
  }
  const who = nameOf(view, decision.by, lang);
  if (state === 'voided') return { state, text: words.voidedBy(who) };
  const line = (one: Decision): string => {
    const at = formatMoment(one.at, view.campaign.schedule.zone, lang);
    const name = nameOf(view, one.by, lang);
    const by = one.onBehalfOf === null ? name : words.onBehalfOf(name, nameOf(view, one.onBehalfOf, lang));
    const said = `${DECISION_WORDS[one.kind][lang]}: ${words.by(by, at)}`;
    return one.comment === '' ? said : `${said}\n${cutText(one.comment, 600)}`;
  };
  const standing = standingApprovals(cycle, lane);
  const needed = cycle.needed[lane];
  const text = [
    ...(needed > 1 && standing.length > 0 ? [words.approvals(standing.length, needed)] : []),
    ...(standing.includes(decision) ? standing.map(line) : [line(decision)]),
  ].join('\n');
  if (end === undefined || !(state === 'approved' || state === 'waiting')) return { state, text };
  return { state: 'voided', text: `${text}\n${words.keyOver(words.reviewEnded[end])}` };
};

/** Who handed their say on to whom, while the lane waits. */
const handedOn = (view: CampaignView, cycle: ReviewCycle, lane: Lane, lang: Lang): string =>
  cycle.state !== 'open' || laneApproved(cycle, lane)
    ? ''
    : cycle.delegations
        .filter((one) => one.lane === lane)
        .slice(-3)
        .map(({ from, to }) => `\n${CHAT_WORDS[lang].handedOn(nameOf(view, from, lang), nameOf(view, to, lang))}`)
        .join('');

/** Each lane: where it stands, then what its reviewers answer for. */
const laneParts = (view: CampaignView, options: CardOptions): Part[] => {
  const { lang } = options;
  const { cycle } = view;
  return LANES.flatMap((lane): Part[] => {
    const facts: Part[] = [
      { kind: 'facts', facts: lane === 'marketing' ? marketingFacts(view, lang) : itFacts(view, lang) },
    ];
    const found = lane === 'it' ? preflightParts(view, options) : [];
    if (cycle === undefined) return [...facts, ...found];
    const { state, text } = laneSection(view, cycle, lane, options);
    const section: Part = {
      kind: 'section',
      label: LANE_WORDS[lane][lang],
      state,
      text: `${text}${handedOn(view, cycle, lane, lang)}`,
    };
    return [section, ...facts, ...found];
  });
};

type Button = Extract<Action, { kind: 'button' }>;

/** Buttons that carry the same value, each with what its action asks first. */
const buttonsWith =
  ({ lang, people = [], preflight }: CardOptions, value: Button['value']) =>
  (id: ActionId, label: string, style: Button['style'] = 'normal'): Button => {
    const form = actionForm(id, lang, { people, blocking: preflight?.blocking ?? [] });
    return { kind: 'button', id, label, style, value, ...(form === undefined ? {} : { form }) };
  };

const campaignValue = ({ campaign }: CampaignView) => ({ campaignId: campaign.id, revision: campaign.revision });

const reviewActions = (view: CampaignView, cycle: ReviewCycle, options: CardOptions): Action[] => {
  const { lang, people = [], preflight } = options;
  const words = CHAT_WORDS[lang];
  const button = buttonsWith(options, {
    subjectId: view.campaign.id,
    cycle: cycle.number,
    marketing: cycle.laneHashes.marketing.slice(0, SHORT_HASH),
    it: cycle.laneHashes.it.slice(0, SHORT_HASH),
    revision: cycle.revision,
  });
  const others = [
    ...(people.length === 0 ? [] : [button('review.delegate', words.delegate)]),
    button('review.later', words.later),
  ];
  if (cycle.purpose === 'resume') return [button('review.approve', words.resumeKey, 'primary'), ...others];
  const blocked = (preflight?.blocking.length ?? 0) > 0;
  return [
    button('review.approve', words.approve, 'primary'),
    button('review.request_changes', words.requestChanges),
    button('review.reject', words.reject, 'danger'),
    ...others,
    ...(blocked ? [buttonsWith(options, campaignValue(view))('preflight.waive', words.waive)] : []),
  ];
};

/** The buttons that make sense in the campaign's state; core decides again when one is pressed. */
const actionsOf = (view: CampaignView, options: CardOptions): Action[] => {
  const { lang, portalUrl, preflight } = options;
  const words = CHAT_WORDS[lang];
  const { id, state } = view.campaign;
  const possible = possibleEvents(view.campaign);
  const button = buttonsWith(options, campaignValue(view));
  const link: Action = {
    kind: 'link',
    label: state === 'in_review' ? words.openReview : words.open,
    url: `${portalUrl}/campaigns/${encodeURIComponent(id)}`,
  };
  const open = view.cycle?.state === 'open' ? view.cycle : undefined;
  if (state === 'in_review') return open === undefined ? [link] : [...reviewActions(view, open, options), link];
  const goesOn = possible.includes('resume') || possible.includes('release');
  const steering = IN_FLIGHT.has(state)
    ? [
        ...(possible.includes('pause') ? [button('campaign.pause', words.pause)] : []),
        ...(goesOn ? [button('campaign.resume', words.resume, 'primary')] : []),
        ...(view.campaign.heldBy === 'preflight' && (preflight?.blocking.length ?? 0) > 0
          ? [button('preflight.waive', words.waive)]
          : []),
        ...(possible.includes('halt') ? [button('campaign.halt', words.halt, 'danger')] : []),
        ...(possible.includes('cancel') ? [button('campaign.cancel', words.cancel, 'danger')] : []),
      ]
    : [];
  const keys = open?.purpose === 'resume' && needsBothKeys(view.campaign) ? reviewActions(view, open, options) : [];
  return [...keys, ...steering, ...heldStepLinks(view, options), link];
};

/** States from which somebody may still steer; a draft is steered in the portal. */
const IN_FLIGHT: ReadonlySet<string> = new Set(['scheduled', 'sending', 'paused', 'held', 'halted']);

const TONES = {
  sent: 'good',
  scheduled: 'good',
  paused: 'attention',
  held: 'attention',
  failed: 'warning',
  rejected: 'warning',
} as const;

const progressParts = ({ campaign }: CampaignView, { progress, lang }: CardOptions): Part[] =>
  progress === undefined
    ? []
    : [{ kind: 'text', text: progressText(progress, campaign.schedule.zone)[lang], tone: 'normal' }];

const haltParts = (halt: HaltState | undefined, lang: Lang): Part[] => {
  if (halt === undefined) return [];
  const words = CHAT_WORDS[lang];
  const n = (count: number): string => formatCount(count, lang);
  const line = halt.halting ? words.halting(n(halt.submitted)) : words.halted(n(halt.submitted), n(halt.held));
  const text = halt.uncertain === 0 ? line : `${line}\n${words.haltUncertain(n(halt.uncertain))}`;
  return [{ kind: 'text', text, tone: 'warning' }];
};

/** The checks in one line, then what is red or amber: measured, what to do, and who answers for it. */
const preflightParts = (view: CampaignView, { preflight, lang, names = {} }: CardOptions): Part[] => {
  const words = CHAT_WORDS[lang];
  const { state, schedule } = view.campaign;
  if (state !== 'in_review' && view.campaign.heldBy !== 'preflight') return [];
  if (preflight === undefined) return [{ kind: 'text', text: words.preflightRunning, tone: 'subtle' }];
  const { items } = preflight.report;
  const count = (of: PreflightItem['state']): number => items.filter((item) => item.state === of).length;
  const line = (item: PreflightItem, of: 'red' | 'amber'): string => {
    const waiver = waiverOf(item, preflight.waivers, new Date());
    const until = waiver === undefined ? '' : formatMoment(waiver.until, schedule.zone, lang);
    return [
      `• ${words.preflightItem[of]}: ${item.label[lang]} – ${cutText(item.measured[lang], 200)}`,
      ...(waiver === undefined
        ? []
        : [words.waivedBy(names[waiver.by] ?? nameOf(view, waiver.by, lang), until, cutText(waiver.reason, 200))]),
      ...(waiver !== undefined || item.fix === null ? [] : [words.preflightFix(cutText(item.fix[lang], 200))]),
    ].join('\n');
  };
  const loud = (['red', 'amber'] as const).flatMap((of) =>
    items.filter((item) => item.state === of).map((item) => line(item, of)),
  );
  const lines = [
    words.preflight(count('red'), count('amber'), count('green')),
    ...loud.slice(0, SHOWN_ITEMS),
    ...(loud.length > SHOWN_ITEMS ? [words.moreItems(loud.length - SHOWN_ITEMS)] : []),
    ...(preflight.blocking.length > 0 ? [words.preflightRed] : []),
  ];
  return [{ kind: 'text', text: lines.join('\n'), tone: preflight.blocking.length > 0 ? 'warning' : 'normal' }];
};

/** State, keys and the reason for a stop: the first lines of every message about one campaign. */
const stateParts = (view: CampaignView, lang: Lang): Part[] => {
  const words = CHAT_WORDS[lang];
  const { campaign, cycle } = view;
  const state = STATE_WORDS[campaign.state][lang];
  // Keys from before a stop count for nothing: while nobody is asked for new ones none are counted.
  const asked = campaign.state === 'in_review' || (needsBothKeys(campaign) && cycle?.purpose === 'resume');
  const line = asked && cycle ? `${state} · ${words.keys(keysGiven(cycle))}` : state;
  const tone = campaign.state in TONES ? TONES[campaign.state as keyof typeof TONES] : 'normal';
  const parts: Part[] = [{ kind: 'text', text: line, tone }];
  if (campaign.reason) parts.push({ kind: 'text', text: campaign.reason[lang], tone: 'attention' });
  return parts;
};

const kpiWord = (kpi: string, lang: Lang): string =>
  kpi in TRACKING_WORDS
    ? TRACKING_WORDS[kpi as keyof typeof TRACKING_WORDS][lang]
    : lang === 'ko'
      ? '전환'
      : 'Converted';

/** What a recipient reads comes first; the template is what is approved, so that it stands below. */
const subjectText = ({ campaign, subjectExample }: CampaignView, lang: Lang): string => {
  const written = cutText(campaign.content.subject, 300);
  const example = cutText(subjectExample, 300);
  return example === written ? written : CHAT_WORDS[lang].subjectExample(example, written);
};

interface Fact {
  readonly label: string;
  readonly value: string;
}

const factOf =
  (lang: Lang) =>
  (label: string, value: string): Fact => ({ label, value: value.trim() === '' ? CHAT_WORDS[lang].none : value });

/** Included and excluded segments by name. */
const audienceNames = ({ segments: { included, excluded } }: CampaignView): string =>
  [included.map(({ name }) => name).join(' + '), ...excluded.map(({ name }) => name)].join(' − ');

/** What marketing answers for: brief, content, audience, schedule. */
const marketingFacts = (view: CampaignView, lang: Lang): Fact[] => {
  const words = CHAT_WORDS[lang];
  const { campaign, count } = view;
  const { brief, content } = campaign;
  const names = audienceNames(view);
  const audience = names === '' ? words.noSegment : `${names}: ${view.audienceText[lang]}`;
  const fact = factOf(lang);
  return [
    fact(words.goal, cutText(brief.goal, 500)),
    fact(
      words.kpi,
      words.kpiValue(
        kpiWord(brief.kpi, lang),
        formatPercent(brief.kpiTarget, lang),
        WHOLE_WORDS[wholeOf(brief.kpi)][lang],
      ),
    ),
    fact(words.budget, formatMoney(brief.budget, brief.currency, lang)),
    fact(words.owner, nameOf(view, brief.ownerId, lang)),
    fact(words.author, nameOf(view, campaign.authorId, lang)),
    fact(words.subject, subjectText(view, lang)),
    fact(words.from, `${content.fromName} (${content.fromLocalPart}@${campaign.senderDomain})`),
    fact(words.audience, cutText(audience, 800)),
    ...(count === undefined
      ? []
      : [fact(words.size, words.sizeValue(formatCount(count.matching, lang), formatCount(count.eligible, lang)))]),
    ...(view.topic === undefined ? [] : [fact(words.topic, view.topic.name[lang])]),
    fact(words.schedule, scheduleText(view, lang)),
    ...limitFacts(view, lang),
  ];
};

const scheduleText = ({ campaign }: CampaignView, lang: Lang): string => {
  const { schedule } = campaign;
  const at = schedule.at === null ? CHAT_WORDS[lang].asSoonAs : formatMoment(schedule.at, schedule.zone, lang);
  const local = localScheduleText(campaign);
  return local === undefined ? at : `${at}\n${local[lang]}`;
};

/** Said only where something is limited, or was lifted. */
const limitFacts = ({ campaign, limits }: CampaignView, lang: Lang): Fact[] =>
  campaign.exemption === null && limits.cap === null && limits.quietHours === null
    ? []
    : [factOf(lang)(LIMITS_LABEL[lang], cutText(limitsText(campaign, limits)[lang], 600))];

/** What IT answers for: sender domain, links, data fields, load. */
const itFacts = (view: CampaignView, lang: Lang): Fact[] => {
  const words = CHAT_WORDS[lang];
  const { links, bareLinks, externalPictures, mergeFields, ungranted = [], count } = view;
  const fact = factOf(lang);
  const list = (all: readonly string[]): string =>
    words.linkList(
      all.length,
      all
        .slice(0, 3)
        .map((link) => cutText(link, 200))
        .join('\n'),
    );
  return [
    fact(words.senderDomain, view.campaign.senderDomain),
    fact(words.links, links.length === 0 ? words.noLinks : list(links)),
    ...(bareLinks.length === 0 ? [] : [fact(words.bareLinks, list(bareLinks))]),
    ...(externalPictures.length === 0 ? [] : [fact(words.externalPictures, list(externalPictures))]),
    fact(words.dataFields, mergeFields.length === 0 ? words.noDataFields : cutText(mergeFields.join(', '), 500)),
    ...(ungranted.length === 0
      ? []
      : [fact(words.notGranted, words.notGrantedList(cutText(ungranted.join(', '), 300)))]),
    ...(count === undefined ? [] : [fact(words.load, words.loadValue(formatCount(count.eligible, lang)))]),
    ...(view.campaign.exemption === null ? [] : limitFacts(view, lang)),
  ];
};

/** Mails that a person must answer for come to a few; a card asks about the longest waiting ones. */
const ASKED = 2;

/** What nobody can account for, with the two answers in plain words. */
const askedParts = (view: CampaignView, options: CardOptions): Part[] => {
  const { asked = [], lang } = options;
  const words = CHAT_WORDS[lang];
  return asked.slice(0, ASKED).flatMap(({ id, people, messageId, text }): Part[] => {
    const button = buttonsWith(options, { ...campaignValue(view), part: id });
    return [
      { kind: 'text', text: words.asked(formatCount(people, lang), messageId, text[lang]), tone: 'attention' },
      {
        kind: 'actions',
        actions: [button('delivery.accepted', words.wasSent), button('delivery.not_accepted', words.sendAgain)],
      },
    ];
  });
};

/**
 * The shared card of a campaign, whole, from its present state: what is asked, where both lanes stand, and the buttons
 * that make sense now. Pure.
 */
export const reviewCard = (view: CampaignView, options: CardOptions): Message => {
  const { lang, sum } = options;
  const { campaign } = view;
  const words = CHAT_WORDS[lang];
  const title = `${campaign.id} · ${campaign.name}`;
  const parts: Part[] = [
    { kind: 'title', text: title },
    ...stateParts(view, lang),
    ...heldStepParts(view, { ...options, blocking: options.preflight?.blocking.length ?? 0 }, lang),
    ...haltParts(options.halt, lang),
    ...laneParts(view, options),
    ...askedParts(view, options),
  ];
  if (sum) parts.push({ kind: 'divider' }, ...progressParts(view, options), ...sumParts(sum, lang));
  if (campaign.state === 'in_review' && view.problems.length > 0) {
    const lines = view.problems.slice(0, 8).map((problem) => `• ${problem[lang]}`);
    parts.push({ kind: 'text', text: `${words.problems}\n${lines.join('\n')}`, tone: 'attention' });
  }
  parts.push({ kind: 'actions', actions: actionsOf(view, options) });
  return { lang, summary: `${title} · ${STATE_WORDS[campaign.state][lang]}`, parts };
};
