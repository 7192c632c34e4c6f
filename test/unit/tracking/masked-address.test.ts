import { maskedAddress } from '../../../core/tracking/masked-address.ts';

test.each([
  ['mina@example.com', 'm…@e….com'],
  ['mina@mail.kim-family.co.kr', 'm…@m….kr'],
  ['김민지@예시.kr', '김…@예….kr'],
  ['😀@example.com', '😀…@e….com'],
  ['"a@b"@example.com', '"…@e….com'],
  ['mina@localhost', 'm…@l…'],
  ['@example.com', '…'],
  ['nobody', '…'],
  ['', '…'],
])('%s is shown as %s', (address, shown) => {
  expect(maskedAddress(address)).toBe(shown);
});
