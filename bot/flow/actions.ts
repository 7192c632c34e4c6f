import { z } from 'zod';
import {
  type DecisionKind,
  InvalidInput,
  isDomainError,
  LANE_WORDS,
  type Lang,
  type Staff,
  staffActor,
} from '../../core/index.ts';
import { doneMessage } from '../views/answers.ts';
import type { ActionId } from '../views/message.ts';
import { CHAT_WORDS } from '../views/words.ts';
import {
  type ActionInput,
  type ActionResult,
  campaignValue,
  laneFor,
  reviewValue,
  unreadable,
} from './action-values.ts';
import { answerTo, type BotContext, invitationFor, speakerOf } from './context.ts';
import { DIGEST_ACTIONS } from './digests.ts';
import { FIELD_ACTIONS } from './fields.ts';
import { INSIGHT_ACTIONS } from './insights.ts';
import { SAVED_SEARCH_ACTIONS } from './saved-searches.ts';
import { account, delegateTo, halt, remindLater, waive } from './side-actions.ts';
import { type SteeringVerb, steerCampaign } from './stops.ts';

const commentFields = z.object({ comment: z.string().max(100_000).default('') });

const DECISIONS = {
  'review.approve': 'approve',
  'review.request_changes': 'request_changes',
  'review.reject': 'reject',
} as const satisfies Partial<Record<ActionId, DecisionKind>>;

const STEERING = {
  'campaign.pause': 'pause',
  'campaign.resume': 'resume',
  'campaign.cancel': 'cancel',
} as const satisfies Partial<Record<ActionId, SteeringVerb>>;

const decide = async (ctx: BotContext, staff: Staff, input: ActionInput, kind: DecisionKind): Promise<ActionResult> => {
  const value = reviewValue.safeParse(input.value);
  const fields = commentFields.safeParse(input.fields ?? {});
  const words = CHAT_WORDS[staff.lang];
  if (!value.success) return unreadable(staff.lang, 'unreadable');
  if (!fields.success) return unreadable(staff.lang, 'noSuchField');
  const { subjectId, cycle } = value.data;
  const lane = await laneFor(ctx, staff, await ctx.core.approvals.current(subjectId));
  const view = await ctx.core.campaigns.decide(staffActor(staff, input.identity.platform), {
    subjectId,
    cycle,
    lane,
    laneHash: value.data[lane],
    kind,
    comment: fields.data.comment.trim(),
  });
  ctx.nudge();
  const line = words.recorded[kind](LANE_WORDS[lane][staff.lang], subjectId);
  return { message: doneMessage(line, view, staff.lang), outcome: 'done', campaignId: subjectId };
};

const steer = async (ctx: BotContext, staff: Staff, input: ActionInput, verb: SteeringVerb): Promise<ActionResult> => {
  const value = campaignValue.safeParse(input.value);
  if (!value.success) return unreadable(staff.lang, 'unreadable');
  const { campaignId } = value.data;
  const message = await steerCampaign(ctx, staff, input.identity.platform, verb, campaignId);
  return { message, outcome: 'done', campaignId };
};

const OTHERS = {
  'review.delegate': delegateTo,
  'review.later': remindLater,
  'preflight.waive': waive,
  'delivery.accepted': account('accepted'),
  'delivery.not_accepted': account('not_accepted'),
  'campaign.halt': halt,
  ...INSIGHT_ACTIONS,
  ...FIELD_ACTIONS,
  ...DIGEST_ACTIONS,
  ...SAVED_SEARCH_ACTIONS,
} as const satisfies Partial<
  Record<ActionId, (ctx: BotContext, staff: Staff, input: ActionInput) => Promise<ActionResult>>
>;

/** Every button that exists; both platforms register exactly these. */
const ACTION_IDS = [...Object.keys(DECISIONS), ...Object.keys(STEERING), ...Object.keys(OTHERS)] as readonly ActionId[];

export const isActionId = (value: unknown): value is ActionId => (ACTION_IDS as readonly unknown[]).includes(value);

const run = (ctx: BotContext, staff: Staff, input: ActionInput): Promise<ActionResult> => {
  const { actionId } = input;
  if (actionId in DECISIONS) return decide(ctx, staff, input, DECISIONS[actionId as keyof typeof DECISIONS]);
  if (actionId in STEERING) return steer(ctx, staff, input, STEERING[actionId as keyof typeof STEERING]);
  if (actionId in OTHERS) return OTHERS[actionId as keyof typeof OTHERS](ctx, staff, input);
  return Promise.resolve(unreadable(staff.lang, 'unreadable'));
};

/** How a form names what core names. */
const FIELDS = {
  comment: 'comment',
  reason: 'reason',
  to: 'to',
  at: 'when',
  until: 'days',
  text: 'text',
  customer: 'customer',
  product: 'product',
  region: 'region',
  theme: 'theme',
  link: 'link',
  purpose: 'purpose',
  days: 'days',
  time: 'time',
  zone: 'zone',
} as const;

/** Wrong fields of a form by id; empty where the error concerns no field of the form. */
const fieldErrorsOf = (error: unknown, lang: Lang): Record<string, string> => {
  if (!isDomainError(error)) return {};
  const issues = error instanceof InvalidInput ? error.issues : [error];
  return Object.fromEntries(
    issues.flatMap((issue) => {
      const { field } = issue;
      if (field === undefined || !Object.hasOwn(FIELDS, field)) return [];
      return [[FIELDS[field as keyof typeof FIELDS], issue.in(lang)]];
    }),
  );
};

/** The campaign that a button names, where it can be read. */
const campaignOf = (value: unknown): string | undefined => {
  const named = z.union([reviewValue.transform((v) => v.subjectId), campaignValue.transform((v) => v.campaignId)]);
  return named.safeParse(value).data;
};

/** A refusal for the sake of what changed meanwhile means that the card on screen is old: it is shown again. */
const refreshCard = async (ctx: BotContext, error: unknown, campaign: string | undefined): Promise<void> => {
  if (campaign === undefined || !isDomainError(error) || error.kind !== 'conflict') return;
  try {
    await ctx.core.cards.touch(campaign);
    ctx.nudge();
  } catch (cause) {
    ctx.logger.warn({ err: cause, campaign }, 'an old card could not be marked');
  }
};

/** Does what a button says: one call of core. Never throws: the clicker always gets a sentence. */
export const runAction = async (ctx: BotContext, input: ActionInput): Promise<ActionResult> => {
  let lang: Lang = input.identity.lang ?? 'en';
  try {
    const staff = await speakerOf(ctx, input.identity);
    if (staff === undefined) return { message: await invitationFor(ctx, input.identity), outcome: 'unlinked' };
    lang = staff.lang;
    return await run(ctx, staff, input);
  } catch (error) {
    const fieldErrors = fieldErrorsOf(error, lang);
    const campaign = campaignOf(input.value);
    await refreshCard(ctx, error, campaign);
    return {
      ...answerTo(ctx, error, lang, input.actionId),
      ...(campaign === undefined ? {} : { campaignId: campaign }),
      ...(Object.keys(fieldErrors).length === 0 ? {} : { fieldErrors }),
    };
  }
};
