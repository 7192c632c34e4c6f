import fc from 'fast-check';
import iconv from 'iconv-lite';
import { createDecoder, createEncodingDetector } from '../../../core/contacts/file-encoding.ts';

const detect = (bytes: Buffer, pieces = 1) => {
  const detector = createEncodingDetector();
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let at = 0; at < bytes.length; at += size) detector.feed(bytes.subarray(at, at + size));
  return detector.result();
};

test('UTF-8 is found exactly where the platform finds it, however the bytes arrive in pieces', () => {
  const bytes = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array)),
  );
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 10 }), (buffer, pieces) => {
      fc.pre(
        !buffer.includes(0) &&
          !(buffer[0] === 0xff && buffer[1] === 0xfe) &&
          !(buffer[0] === 0xfe && buffer[1] === 0xff),
      );
      let valid = true;
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(buffer);
      } catch {
        valid = false;
      }
      const result = detect(buffer, pieces);
      expect(result.ok && result.encoding === 'utf-8').toBe(valid);
    }),
    { numRuns: 2_000 },
  );
});

test('CP949 is found for what it can write and UTF-8 cannot be', () => {
  const bytes = iconv.encode('이름,학력\n홍길동,똠방각하\n', 'cp949');
  expect(detect(bytes)).toEqual({ ok: true, encoding: 'cp949' });
  const decoder = createDecoder('cp949');
  let text = '';
  for (const byte of bytes) text += decoder.write(Buffer.from([byte]));
  expect(text + decoder.end()).toBe('이름,학력\n홍길동,똠방각하\n');
});

test('UTF-16 with its mark is read, and the mark is left out', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('이름\n', 'utf16le')]);
  expect(detect(bytes)).toEqual({ ok: true, encoding: 'utf-16le' });
  const decoder = createDecoder('utf-16le');
  expect((decoder.write(bytes) + decoder.end()).replace(/^\uFEFF/, '')).toBe('이름\n');
});

test.each(['utf-16le', 'utf-16be'] as const)(
  '%s is found with its mark and without, whatever its language',
  (encoding) => {
    for (const text of ['이메일,이름\n가@example.test,가가\n', 'email\tname\na@example.test\tA\n']) {
      for (const addBOM of [true, false]) {
        const bytes = iconv.encode(text, encoding, { addBOM });
        expect(detect(bytes, 3)).toEqual({ ok: true, encoding });
        const decoder = createDecoder(encoding);
        expect(decoder.write(bytes) + decoder.end()).toBe(text);
        expect(detect(bytes.subarray(0, -1))).toEqual({ ok: false, reason: 'cut' });
      }
    }
  },
);

test('a stray zero byte does not make UTF-16 of a file', () => {
  expect(detect(Buffer.from(`a,b\nx,\0y\n${'x,y\n'.repeat(100)}`))).toEqual({ ok: true, encoding: 'utf-8' });
});

test('bytes that are neither are refused with the place of the first', () => {
  const bytes = Buffer.concat([Buffer.from('email\na@example.test\n한글'), Buffer.from([0xff, 0x41])]);
  const result = detect(bytes, 3);
  expect(result).toMatchObject({ ok: false, reason: 'broken', utf8: { byte: bytes.length - 2, line: 3 } });
});

test('a workbook is called what it is', () => {
  expect(detect(Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0]))).toEqual({ ok: false, reason: 'workbook' });
});
