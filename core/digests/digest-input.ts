import { z } from 'zod';
import { type DomainError, InvalidInput } from '../common/errors.ts';
import { isLang, type Lang } from '../common/lang.ts';
import { isTimeZone } from '../common/time-zone.ts';
import { digestErrors } from './digest-errors.ts';
import type { DigestSchedule } from './digest-schedule.ts';
import { parseDays } from './digest-words.ts';

/** As it was typed; what is left out, or empty, stays as it was. */
export interface DigestInput {
  /** `mon`, `mon,thu`, `weekdays`, `daily`, in Korean too. */
  readonly days?: unknown;
  /** `09:00`, `9:00`, `9` */
  readonly time?: unknown;
  readonly zone?: unknown;
  readonly lang?: unknown;
  readonly mail?: unknown;
}

export interface DigestChoice {
  readonly schedule: DigestSchedule;
  readonly lang: Lang;
  readonly mail: boolean;
}

const typed = z
  .string()
  .max(500)
  .catch('')
  .transform((text) => text.normalize('NFC').trim());
const shape = z.object({
  days: typed,
  time: typed,
  zone: typed,
  lang: typed,
  mail: z
    .union([z.boolean(), z.enum(['yes', 'no']).transform((word) => word === 'yes')])
    .optional()
    .catch(undefined),
});

const TIME = /^(\d{1,2})(?::(\d{2}))?$/;

const timeOf = (text: string): string | undefined => {
  const [, hour, minute = '00'] = TIME.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return `${hour.padStart(2, '0')}:${minute}`;
};

/** @throws InvalidInput by field (`days`, `time`, `zone`) */
export const parseDigestInput = (input: DigestInput, standing: DigestChoice): DigestChoice => {
  const { days, time, zone, lang, mail } = shape.parse(input);
  const issues: DomainError[] = [];
  const chosen = {
    days: days === '' ? standing.schedule.days : parseDays(days),
    time: time === '' ? standing.schedule.time : timeOf(time),
    zone: zone === '' ? standing.schedule.zone : zone,
  };
  if (chosen.days === undefined) issues.push(digestErrors.days(days));
  if (chosen.time === undefined) issues.push(digestErrors.time(time));
  if (!isTimeZone(chosen.zone)) issues.push(digestErrors.zone(zone));
  if (chosen.days === undefined || chosen.time === undefined || issues.length > 0) throw new InvalidInput(issues);
  return {
    schedule: { days: chosen.days, time: chosen.time, zone: chosen.zone },
    lang: isLang(lang) ? lang : standing.lang,
    mail: mail ?? standing.mail,
  };
};
