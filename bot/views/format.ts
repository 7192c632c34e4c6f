import { type Lang, momentText } from '../../core/index.ts';

const LOCALES: Readonly<Record<Lang, string>> = { en: 'en-GB', ko: 'ko-KR' };

/** A moment in a named zone, with the zone's name beside it. */
export const formatMoment = (at: Date, zone: string, lang: Lang): string => `${momentText(at, zone, lang)} (${zone})`;

/** Kept, because making one takes longer than using it. */
const COUNTS = { en: new Intl.NumberFormat(LOCALES.en), ko: new Intl.NumberFormat(LOCALES.ko) } as const;

export const formatCount = (value: number, lang: Lang): string => COUNTS[lang].format(value);

/** `value` is in per cent, 0 to 100. */
export const formatPercent = (value: number, lang: Lang): string =>
  `${new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: 1 }).format(value)} %`;

/** An amount in an ISO 4217 currency; an unknown currency stands behind the number as it is. */
export const formatMoney = (value: number, currency: string, lang: Lang): string => {
  try {
    return new Intl.NumberFormat(LOCALES[lang], { style: 'currency', currency, maximumFractionDigits: 0 }).format(
      value,
    );
  } catch {
    return `${formatCount(value, lang)} ${currency}`.trim();
  }
};

/** At most `length` UTF-16 units, an ellipsis where something was cut, never half of a surrogate pair. */
export const cutText = (text: string, length: number): string => {
  if (text.length <= length) return text;
  if (length <= 1) return text.slice(0, Math.max(0, length));
  const head = text.slice(0, length - 1);
  return `${/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head}…`;
};
