import fc from 'fast-check';
import { normaliseAddress } from '../../../core/contacts/address.ts';

const normal = (text: string) => {
  const result = normaliseAddress(text);
  return result.ok ? result.address : result.text.en;
};

test.each([
  ['  Kim.Minji+News@Example.TEST ', 'kim.minji+news@example.test'],
  ['kim@한국.test', 'kim@xn--3e0b707e.test'],
  ['kim@bücher.example', 'kim@xn--bcher-kva.example'],
  ['kim@XN--BCHER-KVA.example', 'kim@xn--bcher-kva.example'],
  ["o'neil@example.test", "o'neil@example.test"],
])('%j has the one form %j', (text, address) => {
  expect(normal(text)).toBe(address);
});

test.each([
  ['', /empty/],
  ['kim', /no @/],
  ['@example.test', /nothing before/],
  ['kim@', /not a domain/],
  ['kim@localhost', /not a domain/],
  ['kim@exa mple.test', /not a domain/],
  ['kim@-a.test', /not a domain/],
  ['kim@example..test', /not a domain/],
  ['kim@[127.0.0.1]', /not a domain/],
  ['kim@127.0.0.1', /not a domain/],
  ['kim..min@example.test', /before the @/],
  ['Kim <kim@example.test>', /before the @/],
  ['김@example.test', /before the @/],
  ['a@b@example.test', /before the @/],
  ['kim@example.test\r\nBcc: all@example.test', /control/],
  ['kim\u0000@example.test', /control/],
  ['kim\u200b@example.test', /control or invisible/],
  [`${'a'.repeat(65)}@example.test`, /at most 64/],
  [`a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.test`, /not a domain/],
  ['a'.repeat(1_000_000), /too long/],
])('%j is refused with a reason', (text, reason) => {
  const result = normaliseAddress(text);
  expect(result).toMatchObject({
    ok: false,
    text: { en: expect.stringMatching(reason), ko: expect.stringMatching(/[가-힣]/) },
  });
});

test('the one form of an address is its own one form, and variants in case and spaces share it', () => {
  const local = fc.stringMatching(/^[a-z0-9+_-]{1,20}$/);
  const domain = fc.domain();
  fc.assert(
    fc.property(local, domain, fc.constantFrom('', ' ', '\t', '\u00a0'), (before, after, space) => {
      const text = `${before}@${after}`;
      const first = normaliseAddress(text);
      if (!first.ok) return;
      expect(normaliseAddress(first.address)).toEqual(first);
      expect(normaliseAddress(`${space}${text.toUpperCase()}${space}`)).toEqual(first);
    }),
  );
});

test('an address that is taken as it stands is what reading it part by part gives', () => {
  const plain = fc.stringMatching(/^[a-z0-9._+-]{1,8}@[a-z0-9.-]{1,60}(\.[a-z0-9-]{1,10})?$/);
  fc.assert(
    // A space before it is cut off, part by part.
    fc.property(plain, (text) => expect(normaliseAddress(text)).toEqual(normaliseAddress(` ${text}`))),
    { numRuns: 2_000 },
  );
});

test('whatever is given, an accepted address holds nothing that could end a header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      const result = normaliseAddress(`${a}@${b}.test`);
      if (result.ok) expect(result.address).toMatch(/^[\x21-\x7e]+@[a-z0-9.-]+$/);
    }),
  );
});
