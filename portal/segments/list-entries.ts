/** Largest file of addresses, in bytes. */
export const LIST_FILE_LIMIT = 4 * 1024 * 1024;

/** Text of a file by its byte order mark; UTF-8 without one. Addresses read alike in the encodings that remain. */
const decode = (bytes: Uint8Array): string => {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
};

/** Of each line of a CSV or text file the address, else the first value; a head line over addresses is left out. */
export const entriesOfFile = (bytes: Uint8Array): string => {
  const lines = decode(bytes)
    .split(/\r?\n/u)
    .map((line) => {
      const cells = line.split(/[,;\t]/u).map((cell) =>
        cell
          .trim()
          .replace(/^"(.*)"$/u, '$1')
          .trim(),
      );
      return cells.find((cell) => cell.includes('@')) ?? cells[0] ?? '';
    })
    .filter((entry) => entry !== '');
  const [head = '', second = ''] = lines;
  return (!head.includes('@') && second.includes('@') ? lines.slice(1) : lines).join('\n');
};
