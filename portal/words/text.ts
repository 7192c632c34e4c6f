import { type Lang, type LocalText, momentText } from '../../core/index.ts';

/** What stands in the braces of a text: `{name}`. */
export type TextValues = Readonly<Record<string, string | number>>;

/** The text in one language, with `{name}` filled in. Numbers are written with separators. */
export const say = (text: LocalText, lang: Lang, values: TextValues = {}): string =>
  text[lang].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? formatNumber(value, lang) : value;
  });

/** The same text in both languages, filled in: for messages that outlive the request. */
export const fill = (text: LocalText, values: TextValues): LocalText => ({
  en: say(text, 'en', values),
  ko: say(text, 'ko', values),
});

export const formatNumber = (value: number, lang: Lang): string =>
  new Intl.NumberFormat(lang === 'ko' ? 'ko-KR' : 'en-GB', { maximumFractionDigits: 2 }).format(value);

/** A share of a whole as `12.3 %`; a dash where there is no whole. */
export const formatShare = (part: number, whole: number, lang: Lang): string =>
  whole === 0
    ? '–'
    : new Intl.NumberFormat(lang === 'ko' ? 'ko-KR' : 'en-GB', { style: 'percent', maximumFractionDigits: 1 }).format(
        part / whole,
      );

/** Day and minute in the reader's zone. */
export const formatTime = (at: Date, lang: Lang, zone: string): string => momentText(at, zone, lang);

/** A day without a time, which is kept as UTC midnight. */
export const formatDay = (at: Date, lang: Lang): string =>
  new Intl.DateTimeFormat(lang === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone: 'UTC',
    year: 'numeric',
    month: lang === 'ko' ? 'numeric' : 'short',
    day: 'numeric',
  }).format(at);
