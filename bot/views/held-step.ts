import {
  type CampaignView,
  LANE_WORDS,
  LANES,
  type Lane,
  type Lang,
  laneApproved,
  type ReviewCycle,
  standingApprovals,
} from '../../core/index.ts';
import type { Action, Part } from './message.ts';
import { CHAT_WORDS } from './words.ts';

/** Who may give each key that waits, by name. */
export type Deciders = Readonly<Record<Lane, readonly string[]>>;

export interface HeldFacts {
  /** A change freeze holds now. */
  readonly frozen?: boolean | undefined;
  /** Undefined where nobody looked. */
  readonly deciders?: Deciders | undefined;
  /** Red items that nobody answers for. */
  readonly blocking: number;
}

/** So many names stand on a card; the portal has all. */
const NAMED = 4;

/** Some names of those who may decide, or what to do where they are too few; empty where nobody looked. */
export const decidersText = (cycle: ReviewCycle, lane: Lane, deciders: Deciders | undefined, lang: Lang): string => {
  const words = CHAT_WORDS[lang];
  const names = deciders?.[lane];
  if (names === undefined) return '';
  if (names.length === 0) return words.nobodyDecides;
  const missing = cycle.needed[lane] - standingApprovals(cycle, lane).length;
  if (names.length < missing) return words.tooFewDecide(names.join(', '), missing);
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? words.andOthers(shown, names.length - NAMED) : shown;
};

/** Which keys are still missing, and whose they are. */
const missingKeys = ({ cycle }: CampaignView, deciders: Deciders | undefined, lang: Lang): string => {
  if (cycle === undefined) return '';
  return LANES.filter((lane) => !laneApproved(cycle, lane))
    .map((lane) => `${LANE_WORDS[lane][lang]}: ${decidersText(cycle, lane, deciders, lang)}`.replace(/: $/, ''))
    .join(' · ');
};

/** Author and owner, by name. */
const answering = ({ campaign, names }: CampaignView, lang: Lang): string => {
  const known = [...new Set([campaign.authorId, campaign.brief.ownerId])].flatMap((id) => names[id] ?? []);
  return known.length === 0 ? CHAT_WORDS[lang].somebody : known.join(', ');
};

const stepOf = (view: CampaignView, { frozen = false, deciders, blocking }: HeldFacts, lang: Lang): string => {
  const steps = CHAT_WORDS[lang].heldStep;
  const who = answering(view, lang);
  switch (view.campaign.heldBy) {
    case 'freeze':
      return frozen ? steps.freeze : steps.keys(missingKeys(view, deciders, lang));
    case 'drift':
      return steps.keys(missingKeys(view, deciders, lang));
    case 'overdue':
      return steps.overdue(who);
    case 'preflight':
      return blocking > 0 ? steps.preflight : steps.preflightClear(who);
    case 'not_approved':
    case 'changed':
      return steps.submitAgain(who);
    case null:
      return steps.other(who);
  }
};

/** Who has to do what before a held campaign goes on; nothing for one that is not held. Pure. */
export const heldStepParts = (view: CampaignView, facts: HeldFacts, lang: Lang): Part[] =>
  view.campaign.state === 'held'
    ? [{ kind: 'text', text: CHAT_WORDS[lang].nextStep(stepOf(view, facts, lang)), tone: 'normal' }]
    : [];

/** The way to where a freeze is ended, while it holds the campaign. Pure. */
export const heldStepLinks = (
  { campaign }: CampaignView,
  { frozen = false, lang, portalUrl }: { frozen?: boolean | undefined; lang: Lang; portalUrl: string },
): Action[] =>
  campaign.state === 'held' && campaign.heldBy === 'freeze' && frozen
    ? [{ kind: 'link', label: CHAT_WORDS[lang].openFreezes, url: `${portalUrl}/freezes` }]
    : [];
