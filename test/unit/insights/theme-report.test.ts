import fc from 'fast-check';
import type { Insight } from '../../../core/insights/insight.ts';
import { listedWords } from '../../../core/insights/listed-words.ts';
import { partsOf, type ThemeSide } from '../../../core/insights/theme-parts.ts';
import {
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

const wordsOf = (text: string): string[] =>
  listedWords([text])
    .flat()
    .map(({ word }) => word);

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
    expect(wordsOf('조식이 늦어요, 조식을 10시까지! The Late Breakfast')).toEqual([
      '조식',
      '늦다',
      '시까지',
      'late',
      'breakfast',
    ]);
  });

  it.each([
    ['늦다', '조식이 늦어요', '조식이 너무 늦었어요', '늦게 나왔어요', '늦은 아침'],
    ['비싸다', '룸이 비싸지만', '비쌌어요', '비싼 방', '비싸요'],
    ['느리다', '와이파이가 느리네요', '느렸어요', '느려요', '느린 서비스'],
    ['어렵다', '찾기 어렵네요', '어려웠어요', '어려워요', '어렵게'],
    ['친절', '직원이 친절해요', '친절했습니다', '친절하고', '친절한 직원'],
    ['수영장', '수영장이 작아요', '수영장은', '수영장에서', '수영장까지'],
    ['맛있다', '와플이 맛있어요', '맛있었어요', '맛있는 와플', '맛있고'],
    ['좁다', '주차장이 좁아요', '좁았어요', '좁고', '좁은'],
    ['와플', '와플', '와플을', '와플이랑', '와플만'],
  ])('%s is one word in all its forms', (word, ...texts) => {
    const found = listedWords(texts).map((words) => words.map((each) => each.word));
    for (const words of found) expect(words).toContain(word);
  });

  it('nouns that end as verbs do are left whole, and words that say nothing are left out', () => {
    const texts = ['바다가 보이는 창고', '광고 편지', '라면이 정말 너무 많이', '역할', 'it was really the best'];
    expect(listedWords(texts).map((words) => words.map(({ word }) => word))).toEqual([
      ['바다', '보이', '창고'],
      ['광고', '편지'],
      ['라면'],
      ['역할'],
      ['best'],
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

describe('the sides of a theme', () => {
  it('count each insight under what was said of it, those of which nothing was said last', () => {
    const persona = (id: string) => ({ kind: 'persona' as const, id, by: 's1', at: NOW });
    const insights = [
      anInsight({ product: 'Buffet', region: 'Busan', sentiment: { label: 'negative', score: -1, correctedBy: null } }),
      anInsight({ product: 'Buffet', links: [persona('p1'), persona('p2')] }),
      anInsight({ product: 'Waffles', region: '', source: 'call', links: [persona('p1')] }),
      anInsight(),
    ];
    const counts = (side: ThemeSide) => partsOf(insights, side).map(({ value, count }) => [value, count]);
    expect(counts('product')).toEqual([
      ['Buffet', 2],
      ['Waffles', 1],
      ['', 1],
    ]);
    expect(counts('region')).toEqual([
      ['Busan', 1],
      ['', 3],
    ]);
    expect(counts('persona')).toEqual([
      ['p1', 2],
      ['p2', 1],
      ['', 2],
    ]);
    expect(counts('source')).toEqual([
      ['other', 3],
      ['call', 1],
    ]);
    expect(partsOf(insights, 'product')[0]?.sentiment).toEqual({ positive: 0, neutral: 1, negative: 1 });
    expect(partsOf([anInsight()], 'region')).toEqual([]);
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
