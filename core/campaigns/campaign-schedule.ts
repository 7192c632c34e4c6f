import { DateTime } from 'luxon';
import type { DomainError } from '../common/errors.ts';
import { isTimeZone } from '../common/time-zone.ts';
import type { Schedule } from './campaign.ts';
import { fieldError, schedulePast } from './campaign-errors.ts';
import { localInstant } from './quiet-hours.ts';

const LOCAL_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::00(?:\.0+)?)?$/;

const noZone = (field: string, zone: string): DomainError =>
  fieldError(field, {
    en: `"${zone.slice(0, 60)}" is not a time zone. Give one such as Asia/Seoul or Europe/Berlin.`,
    ko: `"${zone.slice(0, 60)}"은(는) 시간대가 아닙니다. Asia/Seoul, Europe/Berlin처럼 입력하세요.`,
  });

/**
 * Wall-clock time and IANA zone → the moment in UTC. An hour that comes twice (clocks set back) means the first.
 * Answers what is wrong instead of throwing: an unknown zone, a malformed time, an hour that a clock change leaves out,
 * a time that has passed (`campaign.schedule_past`). With `local` the moment is the earliest: in zones further east the
 * wall-clock time has passed by then, and nobody gets it before.
 */
export const toSchedule = (
  input: { localTime: string | null; zone: string; local?: { readonly fallbackZone: string } },
  now: Date,
): { schedule: Schedule } | { issue: DomainError } => {
  const { zone } = input;
  if (!isTimeZone(zone)) return { issue: noZone('schedule.zone', zone) };
  const fallbackZone = input.local?.fallbackZone.trim() || zone;
  if (!isTimeZone(fallbackZone)) return { issue: noZone('schedule.local.fallbackZone', fallbackZone) };
  const local = input.local === undefined ? {} : { local: { fallbackZone } };
  const text = input.localTime?.trim() ?? '';
  if (text === '') {
    if (input.local === undefined) return { schedule: { localTime: null, zone, at: null } };
    return {
      issue: fieldError('schedule.localTime', {
        en: 'give the time of day at which recipients are to get it where they are.',
        ko: '수신자의 현지 시각으로 언제 받을지 입력하세요.',
      }),
    };
  }
  const typed = LOCAL_TIME.exec(text);
  const wall = typed === null ? '' : text.slice(0, 16);
  const time = DateTime.fromISO(wall, { zone });
  if (typed === null || !time.isValid) {
    return {
      issue: fieldError('schedule.localTime', {
        en: `"${text.slice(0, 40)}" is not a time. Give it as YYYY-MM-DDTHH:MM, such as 2027-03-01T09:30.`,
        ko: `"${text.slice(0, 40)}"은(는) 시각이 아닙니다. 2027-03-01T09:30처럼 YYYY-MM-DDTHH:MM 형식으로 입력하세요.`,
      }),
    };
  }
  if (time.toFormat("yyyy-MM-dd'T'HH:mm") !== wall) {
    const after = time.toFormat('yyyy-MM-dd HH:mm');
    return {
      issue: fieldError('schedule.localTime', {
        en: `${wall.replace('T', ' ')} does not exist in ${zone}: clocks are set forward over it. Choose another time, such as ${after}.`,
        ko: `${zone}에서는 ${wall.replace('T', ' ')} 시각이 존재하지 않습니다(시계를 앞당기는 시간). ${after}처럼 다른 시각을 선택하세요.`,
      }),
    };
  }
  const at = localInstant(wall, zone);
  if (at <= now) return { issue: schedulePast('schedule.localTime') };
  return { schedule: { localTime: wall, zone, at, ...local } };
};
