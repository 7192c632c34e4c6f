import { entriesOfFile } from '../../../portal/segments/list-entries.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test('of each line the address counts, else the first value; a head over addresses is left out', () => {
  expect(entriesOfFile(utf8('\uFEFFName,E-mail\r\n"Bo","b@example.test"\r\n\r\n'))).toBe('b@example.test');
  expect(entriesOfFile(utf8('17;Seoul\n18;Busan\n'))).toBe('17\n18');
  expect(entriesOfFile(utf8('a@example.test\tx\nb@example.test\ty'))).toBe('a@example.test\nb@example.test');
  expect(entriesOfFile(utf8(''))).toBe('');
});

test('UTF-16, as spreadsheets save it, is read by its mark', () => {
  const text = '이름\t주소\n김\tkim@example.test\n';
  const little = new Uint8Array([0xff, 0xfe, ...new Uint8Array(Buffer.from(text, 'utf16le'))]);
  const big = new Uint8Array([0xfe, 0xff, ...new Uint8Array(Buffer.from(text, 'utf16le').swap16())]);
  expect([entriesOfFile(little), entriesOfFile(big)]).toEqual(['kim@example.test', 'kim@example.test']);
});
