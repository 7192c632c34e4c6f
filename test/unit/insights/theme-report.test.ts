import fc from 'fast-check';
import type { Insight } from '../../../core/insights/insight.ts';
import {
  listedWords,
  THEME_WEEKS,
  tellingQuotes,
  tellingWords,
  themeReportStart,
  trendOf,
  weeksOf,
} from '../../../core/insights/theme-report.ts';

const NOW = new Date('2026-11-24T03:00:00Z');
const DAY = 86_400_000;
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY);

let number = 0;
const anInsight = (over: Partial<Insight> = {}): Insight => {
  number += 1;
  return {
    id: `I-${number}`,
    number,
    text: `text ${number}`,
    customer: '',
    themeKey: 'breakfast',
    source: 'other',
    quoteConsent: 'anonymous',
    link: null,
    origin: null,
    authorId: 's1',
    createdAt: NOW,
    updatedAt: NOW,
    state: 'new',
    reason: null,
    sentiment: { label: 'neutral', score: 0, correctedBy: null },
    supporters: [],
    links: [],
    comments: [],
    revision: 1,
    ...over,
  };
};

describe('the weeks of a theme', () => {
  it('count every insight of the period once, in the zone of the workspace, across clock changes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            days: fc.double({ min: 0, max: 75, noNaN: true }),
            label: fc.constantFrom('positive', 'neutral', 'negative'),
          }),
          {
            maxLength: 40,
          },
        ),
        fc.constantFrom('Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe'),
        (given, zone) => {
          const insights = given.map(({ days, label }) =>
            anInsight({
              createdAt: daysAgo(days),
              sentiment: { label, score: 0, correctedBy: null } as Insight['sentiment'],
            }),
          );
          const weeks = weeksOf(insights, NOW, zone);
          expect(weeks).toHaveLength(THEME_WEEKS);
          expect(weeks[0]?.from).toEqual(themeReportStart(NOW, zone));
          expect(weeks.reduce((sum, { count }) => sum + count, 0)).toBe(insights.length);
          for (const { count, sentiment } of weeks) {
            expect(sentiment.positive + sentiment.neutral + sentiment.negative).toBe(count);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('where a theme goes', () => {
  it.each([
    [3, 0, true],
    [2, 0, false],
    [4, 2, true],
    [4, 3, false],
  ])('%i lately and %i before is rising: %s', (recent, before, rising) => {
    const moments = [
      ...Array.from({ length: recent }, (_, i) => daysAgo(i)),
      ...Array.from({ length: before }, (_, i) => daysAgo(15 + i)),
      daysAgo(40),
    ];
    expect(trendOf(moments, NOW)).toEqual({ recent, before, rising });
  });
});

describe('the words behind a theme', () => {
  it('are listed without particles, signs and numbers', () => {
    expect(listedWords('조식이 늦어요, 조식을 10시까지! Late Breakfast')).toEqual([
      '조식',
      '늦어요',
      '시까지',
      'late',
      'breakfast',
    ]);
  });

  it('are those that stand out against everything, not those that are everywhere', () => {
    const texts = ['the waffles were cold', 'cold waffles again', 'the waffles are great', 'the buffet'];
    const known: Readonly<Record<string, number>> = { the: 900, waffles: 4, cold: 40, buffet: 20, were: 500 };
    const words = tellingWords(texts, { total: 1_000, frequency: (term) => known[term] ?? 0 });
    expect(words.map(({ word }) => word)).toEqual(['waffles', 'cold']);
    expect(words[0]).toEqual({ word: 'waffles', count: 3, times: 187.5 });
    expect(tellingWords([], { total: 0, frequency: () => 0 })).toEqual([]);
  });
});

describe('the quotes of a theme', () => {
  it('are at most three that may be quoted, say most with its words, and differ', () => {
    const words = [{ word: 'waffles', count: 3, times: 50 }];
    const telling = anInsight({ text: 'waffles were cold again this morning' });
    const same = anInsight({ text: 'waffles were cold again this evening' });
    const secret = anInsight({ text: 'waffles of gold', quoteConsent: 'internal' });
    const gone = anInsight({ text: 'burnt waffles', state: 'withdrawn' });
    const others = ['a quiet room', 'long queue', 'kind staff'].map((text) => anInsight({ text }));
    const quotes = tellingQuotes([telling, same, secret, gone, ...others], words);
    expect(quotes).toHaveLength(3);
    expect(quotes[0]?.text).toContain('waffles were cold');
    expect(quotes.filter(({ text }) => text.includes('waffles'))).toHaveLength(1);
  });
});
