import { nearest } from '../../../core/common/nearest.ts';

const KNOWN = ['Dt_Customer', 'Education', 'Income', 'Kidhome', 'Marital_Status', 'Year_Birth', '이름', '이름_2'];

describe('the nearest names', () => {
  it.each([
    ['Educaton', ['Education']],
    ['education', ['Education']],
    ['year birth', ['Year_Birth']],
    ['YearBrith', ['Year_Birth']],
    ['marital', ['Marital_Status']],
    ['Incmoe', ['Income']],
    ['이름', ['이름', '이름_2']],
    ['zzzzzzz', []],
    ['', []],
  ])('to "%s" are %j', (typed, meant) => {
    expect(nearest(typed, KNOWN, 3)).toEqual(meant);
  });

  it('are as many as were asked for, the nearest first', () => {
    const known = Array.from({ length: 40 }, (_, n) => `field_${n}`);
    expect(nearest('field_7', known, 3)[0]).toBe('field_7');
    expect(nearest('field_7', known, 3)).toHaveLength(3);
  });
});
