import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);
const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * Unpacks a zip file (stored and deflated entries; no zip64, no encryption) below `folder`. A path that would lead
 * outside is refused.
 * @throws Error naming the entry
 */
export const unzip = async (file: string, folder: string): Promise<void> => {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const read = async (position: number, length: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await handle.read(buffer, 0, length, position);
      if (bytesRead !== length) throw new Error(`${file} is cut short`);
      return buffer;
    };
    const tailLength = Math.min(size, 65_557);
    const tail = await read(size - tailLength, tailLength);
    let at = tail.length - 22;
    while (at >= 0 && tail.readUInt32LE(at) !== END) at -= 1;
    if (at < 0) throw new Error(`${file} is not a zip file`);
    const count = tail.readUInt16LE(at + 10);
    const directory = await read(tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12));
    const root = resolve(folder) + sep;
    let offset = 0;
    for (let i = 0; i < count; i += 1) {
      if (directory.readUInt32LE(offset) !== ENTRY) throw new Error(`${file} has a broken directory`);
      const method = directory.readUInt16LE(offset + 10);
      const packed = directory.readUInt32LE(offset + 20);
      const unpacked = directory.readUInt32LE(offset + 24);
      const nameLength = directory.readUInt16LE(offset + 28);
      const local = directory.readUInt32LE(offset + 42);
      const name = directory.toString('utf8', offset + 46, offset + 46 + nameLength);
      offset += 46 + nameLength + directory.readUInt16LE(offset + 30) + directory.readUInt16LE(offset + 32);
      const target = resolve(join(folder, name));
      if (!`${target}${sep}`.startsWith(root)) throw new Error(`${file} holds a path outside of it: ${name}`);
      if (name.endsWith('/')) {
        await mkdir(target, { recursive: true });
        continue;
      }
      const head = await read(local, 30);
      const data = await read(local + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), packed);
      if (method !== 0 && method !== 8) throw new Error(`${name} is packed in an unknown way (${method})`);
      const content = method === 0 ? data : await inflate(data, { maxOutputLength: Math.max(unpacked, 1) });
      if (content.length !== unpacked) throw new Error(`${name} has the wrong length`);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
    }
  } finally {
    await handle.close();
  }
};
