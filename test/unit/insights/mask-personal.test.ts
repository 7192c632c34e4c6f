import fc from 'fast-check';
import { linkHoldsAddress, MASK, maskPersonal } from '../../../core/insights/mask-personal.ts';

describe('personal data in an insight', () => {
  it.each([
    'mina.kim+vip@example.co.kr',
    '민아@예시.한국',
    '010-1234-5678',
    '01012345678',
    '02-345-6789',
    '(02) 345-6789',
    '+82 10-1234-5678',
    '+1 415-555-2671',
    '+44 20 7946 0958',
    '900101-2345678',
    '4111 1111 1111 1111',
  ])('is masked: %s', (personal) => {
    expect(maskPersonal(`말씀: ${personal}, thanks`)).toEqual({ text: `말씀: ${MASK}, thanks`, masked: 1 });
  });

  it.each([
    '2026-11-24',
    '2026.11.24 14:00',
    '1,200,000 won',
    'room 1204',
    '3-4 nights',
    'C-12 and I-345',
    '12345 points',
    '@mina',
    'at 10:30-11:00',
  ])('is not found in %s', (text) => {
    expect(maskPersonal(text)).toEqual({ text, masked: 0 });
  });

  it.each([
    ['https://example.com/?guest=ann.lee@example.com', true],
    ['https://example.com/?guest=ann.lee%40example.com', true],
    ['https://example.com/?next=%2Fguest%3Fmail%3Dann%2540example.com', true],
    ['https://example.com/mail/ann@example.com/5', true],
    ['https://example.com/100%/ann@example.com', true],
    ['https://example.com/@ann/post', false],
    ['https://maps.example.com/@37.5,127.0,15z', false],
    ['https://example.com/package@1.20.3', false],
    ['https://example.com/review/1', false],
  ])('%s holds an address: %s', (link, holds) => {
    expect(linkHoldsAddress(link)).toBe(holds);
  });

  it('is found wherever it stands, and hostile text takes no longer than its length', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z가-힣 ]{0,40}$/),
        fc.stringMatching(/^[a-z가-힣 ]{0,40}$/),
        (before, after) => {
          const { text, masked } = maskPersonal(`${before} 010-1234-5678 ${after}`);
          expect(masked).toBe(1);
          expect(text).toBe(`${before} ${MASK} ${after}`);
        },
      ),
      { numRuns: 200 },
    );
    for (const hostile of ['a.'.repeat(5_000), '0-'.repeat(5_000), '+1 '.repeat(5_000), `${'a'.repeat(10_000)}@`]) {
      expect(typeof maskPersonal(hostile).masked).toBe('number');
    }
  });
});
