import type { LocalText } from '../common/lang.ts';
import type { DigestPause, DigestSectionKey } from './digest.ts';
import type { DigestSchedule } from './digest-schedule.ts';

export const SECTION_WORDS: Readonly<Record<DigestSectionKey, LocalText>> = {
  results: { en: 'Campaign results', ko: '캠페인 결과' },
  costs: { en: 'Cost per result by segment', ko: '세그먼트별 결과당 비용' },
  changes: { en: 'What changed', ko: '달라진 점' },
  reviews: { en: 'Reviews', ko: '검토' },
  preflight: { en: 'What preflight found', ko: '사전 점검에서 발견된 것' },
  incidents: { en: 'Incidents and holds', ko: '장애와 보류' },
  fields: { en: 'Data fields', ko: '데이터 항목' },
  insights: { en: 'Insights', ko: '인사이트' },
  thanks: { en: 'Thank you', ko: '고맙습니다' },
};

export const PAUSE_WORDS: Readonly<Record<DigestPause, LocalText>> = {
  person: { en: 'Paused', ko: '일시 중지됨' },
  archived: { en: 'Paused: its channel is archived', ko: '일시 중지됨: 채널이 보관됨' },
  not_invited: { en: 'Paused: Tandem is not in its channel', ko: '일시 중지됨: 채널에 Tandem이 없음' },
  gone: { en: 'Paused: its channel is gone', ko: '일시 중지됨: 채널이 없어짐' },
  owner: {
    en: 'Paused: whoever set it up is not active any more or may not see reports',
    ko: '일시 중지됨: 설정한 사람이 더 이상 활동하지 않거나 보고서 권한이 없음',
  },
};

const NAMES: readonly (readonly [key: string, text: LocalText, more: readonly string[]])[] = [
  ['mon', { en: 'Monday', ko: '월요일' }, ['월']],
  ['tue', { en: 'Tuesday', ko: '화요일' }, ['화', 'tues']],
  ['wed', { en: 'Wednesday', ko: '수요일' }, ['수']],
  ['thu', { en: 'Thursday', ko: '목요일' }, ['목', 'thur', 'thurs']],
  ['fri', { en: 'Friday', ko: '금요일' }, ['금']],
  ['sat', { en: 'Saturday', ko: '토요일' }, ['토']],
  ['sun', { en: 'Sunday', ko: '일요일' }, ['일']],
];

const SETS: Readonly<Record<string, readonly number[]>> = {
  daily: [1, 2, 3, 4, 5, 6, 7],
  'every day': [1, 2, 3, 4, 5, 6, 7],
  매일: [1, 2, 3, 4, 5, 6, 7],
  weekdays: [1, 2, 3, 4, 5],
  평일: [1, 2, 3, 4, 5],
};

/** `mon`, `Monday`, `월`, `mon,thu`, `weekdays`, `daily`: days ascending; undefined where a word is none. Pure. */
export const parseDays = (text: string): number[] | undefined => {
  const clean = text.normalize('NFC').toLowerCase().trim();
  const set = SETS[clean];
  if (set !== undefined) return [...set];
  const words = clean.split(/[\s,·/]+/).filter((word) => word !== '');
  const days = words.map((word) => {
    const at = NAMES.findIndex(
      ([key, { en, ko }, more]) => word === key || word === en.toLowerCase() || word === ko || more.includes(word),
    );
    return at + 1;
  });
  return words.length === 0 || days.includes(0) ? undefined : [...new Set(days)].sort((a, b) => a - b);
};

/** As `parseDays` reads it: `mon,thu`, `weekdays`, `daily`. Pure. */
export const daysKey = (days: readonly number[]): string => {
  if (days.length === 7) return 'daily';
  if (days.join() === '1,2,3,4,5') return 'weekdays';
  return days.map((day) => NAMES[day - 1]?.[0] ?? '').join(',');
};

export const daysText = (days: readonly number[]): LocalText => {
  if (days.length === 7) return { en: 'every day', ko: '매일' };
  if (days.join() === '1,2,3,4,5') return { en: 'Monday to Friday', ko: '평일' };
  const of = (lang: 'en' | 'ko'): string => days.map((day) => NAMES[day - 1]?.[1][lang] ?? '').join(', ');
  return { en: of('en'), ko: of('ko') };
};

/** `Monday, 09:00 (Asia/Seoul)` */
export const scheduleText = ({ days, time, zone }: DigestSchedule): LocalText => {
  const { en, ko } = daysText(days);
  return { en: `${en}, ${time} (${zone})`, ko: `${ko} ${time}(${zone})` };
};

/** Days that a form offers; others are kept as they were typed. */
export const DAY_CHOICES: readonly string[] = ['daily', 'weekdays', ...NAMES.map(([key]) => key)];
