import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseMongodVersion } from '../../../core/local/mongod.ts';
import { unzip } from '../../../core/local/unzip.ts';

const python = promisify(execFile);

describe('unzip', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tandem-unzip-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const zip = async (code: string): Promise<string> => {
    const file = join(folder, 'a.zip');
    const program = `import zipfile\nz = zipfile.ZipFile(${JSON.stringify(file)}, 'w')\n${code}\nz.close()`;
    await python('python3', ['-c', program]);
    return file;
  };

  it('unpacks stored and deflated files into folders', async () => {
    const file = await zip(
      `z.writestr('one.txt', 'stored')\nz.writestr('deep/er/둘.txt', 'x' * 100000, zipfile.ZIP_DEFLATED)\nz.writestr('empty', '')`,
    );
    await unzip(file, join(folder, 'out'));
    expect(await readFile(join(folder, 'out/one.txt'), 'utf8')).toBe('stored');
    expect(await readFile(join(folder, 'out/deep/er/둘.txt'), 'utf8')).toBe('x'.repeat(100_000));
    expect(await readFile(join(folder, 'out/empty'), 'utf8')).toBe('');
  });

  it('refuses a path that leads outside', async () => {
    const file = await zip(`z.writestr('../outside.txt', 'no')`);
    await mkdir(join(folder, 'out'));
    await expect(unzip(file, join(folder, 'out'))).rejects.toThrow('outside');
  });

  it('refuses what is not a zip file', async () => {
    const file = join(folder, 'not.zip');
    await writeFile(file, 'hello');
    await expect(unzip(file, join(folder, 'out'))).rejects.toThrow('not a zip file');
  });
});

describe('version of mongod', () => {
  it.each([
    ['db version v7.0.14\nBuild Info: {', [7, 0, 14]],
    ['db version v4.4.29', [4, 4, 29]],
    ['something else', undefined],
  ])('%j', (output, version) => {
    expect(parseMongodVersion(output)).toEqual(version);
  });
});
