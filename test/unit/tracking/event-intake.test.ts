import { createEventIntake } from '../../../core/tracking/event-intake.ts';
import type { EventDoc } from '../../../core/tracking/tracking-store.ts';

const event = (id: string) => ({ _id: id }) as EventDoc;

describe('event intake', () => {
  it('writes what arrives together by one insert, and answers each by its own fate', async () => {
    const inserts: string[][] = [];
    const intake = createEventIntake(async (events) => {
      inserts.push(events.map((one) => one._id));
      return events.map((one) => one._id !== 'known');
    });
    expect(await Promise.all(['a', 'known', 'b'].map((id) => intake.add(event(id))))).toEqual([true, false, true]);
    expect(inserts).toEqual([['a', 'known', 'b']]);
  });

  it('answers nobody before the insert is durable, and fails everybody when it fails', async () => {
    let finish: (() => void) | undefined;
    const intake = createEventIntake(
      (events) =>
        new Promise((resolve) => {
          finish = () => resolve(events.map(() => true));
        }),
      { most: 1 },
    );
    let answered = false;
    const adding = intake.add(event('a')).then(() => {
      answered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    finish?.();
    await adding;
    const broken = createEventIntake(() => Promise.reject(new Error('no database')), { most: 2 });
    const both = await Promise.allSettled([broken.add(event('a')), broken.add(event('b'))]);
    expect(both.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  });
});
