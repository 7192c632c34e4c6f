import { DateTime } from 'luxon';
import type { QuietHours } from './campaign.ts';

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/**
 * When the quiet hours that `at` falls into are over where `zone` is; null where it falls into none. An end that a clock
 * change leaves out comes as much later as the clocks are set forward. Pure.
 */
export const quietUntil = ({ from, to }: Pick<QuietHours, 'from' | 'to'>, zone: string, at: Date): Date | null => {
  const local = DateTime.fromJSDate(at, { zone });
  const [begins, ends, now] = [minutesOf(from), minutesOf(to), local.hour * 60 + local.minute];
  const overnight = begins > ends;
  if (overnight ? now < begins && now >= ends : now < begins || now >= ends) return null;
  const day = overnight && now >= begins ? local.plus({ days: 1 }) : local;
  let end = day.set({ hour: Math.floor(ends / 60), minute: ends % 60, second: 0, millisecond: 0 });
  // The hour that clocks are set back over comes twice.
  while (end.toMillis() <= at.getTime()) end = end.plus({ hours: 1 });
  return end.toJSDate();
};

/**
 * A wall-clock time (`YYYY-MM-DDTHH:MM`) where `zone` is. One that a clock change leaves out comes as much later as the
 * clocks are set forward; one that comes twice means the first. Pure.
 */
export const localInstant = (localTime: string, zone: string): Date => {
  const time = DateTime.fromISO(localTime, { zone });
  return new Date(Math.min(...time.getPossibleOffsets().map((possible) => possible.toMillis())));
};
