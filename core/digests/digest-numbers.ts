import type { Brief } from '../campaigns/campaign.ts';
import type { Lang, LocalText } from '../common/lang.ts';
import { TRACKING_WORDS } from '../common/words.ts';
import { moneyText as moneyIn } from '../tracking/cost-per-result.ts';
import type { DigestFigure, DigestItem } from './digest.ts';

const LOCALES: Readonly<Record<Lang, string>> = { en: 'en-GB', ko: 'ko-KR' };

const inBoth = (make: (lang: Lang) => string): LocalText => ({ en: make('en'), ko: make('ko') });

export const numberText = (value: number): LocalText =>
  inBoth((lang) => new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: 2 }).format(value));

/** Of a whole, in per cent; a dash where there is no whole. */
export const shareText = (part: number, whole: number): LocalText =>
  whole === 0
    ? { en: '–', ko: '–' }
    : inBoth((lang) =>
        new Intl.NumberFormat(LOCALES[lang], { style: 'percent', maximumFractionDigits: 1 }).format(part / whole),
      );

export const percent = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 10;

export const moneyText = (amount: number, currency: string): LocalText =>
  inBoth((lang) => moneyIn(amount, currency, lang));

export const kpiText = (kpi: Brief['kpi']): LocalText =>
  kpi === 'converted' ? { en: 'Converted', ko: '전환' } : TRACKING_WORDS[kpi];

/** Marked as the least that it can be where a part of it is not known. */
export const costText = (
  amount: number | null,
  { complete, currency }: { complete: boolean; currency: string },
): LocalText => {
  if (amount === null) return { en: '–', ko: '–' };
  const { en, ko } = moneyText(amount, currency);
  return complete ? { en, ko } : { en: `≥ ${en}`, ko: `≥ ${ko}` };
};

/** Each currency by itself: nobody knows what they are worth in each other. */
export const sumsText = (amounts: readonly { amount: number; currency: string }[]): LocalText => {
  const sums = new Map<string, number>();
  for (const { amount, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  const texts = [...sums].sort(([a], [b]) => a.localeCompare(b)).map(([currency, sum]) => moneyText(sum, currency));
  return texts.length === 0
    ? { en: '–', ko: '–' }
    : { en: texts.map(({ en }) => en).join(' · '), ko: texts.map(({ ko }) => ko).join(' · ') };
};

export const weekBefore = ({ en, ko }: LocalText): LocalText => ({
  en: `a week earlier: ${en}`,
  ko: `한 주 전: ${ko}`,
});

export const figure = (
  key: string,
  label: LocalText,
  value: number | LocalText,
  note: LocalText | null,
  items: readonly DigestItem[],
): DigestFigure => ({ key, label, value: typeof value === 'number' ? numberText(value) : value, note, items });

/** The mean of the two in the middle where their number is even; null without any. Pure. */
export const medianOf = (values: readonly number[]): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
};
