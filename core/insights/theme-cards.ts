import { DateTime } from 'luxon';
import type { Clock } from '../common/clock.ts';
import type { LocalText } from '../common/lang.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import { can } from '../people/permissions.ts';
import type { Insight, Theme } from './insight.ts';
import { excerpt } from './insight-notices.ts';
import type { InsightStore } from './insight-store.ts';
import { createThemeWords } from './insight-themes.ts';
import type { SearchService } from './search/search-service.ts';
import { type ThemeWord, tellingQuotes } from './theme-report.ts';

/** Monday, in the workspace's zone. */
const HOUR = 9;

/** Of more themes than this one quote each is told. */
const WITH_QUOTES = 3;

const linesOf = (
  theme: Theme,
  week: readonly Insight[],
  before: number,
  words: readonly ThemeWord[],
): { readonly head: LocalText; readonly quotes: readonly LocalText[] } => {
  const of = (label: string): number => week.filter(({ sentiment }) => sentiment.label === label).length;
  const [good, bad] = [of('positive'), of('negative')];
  const about = words.map(({ word }) => word).join(', ');
  return {
    head: {
      en: `${theme.name}: ${week.length} new (the week before: ${before}) · positive ${good}, negative ${bad}${
        about === '' ? '' : ` · words: ${about}`
      }`,
      ko: `${theme.name}: 새 인사이트 ${week.length}건(전주 ${before}건) · 긍정 ${good}, 부정 ${bad}${
        about === '' ? '' : ` · 단어: ${about}`
      }`,
    },
    quotes: tellingQuotes(week, words).map(({ text }) => ({ en: `"${excerpt(text)}"`, ko: `“${excerpt(text)}”` })),
  };
};

/**
 * Tells everybody once a week what was new in the themes that they follow, from Monday morning on, in whatever number of
 * processes: the key of the notice holds the week and the person. Whoever follows nothing new hears nothing.
 */
export const createThemeCards = (deps: {
  store: Pick<InsightStore, 'themes' | 'ofThemeSince'>;
  people: Pick<PeopleService, 'byIds'>;
  notices: Pick<NoticeService, 'tell'>;
  search: Pick<SearchService, 'frequencies'>;
  clock: Clock;
  timeZone: string;
}): (() => Promise<void>) => {
  const { store, people, notices, clock, timeZone } = deps;
  const wordsOf = createThemeWords(deps.search);
  /** The week that this process has told: it need not be read again. */
  let told = '';

  return async () => {
    const now = DateTime.fromJSDate(clock.now(), { zone: timeZone });
    const week = now.startOf('week');
    const name = week.toFormat("kkkk-'W'WW");
    if (name === told || now < week.set({ hour: HOUR })) return;
    const [from, before] = [week.minus({ weeks: 1 }).toJSDate(), week.minus({ weeks: 2 }).toJSDate()];
    const lines = new Map<string, ({ theme: Theme } & ReturnType<typeof linesOf>)[]>();
    for (const theme of await store.themes()) {
      if (theme.followers.length === 0) continue;
      const found = (await store.ofThemeSince(theme.key, before)).filter(
        ({ createdAt }) => createdAt < week.toJSDate(),
      );
      const fresh = found.filter(({ createdAt }) => createdAt >= from);
      if (fresh.length === 0) continue;
      const said = linesOf(theme, fresh, found.length - fresh.length, await wordsOf(fresh));
      for (const staffId of theme.followers) lines.set(staffId, [...(lines.get(staffId) ?? []), { theme, ...said }]);
    }
    for (const staff of await people.byIds([...lines.keys()])) {
      const own = lines.get(staff.id) ?? [];
      if (!can(staff, 'insights.share')) continue;
      await notices.tell({
        key: `themes:${name}:${staff.id}`,
        to: { kind: 'staff', staffId: staff.id },
        title: { en: 'Your themes last week', ko: '지난주 구독 주제' },
        lines: own.flatMap(({ head, quotes }) => [head, ...quotes.slice(0, own.length > WITH_QUOTES ? 1 : undefined)]),
        path: own.length === 1 ? `/insights/themes/${encodeURIComponent(own[0]?.theme.key ?? '')}` : '/insights#themes',
        tone: 'normal',
        campaignId: null,
      });
    }
    told = name;
  };
};
