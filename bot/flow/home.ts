import type { Lane, Staff } from '../../core/index.ts';
import { helpMessage } from '../views/answers.ts';
import { reviewList } from '../views/campaign-list.ts';
import { fieldsWaiting } from '../views/field-card.ts';
import type { Message } from '../views/message.ts';
import { answerTo, type BotContext, invitationFor, type SpeakerIdentity, speakerOf } from './context.ts';
import { fieldsToDecide } from './fields.ts';

/** Which reviews wait for a member of staff, as a list. */
export const reviewsOf = async (ctx: BotContext, staff: Staff): Promise<Message> => {
  const { mine, waitingOnOthers } = await ctx.core.approvals.inbox(staff.id);
  const ids = [...mine, ...waitingOnOthers].map(({ campaignId }) => campaignId);
  const names = new Map((await ctx.core.campaigns.byIds(ids)).map(({ id, name }) => [id, name]));
  const rowOf = <Item extends { campaignId: string; lanes: readonly { lane: Lane }[] }>(item: Item) => ({
    ...item,
    name: names.get(item.campaignId) ?? '',
    lanes: item.lanes.map(({ lane }) => lane),
  });
  const rows = mine.map(rowOf);
  const others = waitingOnOthers.map((item) => ({
    ...rowOf(item),
    waitsFor: [...new Set(item.lanes.flatMap((lane) => lane.waitsFor.map((one) => one.name)))],
  }));
  const where = { lang: staff.lang, portalUrl: ctx.core.config.portal.url };
  const list = reviewList({ mine: rows, others }, where);
  const fields = fieldsWaiting(await fieldsToDecide(ctx, staff), where);
  return { ...list, parts: [...list.parts, ...fields] };
};

/** What a person's own page in chat shows: what waits for them, and what Tandem understands. Never throws. */
export const homePage = async (ctx: BotContext, identity: SpeakerIdentity, prefix: string): Promise<Message> => {
  try {
    const staff = await speakerOf(ctx, identity);
    if (staff === undefined) return await invitationFor(ctx, identity);
    const reviews = await reviewsOf(ctx, staff);
    const help = helpMessage(staff.lang, prefix);
    return { ...reviews, parts: [...reviews.parts, { kind: 'divider' }, ...help.parts] };
  } catch (error) {
    return answerTo(ctx, error, identity.lang ?? 'en', 'home').message;
  }
};
