import type { BotContext } from '../../../bot/flow/context.ts';
import { createNoticeFollower } from '../../../bot/flow/notice-follower.ts';
import { ChatFailure } from '../../../bot/flow/notifier.ts';
import { createLogger } from '../../../core/common/logger.ts';
import type { NoticeClaim, NoticeService } from '../../../core/index.ts';

const AT = new Date('2026-11-24T01:00:00Z');
const aClaim = (userId: string, fence = 1): NoticeClaim => ({
  id: `${userId}:${fence}`,
  fence,
  notice: {
    key: userId,
    to: { kind: 'staff', staffId: userId },
    title: { en: 'Something', ko: '알림' },
    lines: [],
    path: null,
    tone: 'normal',
    campaignId: null,
    at: AT,
  },
  place: { kind: 'person', workspaceId: 'T1', userId, lang: 'en' },
});

/** What became of these claims once a follower had them: told, or how long each is left alone. */
const followed = async (
  claims: readonly NoticeClaim[],
  answers: Readonly<Record<string, ChatFailure>>,
  now = AT,
): Promise<readonly string[]> => {
  const left = [...claims];
  const said: string[] = [];
  let ended: () => void = () => undefined;
  const empty = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const notices: Pick<NoticeService, 'claimNext' | 'done' | 'failed'> = {
    async claimNext() {
      if (left.length === 0) ended();
      return left.shift();
    },
    async done({ id }) {
      said.push(`${id} told`);
    },
    async failed({ id }, { retryAfterMs, gone }) {
      said.push(gone === true ? `${id} given up` : `${id} again in ${retryAfterMs} ms`);
    },
  };
  const core = {
    notices,
    channels: { list: async () => [] },
    clock: { now: () => now },
    config: { portal: { url: 'https://tandem.example.test' } },
  };
  const follower = createNoticeFollower({ core, logger: createLogger('silent', 'test') } as unknown as BotContext, {
    platform: 'teams',
    everyMs: 1,
    notifier: {
      post: async () => ({ messageId: 'm' }),
      async tell({ userId }) {
        const failure = answers[userId];
        if (failure !== undefined) throw failure;
      },
    },
  });
  follower.start();
  await empty;
  await follower.stop();
  return said;
};

describe('a notice that one conversation does not take', () => {
  const failing = new ChatFailure('failing', '500 UserNotFound');

  it('waits longer after each try, and no other waits with it', async () => {
    const claims = [aClaim('dead'), aClaim('alive'), aClaim('dead', 2), aClaim('dead', 5), aClaim('dead', 40)];
    expect(await followed(claims, { dead: failing })).toEqual([
      'dead:1 again in 5000 ms',
      'alive:1 told',
      'dead:2 again in 10000 ms',
      'dead:5 again in 80000 ms',
      'dead:40 again in 3600000 ms',
    ]);
  });

  it('is given up after a day', async () => {
    const late = new Date(AT.getTime() + 86_400_001);
    expect(await followed([aClaim('dead', 30)], { dead: failing }, late)).toEqual(['dead:30 given up']);
  });

  it('is tried again after a second in an outage, as everything then waits', async () => {
    const claims = [aClaim('dead', 7), aClaim('alive')];
    const before = Date.now();
    const outage = { dead: new ChatFailure('unreachable', '503') };
    expect(await followed(claims, outage)).toEqual(['dead:7 again in 1000 ms', 'alive:1 told']);
    expect(Date.now() - before).toBeGreaterThanOrEqual(990);
  });
});
