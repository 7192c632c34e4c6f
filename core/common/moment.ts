import type { Lang } from './lang.ts';

const LOCALES: Readonly<Record<Lang, string>> = { en: 'en-GB', ko: 'ko-KR' };

/** Kept, because making one takes longer than using it a hundred times. Zones are the few hundred that exist. */
const formats = new Map<string, Intl.DateTimeFormat>();
const formatFor = (zone: string, lang: Lang): Intl.DateTimeFormat => {
  const key = `${lang} ${zone}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(LOCALES[lang], {
      timeZone: zone,
      year: 'numeric',
      month: lang === 'ko' ? 'numeric' : 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(key, format);
  return format;
};

/** Day and minute in a named zone, in 24 hours in both languages: `25 Nov 2026, 00:00` and `2026. 11. 25. 00:00`. */
export const momentText = (at: Date, zone: string, lang: Lang): string => formatFor(zone, lang).format(at);
