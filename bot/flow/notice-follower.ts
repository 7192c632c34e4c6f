import type { Lang, NoticeClaim } from '../../core/index.ts';
import { noticeMessage } from '../views/notice.ts';
import type { FollowerOptions } from './card-follower.ts';
import { type BotContext, serviceUrlOf } from './context.ts';
import { ChatFailure, type ChatFailureReason } from './notifier.ts';
import { createRounds, type Follower } from './rounds.ts';

const UNREACHABLE_RETRY_MS = 1_000;
/** What fails by itself waits twice as long after each try, up to the second of these. */
const FAILING_RETRY_MS = 5_000;
const FAILING_RETRY_MAX_MS = 3_600_000;
/** Somebody has to mend credentials, an invitation or a renderer first. */
const BROKEN_RETRY_MS = 300_000;
/** A notice that could not be told for a day is news no more. */
const TOO_OLD_MS = 86_400_000;
/** Reasons that no later try mends: the account or the channel is not there any more. */
const OVER: ReadonlySet<string> = new Set(['archived', 'gone']);
/** Reasons that concern the platform and not this notice. */
const EVERYWHERE: ReadonlySet<string> = new Set(['unreachable', 'rate_limited']);

/** `tries` counts from one. Pure. */
const waitAfter = (reason: ChatFailureReason | undefined, tries: number): number => {
  if (reason === 'unreachable') return UNREACHABLE_RETRY_MS;
  if (reason === 'failing') return Math.min(FAILING_RETRY_MAX_MS, FAILING_RETRY_MS * 2 ** (tries - 1));
  return BROKEN_RETRY_MS;
};

/**
 * Tells what people are to hear, each copy by one process: claimed by compare-and-set for a minute, then posted,
 * then closed. It is told again where a process dies between posting and closing, or where the platform took it and its
 * answer was lost.
 */
export const createNoticeFollower = (
  ctx: BotContext,
  { platform, notifier, everyMs = 1_000 }: FollowerOptions<'post' | 'tell'>,
): Follower => {
  const { core } = ctx;
  const logger = ctx.logger.child({ notices: platform });
  /** The platform asked for silence until then. */
  let quietUntil = 0;

  const langOf = async ({ place }: NoticeClaim): Promise<Lang> => {
    if (place.lang !== undefined) return place.lang;
    const channels = await core.channels.list();
    const { workspaceId, channelId } = place.ref;
    const here = channels.filter((one) => one.platform === platform && one.workspaceId === workspaceId);
    return here.find((one) => one.channelId === channelId)?.lang ?? 'en';
  };

  const tell = async (claim: NoticeClaim): Promise<void> => {
    const { notice, place } = claim;
    const message = noticeMessage(notice, { lang: await langOf(claim), portalUrl: core.config.portal.url });
    if (place.kind === 'channel') {
      await notifier.post(place.ref, message);
      return;
    }
    await notifier.tell({ ...place, serviceUrl: await serviceUrlOf(ctx, platform, place.workspaceId) }, message);
  };

  const handle = async (claim: NoticeClaim): Promise<void> => {
    try {
      await tell(claim);
    } catch (error) {
      const failure = error instanceof ChatFailure ? error : undefined;
      const about = { err: error, notice: claim.notice.key };
      const noWayYet = failure?.reason === 'not_invited' && failure.retryAfterMs !== undefined;
      // Said once, and once more where it is given up: the tries between are no news.
      logger[noWayYet || claim.fence > 1 ? 'debug' : 'warn'](about, 'a notice could not be told');
      const old = core.clock.now().getTime() - claim.notice.at.getTime() > TOO_OLD_MS;
      const ownPlace = claim.notice.to.kind === 'place' ? claim.notice.to.ref : undefined;
      const over = OVER.has(failure?.reason ?? '') || (ownPlace !== undefined && failure?.reason === 'not_invited');
      if (old || over) {
        if (ownPlace !== undefined && over) await core.savedSearches.channelLost(ownPlace);
        logger.warn(about, 'a notice is given up');
        await core.notices.failed(claim, { retryAfterMs: 0, gone: true });
        return;
      }
      const retryAfterMs = failure?.retryAfterMs ?? waitAfter(failure?.reason, claim.fence);
      if (failure !== undefined && EVERYWHERE.has(failure.reason)) quietUntil = Date.now() + retryAfterMs;
      await core.notices.failed(claim, { retryAfterMs });
      return;
    }
    await core.notices.done(claim);
  };

  return createRounds({
    async takeNext() {
      const claim = await core.notices.claimNext(platform);
      if (claim !== undefined) await handle(claim);
      return claim !== undefined;
    },
    quiet: () => Date.now() < quietUntil,
    everyMs,
    onError: (error) => logger.error({ err: error }, 'the notice follower could not look'),
  });
};
