import { z } from 'zod';
import { LANE_WORDS, LATER_IDS, type Staff, staffActor, waiverEnd } from '../../core/index.ts';
import { plainMessage } from '../views/answers.ts';
import { formatMoment } from '../views/format.ts';
import { CHAT_WORDS } from '../views/words.ts';
import {
  type ActionInput,
  type ActionResult,
  campaignValue,
  laneFor,
  reviewValue,
  unreadable,
} from './action-values.ts';
import type { BotContext } from './context.ts';
import { haltCampaign } from './stops.ts';

const delegateFields = z.object({ to: z.string().max(100).default('') });
const laterFields = z.object({ when: z.enum(LATER_IDS) });
const waiveFields = z.object({
  item: z.string().max(200).default(''),
  reason: z.string().max(100_000).default(''),
  days: z.string().max(10).default(''),
});
const haltFields = z.object({ reason: z.string().max(100_000).default('') });
/** The part as core names it: `BATCH#PART`. */
const partValue = campaignValue.extend({ part: z.string().max(140) });

/** Hands the say of the one who clicked on. @throws as `ApprovalService.delegate` */
export const delegateTo = async (ctx: BotContext, staff: Staff, input: ActionInput): Promise<ActionResult> => {
  const value = reviewValue.safeParse(input.value);
  const fields = delegateFields.safeParse(input.fields ?? {});
  if (!value.success) return unreadable(staff.lang, 'unreadable');
  if (!fields.success) return unreadable(staff.lang, 'noSuchField');
  const { subjectId, cycle } = value.data;
  const { to } = fields.data;
  const lane = await laneFor(ctx, staff, await ctx.core.approvals.current(subjectId));
  await ctx.core.approvals.delegate(staffActor(staff, input.identity.platform), { subjectId, cycle, lane, to });
  ctx.nudge();
  const words = CHAT_WORDS[staff.lang];
  const who = (await ctx.core.people.byId(to))?.name ?? words.somebody;
  const line = words.delegated(LANE_WORDS[lane][staff.lang], subjectId, who);
  return { message: plainMessage(line, staff.lang, 'good'), outcome: 'done', campaignId: subjectId };
};

/** A private notice later on, in working hours. @throws as `ApprovalService.remindLater` */
export const remindLater = async (ctx: BotContext, staff: Staff, input: ActionInput): Promise<ActionResult> => {
  const value = reviewValue.safeParse(input.value);
  const fields = laterFields.safeParse(input.fields ?? {});
  if (!value.success) return unreadable(staff.lang, 'unreadable');
  if (!fields.success) return unreadable(staff.lang, 'noSuchField');
  const words = CHAT_WORDS[staff.lang];
  const { subjectId, cycle } = value.data;
  const choice = (await ctx.core.approvals.laterChoices()).find(({ id }) => id === fields.data.when);
  if (choice === undefined) {
    const message = plainMessage(words.laterGone, staff.lang, 'warning');
    return { message, outcome: 'refused', campaignId: subjectId, fieldErrors: { when: words.laterGone } };
  }
  const actor = staffActor(staff, input.identity.platform);
  await ctx.core.approvals.remindLater(actor, { subjectId, cycle, at: choice.at });
  const line = words.laterSet(subjectId, formatMoment(choice.at, staff.timeZone, staff.lang));
  return { message: plainMessage(line, staff.lang, 'good'), outcome: 'done', campaignId: subjectId };
};

/** Answers for a red item for some days. @throws as `CampaignService.waive` */
export const waive = async (ctx: BotContext, staff: Staff, input: ActionInput): Promise<ActionResult> => {
  const value = campaignValue.safeParse(input.value);
  const fields = waiveFields.safeParse(input.fields ?? {});
  if (!value.success) return unreadable(staff.lang, 'unreadable');
  if (!fields.success) return unreadable(staff.lang, 'noSuchField');
  const { campaignId } = value.data;
  const { item: itemId, reason, days } = fields.data;
  const until = waiverEnd(days, ctx.core.clock.now());
  const actor = staffActor(staff, input.identity.platform);
  await ctx.core.campaigns.waive(actor, { campaignId, itemId, reason: reason.trim(), until });
  ctx.nudge();
  return {
    message: plainMessage(CHAT_WORDS[staff.lang].waived(campaignId), staff.lang, 'good'),
    outcome: 'done',
    campaignId,
  };
};

/** What a person found out about mail that nobody could account for. @throws as `DeliveryService.resolve` */
export const account =
  (evidence: 'accepted' | 'not_accepted') =>
  async (ctx: BotContext, staff: Staff, input: ActionInput): Promise<ActionResult> => {
    const value = partValue.safeParse(input.value);
    if (!value.success) return unreadable(staff.lang, 'unreadable');
    const { campaignId, part } = value.data;
    await ctx.core.deliveries.resolve(staffActor(staff, input.identity.platform), part, evidence);
    await ctx.core.cards.touch(campaignId);
    ctx.nudge();
    const words = CHAT_WORDS[staff.lang];
    const line = evidence === 'accepted' ? words.answeredSent(campaignId) : words.answeredAgain(campaignId);
    return { message: plainMessage(line, staff.lang, 'good'), outcome: 'done', campaignId };
  };

/** @throws as `CampaignService.halt` */
export const halt = async (ctx: BotContext, staff: Staff, input: ActionInput): Promise<ActionResult> => {
  const value = campaignValue.safeParse(input.value);
  const fields = haltFields.safeParse(input.fields ?? {});
  if (!value.success) return unreadable(staff.lang, 'unreadable');
  if (!fields.success) return unreadable(staff.lang, 'noSuchField');
  const message = await haltCampaign(ctx, staff, input.identity.platform, value.data.campaignId, fields.data.reason);
  return { message, outcome: 'done', campaignId: value.data.campaignId };
};
