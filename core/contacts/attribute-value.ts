import type { AttributeType, AttributeValue } from './contact.ts';

export type ValueResult =
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong' };

const MISSING = new Set(['', 'na', 'n/a', 'null', 'none', '-']);
const TRUE = new Set(['true', 'yes', 'y', 'on', '예', '네', '참']);
const FALSE = new Set(['false', 'no', 'n', 'off', '아니오', '아니요', '거짓']);
const NUMBER = /^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;
const LIST_LIMITS = { items: 100, itemLength: 200 } as const;

const wrong: ValueResult = { kind: 'wrong' };
const found = (value: AttributeValue): ValueResult => ({ kind: 'value', value });

/** UTC midnight of a calendar day between the years 1000 and 9999; undefined for a day that is none (31 February). */
const utcDay = (year: number, month: number, day: number): Date | undefined => {
  if (year < 1000 || year > 9999) return undefined;
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at : undefined;
};

/**
 * A day in a common form: `2012-09-04`, `2012/9/4`, `2012. 9. 4.`, `2012년 9월 4일`, an ISO time (its day as written),
 * or day first: `04-09-2012`, `4/9/2012`, `4.9.2012`.
 */
export const parseDay = (text: string): Date | undefined => {
  const yearFirst =
    /^(\d{4})\s*[-/.년]\s*(\d{1,2})\s*[-/.월]\s*(\d{1,2})\s*[.일]?(?:[T ]\d{2}:\d{2}\S*(?: ?(?:UTC|GMT))?)?$/.exec(
      text,
    );
  if (yearFirst) return utcDay(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]));
  const dayFirst = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text);
  if (dayFirst) return utcDay(Number(dayFirst[4]), Number(dayFirst[3]), Number(dayFirst[1]));
  return undefined;
};

const parseNumber = (text: string): number | undefined => {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text.replaceAll(',', ''));
  return Number.isFinite(value) ? (value === 0 ? 0 : value) : undefined;
};

/** Reads one cell or form field as a type. An empty cell (and NA, null, - for anything but text) is missing. */
export const parseValue = (type: AttributeType, raw: string): ValueResult => {
  const text = raw.normalize('NFC').trim();
  if (text === '') return { kind: 'missing' };
  if (type === 'text') return found(text);
  if (MISSING.has(text.toLowerCase())) return { kind: 'missing' };
  switch (type) {
    case 'number': {
      const value = parseNumber(text);
      return value === undefined ? wrong : found(value);
    }
    case 'boolean': {
      const word = text.toLowerCase();
      if (word === '1' || TRUE.has(word)) return found(true);
      if (word === '0' || FALSE.has(word)) return found(false);
      return wrong;
    }
    case 'date': {
      const day = parseDay(text);
      return day === undefined ? wrong : found(day);
    }
    case 'list': {
      const items = [...new Set(text.split(/[;|,]/).map((item) => item.trim()))].filter((item) => item !== '');
      if (items.length === 0) return { kind: 'missing' };
      if (items.length > LIST_LIMITS.items || items.some((item) => item.length > LIST_LIMITS.itemLength)) return wrong;
      return found(items);
    }
  }
};

const LIST_HEADER = /(^|[_\s])(tags?|interests?|labels)$|태그|관심사/i;
/** Digits that are a name and not an amount: post codes, phone numbers, card numbers. */
const CODE = /^0\d+$|^\+\d{7,}$|^\d{16,}$/;

/** A few faults in a long column do not make it text: they are told, and refused. */
const MAJORITY = 0.9;

/** The narrowest type that nine of ten samples fit; years stay numbers; text where there is no sample, or any code. */
export const guessType = (header: string, samples: readonly string[]): AttributeType => {
  if (LIST_HEADER.test(header)) return 'list';
  const present = samples
    .map((sample) => sample.normalize('NFC').trim())
    .filter((text) => !MISSING.has(text.toLowerCase()));
  if (present.length === 0) return 'text';
  const most = (fits: (text: string) => boolean): boolean => present.filter(fits).length / present.length >= MAJORITY;
  if (most((text) => TRUE.has(text.toLowerCase()) || FALSE.has(text.toLowerCase()))) return 'boolean';
  if (most((text) => parseNumber(text) !== undefined) && !present.some((text) => CODE.test(text))) return 'number';
  if (most((text) => parseDay(text) !== undefined)) return 'date';
  return 'text';
};

/** Equal as stored: dates by time, lists by their items in order. */
export const sameValue = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean => {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => item === b[i]);
  return a === b;
};

const GRANTED = new Set(
  'yes,y,true,1,on,o,ok,granted,agree,agreed,opt-in,optin,opted in,subscribed,consented,동의,예,네,수신,수신동의,수신 동의'.split(
    ',',
  ),
);
const REFUSED = new Set(
  'no,n,false,0,off,x,refused,disagree,opt-out,optout,opted out,unsubscribed,거부,아니오,아니요,수신거부,수신 거부,미동의,비동의,동의안함,동의 안 함'.split(
    ',',
  ),
);

/** A cell of a consent column; undefined where it says neither yes nor no in words that are known. */
export const parseConsent = (raw: string): 'granted' | 'refused' | 'unknown' | undefined => {
  const word = raw.normalize('NFC').trim().toLowerCase();
  if (MISSING.has(word) || word === 'unknown' || word === '미확인') return 'unknown';
  if (GRANTED.has(word)) return 'granted';
  if (REFUSED.has(word)) return 'refused';
  return undefined;
};
