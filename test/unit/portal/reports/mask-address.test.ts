import { maskAddress } from '../../../../portal/reports/mask-address.ts';

test.each([
  ['mina@example.com', 'm***@example.com'],
  ['김민지@example.kr', '김***@example.kr'],
  ['@example.com', '***'],
  ['nobody', '***'],
])('%s is shown as %s', (address, shown) => {
  expect(maskAddress(address)).toBe(shown);
});
