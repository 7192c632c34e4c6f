import { z } from 'zod';
import { LANES, type Lane, type Lang, type ReviewCycle, type Staff } from '../../core/index.ts';
import { plainMessage } from '../views/answers.ts';
import type { Message } from '../views/message.ts';
import { CHAT_WORDS } from '../views/words.ts';
import type { BotContext, Outcome, SpeakerIdentity } from './context.ts';

const campaignId = z.string().regex(/^C-[1-9][0-9]{0,8}$/);
const laneHash = z.string().regex(/^[0-9a-f]{12,64}$/);
/** A number, or its digits: Teams gives back what it was given, a form gives texts. */
const whole = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^[0-9]{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().min(0).max(Number.MAX_SAFE_INTEGER));

/** What a review button carries: ids and versions, never a permission. */
export const reviewValue = z.object({
  subjectId: campaignId,
  cycle: whole,
  marketing: laneHash,
  it: laneHash,
  revision: whole,
});
export const campaignValue = z.object({ campaignId, revision: whole });
export interface ActionInput {
  readonly identity: SpeakerIdentity;
  readonly actionId: string;
  /** The button's value as it came back from the platform: unknown until parsed. */
  readonly value: unknown;
  /** What was typed into the action's form. */
  readonly fields: unknown;
}

export interface ActionResult {
  /** For the one who clicked, and for nobody else. */
  readonly message: Message;
  readonly outcome: Outcome;
  /** The campaign concerned, where the button could be read. */
  readonly campaignId?: string;
  /** Wrong fields of the action's form, to be shown beside them: field id → sentence. */
  readonly fieldErrors?: Readonly<Record<string, string>>;
}

/**
 * The card is shared, so its buttons name no lane: whoever clicks decides the lane whose key they may give, by role or
 * for somebody else. Whoever may give none is refused by core for the lane of their role (marketing is as good as another).
 */
export const laneFor = async ({ core }: BotContext, staff: Staff, cycle: ReviewCycle | undefined): Promise<Lane> => {
  const [open] = cycle === undefined ? [] : await core.approvals.lanesOf(staff.id, cycle);
  const own = LANES.filter((lane) => staff.roles.includes(lane === 'marketing' ? 'marketing_reviewer' : 'it_reviewer'));
  return open ?? own[0] ?? 'marketing';
};

/** The answer to a button or a form that cannot be read. */
export const unreadable = (lang: Lang, what: 'unreadable' | 'noSuchField'): ActionResult => ({
  message: plainMessage(CHAT_WORDS[lang][what], lang, 'warning'),
  outcome: 'refused',
});
