import type { Staff } from '../../core/index.ts';
import { helpMessage } from '../views/answers.ts';
import { reviewList } from '../views/campaign-list.ts';
import type { Message } from '../views/message.ts';
import { answerTo, type BotContext, invitationFor, type SpeakerIdentity, speakerOf } from './context.ts';

/** Which reviews wait for a member of staff, as a list. */
export const reviewsOf = async (ctx: BotContext, staff: Staff): Promise<Message> => {
  const { mine, waitingOnOthers } = await ctx.core.approvals.inbox(staff.id);
  const nameOf = async (id: string): Promise<string> => (await ctx.core.campaigns.byId(id))?.name ?? '';
  const rows = await Promise.all(
    mine.map(async (item) => ({
      ...item,
      name: await nameOf(item.campaignId),
      lanes: item.lanes.map(({ lane }) => lane),
    })),
  );
  const others = await Promise.all(
    waitingOnOthers.map(async (item) => ({
      ...item,
      name: await nameOf(item.campaignId),
      lanes: item.lanes.map(({ lane }) => lane),
      waitsFor: [...new Set(item.lanes.flatMap((lane) => lane.waitsFor.map((one) => one.name)))],
    })),
  );
  return reviewList({ mine: rows, others }, { lang: staff.lang, portalUrl: ctx.core.config.portal.url });
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
