import { setImmediate as nextTurn } from 'node:timers/promises';
import { sharedRead } from '../../../core/common/shared-read.ts';

describe('a shared read', () => {
  test('is one for all who ask in the same turn, and begins when they have asked', async () => {
    let stored = 'old';
    let reads = 0;
    const read = sharedRead(async () => {
      reads += 1;
      return stored;
    });
    const first = read();
    stored = 'new';
    expect(await Promise.all([first, read(), read()])).toEqual(['new', 'new', 'new']);
    expect(reads).toBe(1);
  });

  test('is not joined by whoever asks after it began', async () => {
    let stored = 'old';
    const going: (() => void)[] = [];
    const read = sharedRead(async () => {
      const seen = stored;
      await new Promise<void>((resolve) => going.push(resolve));
      return seen;
    });
    const first = read();
    while (going.length === 0) await nextTurn();
    stored = 'new';
    const second = read();
    while (going.length === 1) await nextTurn();
    for (const go of going) go();
    expect(await Promise.all([first, second])).toEqual(['old', 'new']);
  });

  test('fails for all who shared it, and not for the next', async () => {
    const answers = [new Error('away'), undefined];
    const read = sharedRead(async () => {
      const failure = answers.shift();
      if (failure !== undefined) throw failure;
      return 'well';
    });
    expect(await Promise.allSettled([read(), read()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(await read()).toBe('well');
  });
});
