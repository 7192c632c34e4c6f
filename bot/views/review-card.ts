import {
  type CampaignView,
  type ClosedSum,
  COMMENT_LIMIT,
  DECISION_WORDS,
  type HaltState,
  isFinished,
  keysGiven,
  LANE_WORDS,
  LANES,
  type Lane,
  type Lang,
  laneStanding,
  needsBothKeys,
  type PreflightItem,
  type PreflightView,
  possibleEvents,
  type ReviewCycle,
  STATE_WORDS,
  TRACKING_WORDS,
  waiverOf,
} from '../../core/index.ts';
import { sumParts } from './closed-sum.ts';
import { cutText, formatCount, formatMoment, formatMoney, formatPercent } from './format.ts';
import type { Action, ActionId, Form, Message, Part, SectionState } from './message.ts';
import { CHAT_WORDS, type ChatWords } from './words.ts';

export interface CardOptions {
  readonly lang: Lang;
  /** Without a trailing slash. */
  readonly portalUrl: string;
  /** What became of the audience, where sending has begun. */
  readonly sum?: ClosedSum | undefined;
  /** What IT is shown; undefined while the checks run. */
  readonly preflight?: PreflightView | undefined;
  /** Display names of those who waived, by staff id. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** Where a halt stands, where sending had begun. */
  readonly halt?: HaltState | undefined;
}

/** Longest reason of a halt, in characters. */
const HALT_REASON_LIMIT = 500;
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

const laneSection = (
  view: CampaignView,
  cycle: ReviewCycle,
  lane: Lane,
  lang: Lang,
): { state: SectionState; text: string } => {
  const words = CHAT_WORDS[lang];
  const { state, decision } = laneStanding(cycle, lane);
  const end = endOf(view, cycle);
  if (decision === undefined) {
    return end === undefined
      ? { state, text: `${words.waitingFor[lane]} · ${words.lanes[lane]}` }
      : { state: 'undecided', text: words.undecided(words.reviewEnded[end]) };
  }
  const who = nameOf(view, decision.by, lang);
  if (state === 'voided') return { state, text: words.voidedBy(who) };
  const at = formatMoment(decision.at, view.campaign.schedule.zone, lang);
  const line = `${DECISION_WORDS[decision.kind][lang]}: ${words.by(who, at)}`;
  const text = decision.comment === '' ? line : `${line}\n${cutText(decision.comment, 600)}`;
  if (state !== 'approved' || end === undefined) return { state, text };
  return { state: 'voided', text: `${text}\n${words.keyOver(words.reviewEnded[end])}` };
};

const laneSections = (view: CampaignView, lang: Lang): Part[] => {
  const { cycle } = view;
  if (cycle === undefined) return [];
  return LANES.map((lane) => ({
    kind: 'section',
    label: LANE_WORDS[lane][lang],
    ...laneSection(view, cycle, lane, lang),
  }));
};

const commentForm = (title: string, label: string, hint: string, lang: Lang): Form => ({
  title,
  submit: CHAT_WORDS[lang].send,
  fields: [{ id: 'comment', label, multiline: true, required: true, maxLength: COMMENT_LIMIT, hint }],
});

/** What an action asks before it is done; undefined where it asks nothing. */
export const actionForm = (id: ActionId, lang: Lang): Form | undefined => {
  const words = CHAT_WORDS[lang];
  if (id === 'review.request_changes')
    return commentForm(words.requestChangesTitle, words.what, words.commentHint, lang);
  if (id === 'review.reject') return commentForm(words.rejectTitle, words.why, words.rejectHint, lang);
  if (id === 'campaign.halt') {
    const reason = {
      id: 'reason',
      label: words.haltWhy,
      multiline: true,
      required: true,
      maxLength: HALT_REASON_LIMIT,
    };
    return { title: words.haltTitle, submit: words.halt, fields: [{ ...reason, hint: words.haltHint }] };
  }
  return undefined;
};

const reviewActions = (view: CampaignView, cycle: ReviewCycle, lang: Lang): Action[] => {
  const words = CHAT_WORDS[lang];
  const value = {
    subjectId: view.campaign.id,
    cycle: cycle.number,
    marketing: cycle.laneHashes.marketing.slice(0, SHORT_HASH),
    it: cycle.laneHashes.it.slice(0, SHORT_HASH),
    revision: cycle.revision,
  };
  const button = (id: ActionId, label: string, style: 'normal' | 'primary' | 'danger'): Action => {
    const form = actionForm(id, lang);
    return { kind: 'button', id, label, style, value, ...(form === undefined ? {} : { form }) };
  };
  if (cycle.purpose === 'resume') return [button('review.approve', words.resumeKey, 'primary')];
  return [
    button('review.approve', words.approve, 'primary'),
    button('review.request_changes', words.requestChanges, 'normal'),
    button('review.reject', words.reject, 'danger'),
  ];
};

/** The buttons that make sense in the campaign's state; core decides again when one is pressed. */
const actionsOf = (view: CampaignView, { lang, portalUrl }: CardOptions): Action[] => {
  const words = CHAT_WORDS[lang];
  const { id, state, revision } = view.campaign;
  const value = { campaignId: id, revision };
  const possible = possibleEvents(view.campaign);
  const button = (actionId: ActionId, label: string, style: 'normal' | 'primary' | 'danger'): Action => {
    const form = actionForm(actionId, lang);
    return { kind: 'button', id: actionId, label, style, value, ...(form === undefined ? {} : { form }) };
  };
  const link: Action = {
    kind: 'link',
    label: state === 'in_review' ? words.openReview : words.open,
    url: `${portalUrl}/campaigns/${encodeURIComponent(id)}`,
  };
  const open = view.cycle?.state === 'open' ? view.cycle : undefined;
  if (state === 'in_review') return open === undefined ? [link] : [...reviewActions(view, open, lang), link];
  const goesOn = possible.includes('resume') || possible.includes('release');
  const steering = IN_FLIGHT.has(state)
    ? [
        ...(possible.includes('pause') ? [button('campaign.pause', words.pause, 'normal')] : []),
        ...(goesOn ? [button('campaign.resume', words.resume, 'primary')] : []),
        ...(possible.includes('halt') ? [button('campaign.halt', words.halt, 'danger')] : []),
        ...(possible.includes('cancel') ? [button('campaign.cancel', words.cancel, 'danger')] : []),
      ]
    : [];
  const keys = open?.purpose === 'resume' && needsBothKeys(view.campaign) ? reviewActions(view, open, lang) : [];
  return [...keys, ...steering, link];
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
  const line =
    (campaign.state === 'in_review' || needsBothKeys(campaign)) && cycle
      ? `${state} · ${words.keys(keysGiven(cycle))}`
      : state;
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

const briefFacts = (view: CampaignView, lang: Lang): Part => {
  const words = CHAT_WORDS[lang];
  const { campaign, count, segment } = view;
  const { brief, content, schedule } = campaign;
  const audience = segment ? `${segment.name}: ${view.audienceText[lang]}` : words.noSegment;
  const fact = (label: string, value: string) => ({ label, value: value.trim() === '' ? words.none : value });
  return {
    kind: 'facts',
    facts: [
      fact(words.goal, cutText(brief.goal, 500)),
      fact(words.kpi, words.kpiValue(kpiWord(brief.kpi, lang), formatPercent(brief.kpiTarget, lang))),
      fact(words.budget, formatMoney(brief.budget, brief.currency, lang)),
      fact(words.owner, nameOf(view, brief.ownerId, lang)),
      fact(words.author, nameOf(view, campaign.authorId, lang)),
      fact(words.subject, subjectText(view, lang)),
      fact(words.from, `${content.fromName} (${content.fromLocalPart}@${campaign.senderDomain})`),
      fact(words.audience, cutText(audience, 800)),
      ...(count === undefined
        ? []
        : [fact(words.size, words.sizeValue(formatCount(count.matching, lang), formatCount(count.eligible, lang)))]),
      fact(words.schedule, schedule.at === null ? words.asSoonAs : formatMoment(schedule.at, schedule.zone, lang)),
      fact(
        words.links,
        view.links.length === 0
          ? words.noLinks
          : words.linkList(
              view.links.length,
              view.links
                .slice(0, 3)
                .map((link) => cutText(link, 200))
                .join('\n'),
            ),
      ),
      fact(
        words.dataFields,
        view.mergeFields.length === 0 ? words.noDataFields : cutText(view.mergeFields.join(', '), 500),
      ),
    ],
  };
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
    ...haltParts(options.halt, lang),
    briefFacts(view, lang),
    ...preflightParts(view, options),
    ...laneSections(view, lang),
  ];
  if (sum) parts.push({ kind: 'divider' }, ...sumParts(sum, lang));
  if (campaign.state === 'in_review' && view.problems.length > 0) {
    const lines = view.problems.slice(0, 8).map((problem) => `• ${problem[lang]}`);
    parts.push({ kind: 'text', text: `${words.problems}\n${lines.join('\n')}`, tone: 'attention' });
  }
  parts.push({ kind: 'actions', actions: actionsOf(view, options) });
  return { lang, summary: `${title} · ${STATE_WORDS[campaign.state][lang]}`, parts };
};
