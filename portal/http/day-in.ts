import { DateTime } from 'luxon';
import type { LocalText } from '../../core/index.ts';

/** The beginning of a day `YYYY-MM-DD` in a zone; undefined where the text is none. Pure. */
export const dayIn = (text: string, zone: string): DateTime | undefined => {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? DateTime.fromISO(text, { zone }) : undefined;
  return day?.isValid === true ? day : undefined;
};

const NOT_A_DAY = { en: 'Give a day such as 2026-11-24.', ko: '2026-11-24 와 같은 날짜를 입력하세요.' };
const TO_BEFORE_FROM = { en: 'This day is before the first one.', ko: '시작일보다 앞선 날짜입니다.' };

/** The days `from` and `to` of an address, and what is wrong with them by field; an empty one is open. Pure. */
export const daysIn = (
  { from, to }: { readonly from: string; readonly to: string },
  zone: string,
): {
  readonly first: DateTime | undefined;
  readonly last: DateTime | undefined;
  readonly wrong: Readonly<Record<string, readonly LocalText[]>>;
} => {
  const [first, last] = [dayIn(from, zone), dayIn(to, zone)];
  return {
    first,
    last,
    wrong: {
      ...(from !== '' && first === undefined ? { from: [NOT_A_DAY] } : {}),
      ...(to !== '' && last === undefined ? { to: [NOT_A_DAY] } : {}),
      ...(first !== undefined && last !== undefined && last < first ? { to: [TO_BEFORE_FROM] } : {}),
    },
  };
};
