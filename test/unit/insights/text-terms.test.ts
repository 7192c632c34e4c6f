import fc from 'fast-check';
import { likeness, markTerms, termsOf } from '../../../core/insights/search/text-terms.ts';

describe('the terms of a text', () => {
  it('are whole words in Latin letters and pairs of letters in Korean, without case, width and accents', () => {
    expect(termsOf('The Café, 조식이 ＡＢＣ 12')).toEqual(['the', 'cafe', '조식', '식이', 'abc', '12']);
    expect(termsOf('물')).toEqual(['물']);
    expect(termsOf('?!…')).toEqual([]);
  });

  it('make a text like itself, and unlike one without a shared term; order does not matter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(likeness(a, b)).toBe(likeness(b, a));
        expect(likeness(a, a)).toBe(termsOf(a).length === 0 ? 0 : 1);
      }),
    );
    expect(likeness('아침 식사', 'parking')).toBe(0);
  });

  it('are marked where they stand; the pieces are the text', () => {
    expect(markTerms('조식이 훌륭해요. Great!', '조식 great')).toEqual([
      { text: '조식이', marked: true },
      { text: ' 훌륭해요. ', marked: false },
      { text: 'Great', marked: true },
      { text: '!', marked: false },
    ]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, query) => {
        expect(
          markTerms(text, query)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text.normalize('NFC'));
      }),
    );
  });
});
