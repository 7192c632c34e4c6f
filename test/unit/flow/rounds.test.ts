import { createRounds } from '../../../bot/flow/rounds.ts';

/** Items that wait to be taken, each in hand until it is let go. */
const aQueue = () => {
  const waiting: string[] = [];
  const inHand: string[] = [];
  const done: string[] = [];
  const letGo: (() => void)[] = [];
  let most = 0;
  const noticed: (() => void)[] = [];
  return {
    waiting,
    done,
    most: () => most,
    letGo: () => {
      for (const go of letGo.splice(0)) go();
    },
    until: async (holds: () => boolean): Promise<void> => {
      while (!holds()) await new Promise<void>((resolve) => noticed.push(resolve));
    },
    inHand,
    takeNext: async (): Promise<boolean> => {
      const item = waiting.shift();
      if (item === undefined) return false;
      inHand.push(item);
      most = Math.max(most, inHand.length);
      for (const notice of noticed.splice(0)) notice();
      await new Promise<void>((resolve) => letGo.push(resolve));
      inHand.splice(inHand.indexOf(item), 1);
      done.push(item);
      for (const notice of noticed.splice(0)) notice();
      return true;
    },
  };
};
const never = { everyMs: 3_600_000, quiet: () => false };

describe('rounds of a follower', () => {
  const thrown: unknown[] = [];
  const onError = (error: unknown): void => void thrown.push(error);
  beforeEach(() => void thrown.splice(0));

  test('hold as many as they may and no more, and stop waits for those in hand', async () => {
    const queue = aQueue();
    queue.waiting.push('a', 'b', 'c', 'd', 'e');
    const follower = createRounds({ ...never, takeNext: queue.takeNext, atOnce: 2, onError });
    follower.start();
    await queue.until(() => queue.inHand.length === 1);
    follower.nudge();
    await queue.until(() => queue.inHand.length === 2);
    queue.letGo();
    await queue.until(() => queue.inHand.length === 2 && queue.done.length === 2);
    const stopped = follower.stop();
    queue.letGo();
    await stopped;
    expect({ done: queue.done, left: queue.waiting, most: queue.most() }).toEqual({
      done: ['a', 'b', 'c', 'd'],
      left: ['e'],
      most: 2,
    });
  });

  test('hear a nudge that comes while every hand is full', async () => {
    const queue = aQueue();
    queue.waiting.push('a');
    let looks = 0;
    const follower = createRounds({
      ...never,
      takeNext: async () => {
        looks += 1;
        const some = await queue.takeNext();
        // Ends its work without looking again, as one that fails does.
        if (some && looks === 1) throw new Error('broken');
        return some;
      },
      onError,
    });
    follower.start();
    await queue.until(() => queue.inHand.length === 1);
    queue.waiting.push('b');
    follower.nudge();
    queue.letGo();
    await queue.until(() => queue.inHand.length === 1 && queue.inHand[0] === 'b');
    const stopped = follower.stop();
    queue.letGo();
    await stopped;
    expect(thrown).toHaveLength(1);
    expect(queue.done).toEqual(['a', 'b']);
  });

  test('leave a platform alone that wants to be', async () => {
    const queue = aQueue();
    queue.waiting.push('a');
    const follower = createRounds({ ...never, quiet: () => true, takeNext: queue.takeNext, onError });
    follower.start();
    follower.nudge();
    await follower.stop();
    expect(queue.waiting).toEqual(['a']);
  });
});
