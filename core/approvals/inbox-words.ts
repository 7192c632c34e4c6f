import type { LocalText } from '../common/lang.ts';
import type { Inbox } from './approval-inbox.ts';
import { workingTime } from './review-notices.ts';

/** How the groups of an inbox are called, in chat and portal alike. */
export const INBOX_WORDS = {
  mine: { en: 'Waiting for you', ko: '내 결정을 기다리는 캠페인' },
  waitingOnOthers: { en: 'Waiting for others', ko: '다른 사람의 결정을 기다리는 캠페인' },
  overdue: { en: 'Overdue', ko: '기한 지남' },
} as const satisfies Record<keyof Inbox | 'overdue', LocalText>;

/** How long a review has waited, in working minutes, as a phrase for its row. Pure. */
export const waitedText = (minutes: number): LocalText => {
  const time = workingTime(minutes);
  return { en: `waiting ${time.en} of working time`, ko: `근무 시간 기준 ${time.ko} 대기` };
};

/** The heading of a group: how many there are, and how many of them are overdue where any is. Pure. */
export const groupTitle = (name: LocalText, rows: readonly { readonly overdue: boolean }[]): LocalText => {
  const late = rows.filter(({ overdue }) => overdue).length;
  return late === 0
    ? { en: `${name.en} (${rows.length})`, ko: `${name.ko} (${rows.length})` }
    : { en: `${name.en} (${rows.length}, ${late} overdue)`, ko: `${name.ko} (${rows.length}, 기한 지남 ${late})` };
};
