import fc from 'fast-check';
import { readLabelledTexts, writeLabelledTexts } from '../../../core/insights/sentiment/labelled-texts.ts';
import { languageParts } from '../../../core/insights/sentiment/language-parts.ts';
import { logOddsOf, packModel, unpackModel } from '../../../core/insights/sentiment/linear-model.ts';
import { ALWAYS_LEARNED, foldOf, type LabelledText, split, train } from '../../../core/insights/sentiment/training.ts';

const RECIPE = { bits: 12, minTexts: 1, rounds: 4, rate: 0.2, decay: 1e-3, levels: 15, confidence: 1 };
const GOOD = ['정말 좋아요', '최고예요', '아주 만족해요', '재미있어요'];
const BAD = ['정말 싫어요', '최악이에요', '아주 실망이에요', '재미없어요'];

const reviews = (): LabelledText[] =>
  Array.from({ length: 40 }, (_, film) => [
    { text: `${GOOD[film % 4]} ${film}`, label: 1, group: `film ${film}` },
    { text: `${BAD[film % 4]} ${film}`, label: 0, group: `film ${film}` },
  ]).flat();

describe('a sentiment model', () => {
  it('is the same, byte for byte, when it is learned twice', () => {
    const once = packModel(train('ko', split(reviews(), false), RECIPE));
    expect(packModel(train('ko', split(reviews(), false), RECIPE)).equals(once)).toBe(true);
  });

  it('tells the good from the bad in films it never saw', () => {
    const { facts } = train('ko', split(reviews(), false), RECIPE);
    expect(facts.heldOut).toBeGreaterThan(0);
    expect(facts.accuracy).toBe(1);
  });

  it('learns nothing from what is held out', () => {
    const parts = split(reviews(), false);
    const turned = { ...parts, heldOut: parts.heldOut.map((text) => ({ ...text, label: 1 - text.label })) };
    expect(train('ko', turned, RECIPE).weights).toEqual(train('ko', parts, RECIPE).weights);
  });

  it('says after packing what it said before', () => {
    const model = train('ko', split(reviews(), false), RECIPE);
    const read = unpackModel(packModel(model));
    expect(read.facts).toEqual(model.facts);
    for (const text of [...GOOD, ...BAD])
      expect(logOddsOf(read, languageParts(text).ko)).toBe(logOddsOf(model, languageParts(text).ko));
  });

  it('that is cut short is refused', () => {
    const model = train('ko', split(reviews(), false), RECIPE);
    expect(() => unpackModel(packModel({ ...model, weights: model.weights.slice(1) }))).toThrow('cut short');
  });
});

describe('the split', () => {
  it('keeps a film on one side', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), fc.boolean(), (films, choosing) => {
        const texts = films.flatMap((group) => ['a', 'b'].map((text) => ({ text, label: 1, group })));
        const { learned, heldOut } = split(texts, choosing);
        const outside = new Set(heldOut.map(({ group }) => group));
        expect(learned.filter(({ group }) => outside.has(group))).toEqual([]);
      }),
    );
  });

  it('for choosing a recipe never touches the films of the test', () => {
    const { heldOut } = split(reviews(), false);
    const choosing = split(reviews(), true);
    for (const text of [...choosing.learned, ...choosing.heldOut])
      expect(heldOut.map(({ group }) => group)).not.toContain(text.group);
  });

  it('is by the hash of the film, the same everywhere', () => {
    expect(['10001', '10002', '기생충'].map(foldOf)).toMatchInlineSnapshot(`
[
  7,
  6,
  3,
]
`);
  });

  it('always learns the words of a lexicon', () => {
    const words = [{ text: 'good', label: 1, group: ALWAYS_LEARNED }];
    expect(split(words, false).learned).toEqual(words);
    expect(split(words, true).learned).toEqual(words);
  });
});

describe('a file of labelled texts', () => {
  it('gives texts, labels and films', () => {
    expect(readLabelledTexts('text\tlabel\tfilm\n좋아요\t1\tF1\r\n그저 그래요\t0.5\tF2\n')).toEqual([
      { text: '좋아요', label: 1, group: 'F1' },
      { text: '그저 그래요', label: 0.5, group: 'F2' },
    ]);
  });

  it('without films keeps equal texts together', () => {
    expect(readLabelledTexts('text\tlabel\n좋아요\t1\n').map(({ group }) => group)).toEqual(['좋아요']);
  });

  it.each(['좋아요', '좋아요\t', '좋아요\t2', '좋아요\tgood', 'a\t1\tb\tc'])(
    'with the line "%s" is refused by its number',
    (line) => {
      expect(() => readLabelledTexts(`text\tlabel\n싫어요\t0\n${line}\n`)).toThrow('Line 3');
    },
  );

  it('reads back what was written', () => {
    const texts = reviews().map(({ text, label }) => ({ text, label, group: text }));
    expect(readLabelledTexts(writeLabelledTexts(texts))).toEqual(texts);
  });
});
