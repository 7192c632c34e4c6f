import { type Staff, staffActor, stillFrozen } from '../../core/index.ts';
import { doneMessage, plainMessage } from '../views/answers.ts';
import type { Message } from '../views/message.ts';
import { CHAT_WORDS } from '../views/words.ts';
import type { BotContext, SpeakerIdentity } from './context.ts';

/** What the owner may do with a campaign that is under way. */
export type SteeringVerb = 'pause' | 'resume' | 'cancel';

/** @throws as `CampaignService.pause`, `resume` and `cancel` */
export const steerCampaign = async (
  ctx: BotContext,
  staff: Staff,
  platform: SpeakerIdentity['platform'],
  verb: SteeringVerb,
  id: string,
): Promise<Message> => {
  const words = CHAT_WORDS[staff.lang];
  const campaign = await ctx.core.campaigns[verb](staffActor(staff, platform), id);
  ctx.nudge();
  const line = { pause: words.paused, resume: words.resumed, cancel: words.cancelled }[verb](campaign.id);
  return doneMessage(line, { campaign, cycle: undefined }, staff.lang);
};

/** Halts a campaign; the card shows how far it is. @throws as `CampaignService.halt` */
export const haltCampaign = async (
  ctx: BotContext,
  staff: Staff,
  platform: SpeakerIdentity['platform'],
  id: string,
  reason: string,
): Promise<Message> => {
  const campaign = await ctx.core.campaigns.halt(staffActor(staff, platform), id, reason.trim());
  await ctx.core.deliveries.campaignChanged(id);
  ctx.nudge();
  return doneMessage(CHAT_WORDS[staff.lang].haltBegun(id), { campaign, cycle: undefined }, staff.lang);
};

/** Announces an incident from now on. @throws as `FreezeService.announce` */
export const freezeSending = async (
  ctx: BotContext,
  staff: Staff,
  platform: SpeakerIdentity['platform'],
  reason: string,
): Promise<Message> => {
  const actor = staffActor(staff, platform);
  const freeze = await ctx.core.freezes.announce(actor, { kind: 'incident', reason, from: null, until: null });
  await ctx.core.campaigns.followFreeze();
  ctx.nudge();
  return plainMessage(CHAT_WORDS[staff.lang].freezeBegun(freeze.reason), staff.lang, 'attention');
};

/** Ends the freeze that holds, and names those that still do. @throws as `FreezeService.end` */
export const unfreezeSending = async (
  ctx: BotContext,
  staff: Staff,
  platform: SpeakerIdentity['platform'],
): Promise<Message> => {
  const words = CHAT_WORDS[staff.lang];
  const active = await ctx.core.freezes.active();
  if (active === undefined) return plainMessage(words.noFreeze, staff.lang, 'attention');
  await ctx.core.freezes.end(staffActor(staff, platform), active.id);
  await ctx.core.campaigns.followFreeze();
  ctx.nudge();
  const still = stillFrozen(await ctx.core.freezes.holding(), ctx.core.config.workspace.timeZone);
  return still === undefined
    ? plainMessage(words.unfrozen, staff.lang, 'good')
    : plainMessage(`${words.unfrozenOne(active.reason)} ${still[staff.lang]}`, staff.lang, 'attention');
};
