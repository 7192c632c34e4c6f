import type { DigestClaim } from '../../core/index.ts';
import type { FollowerOptions } from './card-follower.ts';
import { type BotContext, serviceUrlOf } from './context.ts';
import { digestShown } from './digests.ts';
import { ChatFailure, type ChatFailureReason } from './notifier.ts';
import { createRounds, type Follower } from './rounds.ts';

const UNREACHABLE_RETRY_MS = 1_000;
const FAILING_RETRY_MS = 5_000;
const FAILING_RETRY_MAX_MS = 3_600_000;
const BROKEN_RETRY_MS = 300_000;
/** Reasons that no later try mends; in a channel of its own so is not being in it. */
const GONE: readonly ChatFailureReason[] = ['archived', 'gone', 'not_invited'];
/** Reasons that concern the platform and not this digest. */
const EVERYWHERE: readonly ChatFailureReason[] = ['unreachable', 'rate_limited'];

const goneBy = (failure: ChatFailure, { place }: DigestClaim): 'archived' | 'gone' | 'not_invited' | undefined => {
  const reason = GONE.find((one) => one === failure.reason);
  // A person whose workspace has no channel yet can be reached once it has one.
  if (reason === 'not_invited' && place.kind === 'person') return undefined;
  return reason === 'archived' || reason === 'gone' || reason === 'not_invited' ? reason : undefined;
};

/** `tries` counts from one. Pure. */
const waitAfter = (reason: ChatFailureReason | undefined, tries: number): number => {
  if (reason === 'unreachable') return UNREACHABLE_RETRY_MS;
  if (reason === 'failing') return Math.min(FAILING_RETRY_MAX_MS, FAILING_RETRY_MS * 2 ** (tries - 1));
  return BROKEN_RETRY_MS;
};

/**
 * Posts digests, each copy by one process: claimed by compare-and-set for a minute, then posted, then closed. It is posted
 * again where a process dies between posting and closing. A platform that cannot fetch a picture gets it without.
 */
export const createDigestFollower = (
  ctx: BotContext,
  { platform, notifier, everyMs = 1_000 }: FollowerOptions<'post' | 'tell'>,
): Follower => {
  const { core } = ctx;
  const logger = ctx.logger.child({ digests: platform });
  /** The platform asked for silence until then. */
  let quietUntil = 0;

  const post = async ({ digest, place }: DigestClaim, withPictures: boolean): Promise<void> => {
    const message = await digestShown(ctx, digest, withPictures);
    if (place.kind === 'channel') {
      await notifier.post(place.ref, message);
      return;
    }
    await notifier.tell({ ...place, serviceUrl: await serviceUrlOf(ctx, platform, place.workspaceId) }, message);
  };

  const handle = async (claim: DigestClaim): Promise<void> => {
    try {
      await post(claim, true).catch((error: unknown) => {
        if (!(error instanceof ChatFailure) || error.reason !== 'invalid') throw error;
        return post(claim, false);
      });
    } catch (error) {
      const failure = error instanceof ChatFailure ? error : undefined;
      const gone = failure === undefined ? undefined : goneBy(failure, claim);
      logger[claim.fence > 1 ? 'debug' : 'warn'](
        { err: error, digest: claim.digest.id },
        'a digest could not be posted',
      );
      const retryAfterMs = failure?.retryAfterMs ?? waitAfter(failure?.reason, claim.fence);
      if (failure !== undefined && EVERYWHERE.includes(failure.reason)) quietUntil = Date.now() + retryAfterMs;
      await core.digests.failed(claim, { retryAfterMs, ...(gone === undefined ? {} : { gone }) });
      return;
    }
    await core.digests.done(claim);
  };

  return createRounds({
    async takeNext() {
      const claim = await core.digests.claimNext(platform);
      if (claim !== undefined) await handle(claim);
      return claim !== undefined;
    },
    quiet: () => Date.now() < quietUntil,
    everyMs,
    onError: (error) => logger.error({ err: error }, 'the digest follower could not look'),
  });
};
