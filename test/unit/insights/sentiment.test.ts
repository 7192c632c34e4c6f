import { statSync } from 'node:fs';
import fc from 'fast-check';
import { MAX_READ } from '../../../core/insights/sentiment/language-parts.ts';
import { createSentiment, labelOf, NEUTRAL_MARGIN } from '../../../core/insights/sentiment/sentiment.ts';
import { isClear } from '../../../core/insights/sentiment/training.ts';
import { heldOutSentences } from '../../support/held-out-sentences.ts';

const sentiment = createSentiment();
const MODELS = new URL('../../../core/insights/sentiment/models/', import.meta.url);

const rightOf = (language: 'ko' | 'en') => {
  const clear = heldOutSentences(language).filter(({ label }) => isClear(label));
  const right = clear.filter(({ text, label }) => sentiment.guess(text).score * (label - 0.5) > 0);
  return { clear: clear.length, share: right.length / clear.length };
};

describe('the sentiment of sentences that were held out', () => {
  it('is right for 86 of 100 Korean reviews', () => {
    const { clear, share } = rightOf('ko');
    expect(clear).toBe(2_000);
    expect(share).toBeGreaterThanOrEqual(0.86);
  });

  it('is right for 80 of 100 English sentences', () => {
    const { clear, share } = rightOf('en');
    expect(clear).toBeGreaterThan(1_500);
    expect(share).toBeGreaterThanOrEqual(0.8);
  });

  it('comes from models of at most 3 MB together', () => {
    const bytes = (['ko', 'en'] as const).map((language) => statSync(new URL(`${language}.bin.br`, MODELS)).size);
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(3 * 1024 * 1024);
  });

  it('is claimed by each model as no more than it shows here, give or take two in a hundred', () => {
    for (const language of ['ko', 'en'] as const)
      expect(Math.abs(rightOf(language).share - sentiment.facts(language).accuracy)).toBeLessThan(0.02);
  });
});

describe('a guess', () => {
  it.each([
    ['배송이 빠르고 친절해서 정말 좋았어요', 'positive'],
    ['이 서비스 추천합니다 완전 만족', 'positive'],
    ['UI가 정말 예쁘네요', 'positive'],
    ['가격이 너무 비싸고 품질이 별로예요', 'negative'],
    ['실망했습니다 다시는 안 사요', 'negative'],
    ['환불이 안 돼서 짜증나요 ㅠㅠ', 'negative'],
    ['로그인이 자꾸 안 돼요', 'negative'],
    ['The new checkout is great, customers love it', 'positive'],
    ['easy to use', 'positive'],
    ['Terrible experience, the app keeps crashing', 'negative'],
    ['I hate the new menu', 'negative'],
    ['not good', 'negative'],
    ['이 기능 정말 awesome 해요', 'positive'],
    ['완전 최악이다. worst update ever', 'negative'],
    ['👍🏽', 'positive'],
    [':thumbsdown:', 'negative'],
    ['The meeting is on Tuesday at 10', 'neutral'],
    ['', 'neutral'],
    ['10', 'neutral'],
    ['クール', 'neutral'],
    ['https://example.com/great <@U0GREAT> love@example.com', 'neutral'],
  ])('of "%s" is %s', (text, label) => {
    expect(sentiment.guess(text).label).toBe(label);
  });

  it('of a mixed text says what each language says, and adds them', () => {
    const { parts, score, guess } = sentiment.guess('배송은 최고였어요. But the support was terrible.');
    expect(parts).toEqual([
      { language: 'ko', score: expect.any(Number), words: 2 },
      { language: 'en', score: expect.any(Number), words: 5 },
    ]);
    const [korean, english] = parts.map((part) => part.score);
    expect(korean).toBeGreaterThan(NEUTRAL_MARGIN);
    expect(english).toBeLessThan(-NEUTRAL_MARGIN);
    expect(score).toBeLessThan(korean ?? 0);
    expect(score).toBeGreaterThan(english ?? 0);
    expect(guess).toBe(true);
  });

  it('is the same however letters are composed, repeated or written large', () => {
    const plain = sentiment.guess('정말 좋아요ㅋㅋ very good');
    expect(sentiment.guess('정말 좋아요ㅋㅋ very good'.normalize('NFD'))).toEqual(plain);
    expect(sentiment.guess('정말  좋아요ㅋㅋㅋㅋㅋㅋ\nVERY GOOOOOD')).toEqual(plain);
  });

  it('is the same with the marks of a chat platform as without', () => {
    expect(sentiment.guess('<@U012AB3CD> <https://example.com/a|great> work')).toEqual(sentiment.guess('great work'));
  });

  it('never throws, and its score stays from −1 to 1 and means its label', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.string({
            unit: fc.constantFrom('좋', '아', 'ㅋ', 'ᄒ', 'ᅡ', 'not', ' ', '<', '|', '>', ':', '😡', '\ud800', '@'),
          }),
        ),
        (text) => {
          const { label, score, parts } = sentiment.guess(text);
          expect(Math.abs(score)).toBeLessThanOrEqual(1);
          expect(label).toBe(labelOf(score));
          for (const part of parts) expect(Math.abs(part.score)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('is as sure of bad as of good: the labels mirror each other', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (score) => {
        const mirror = { positive: 'negative', neutral: 'neutral', negative: 'positive' } as const;
        expect(labelOf(-score)).toBe(mirror[labelOf(score)]);
      }),
    );
  });

  it.each(['<', '<a|', 'a', 'ㅋ', ':a', '@', 'not ', '좋아', '😀', '\u0301', '\ud800', ' ', 'a@'])(
    'of 100,000 characters of "%s" is the guess of the first 4,000',
    (unit) => {
      const hostile = unit.repeat(Math.ceil(100_000 / unit.length));
      expect(sentiment.guess(hostile)).toEqual(sentiment.guess(hostile.slice(0, MAX_READ)));
    },
  );
});
