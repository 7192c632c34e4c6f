import { createSocket, type Socket } from 'node:dgram';
import { createNameLookup } from '../../../core/campaigns/preflight/name-lookup.ts';
import type { NameLookup } from '../../../core/campaigns/preflight/preflight-service.ts';

const TYPES: Readonly<Record<number, string>> = { 1: 'A', 16: 'TXT', 28: 'AAAA' };
const LONG = 'v=DKIM1; p='.padEnd(400, 'A');

/** Data of one record as it travels (RFC 1035, 3.3 and 3.4). */
const dataOf = (type: string, value: string): Buffer => {
  if (type === 'A') return Buffer.from(value.split('.').map(Number));
  if (type === 'AAAA') return Buffer.from(value, 'hex');
  const pieces = value.match(/.{1,255}/gs) ?? [''];
  return Buffer.concat(pieces.map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece)])));
};

const RECORDS: Readonly<Record<string, readonly string[]>> = {
  'TXT shop.kr': ['v=spf1 -all', 'other'],
  'TXT long.kr': [LONG],
  'A shop.kr': ['93.184.216.34'],
  'AAAA shop.kr': ['26062800022000010248189325c81946'],
  'A v4.kr': ['10.0.0.7'],
};

let server: Socket;
let names: NameLookup;
beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (query, { port, address }) => {
    let at = 12;
    const labels: string[] = [];
    while ((query[at] ?? 0) > 0) {
      const length = query[at] ?? 0;
      labels.push(query.subarray(at + 1, at + 1 + length).toString());
      at += 1 + length;
    }
    const name = labels.join('.');
    if (name.startsWith('silent')) return;
    const type = TYPES[query.readUInt16BE(at + 1)] ?? '';
    const values = RECORDS[`${type} ${name}`] ?? [];
    const known = Object.keys(RECORDS).some((key) => key.endsWith(` ${name}`));
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(name.startsWith('broken') ? 0x8182 : known ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(values.length, 6);
    header.writeUInt32BE(0, 8);
    const answers = values.map((value) => {
      const data = dataOf(type, value);
      const head = Buffer.alloc(12);
      head.writeUInt16BE(0xc00c, 0);
      head.writeUInt16BE(query.readUInt16BE(at + 1), 2);
      head.writeUInt16BE(1, 4);
      head.writeUInt16BE(data.length, 10);
      return Buffer.concat([head, data]);
    });
    server.send(Buffer.concat([header, query.subarray(12, at + 5), ...answers]), port, address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  names = createNameLookup({ servers: [`127.0.0.1:${server.address().port}`], timeoutMs: 200 });
});
afterAll(() => server.close());

describe('the name servers', () => {
  it('give texts, the pieces of a long one put together', async () => {
    expect(await names.txt('shop.kr')).toEqual(['v=spf1 -all', 'other']);
    expect(await names.txt('long.kr')).toEqual([LONG]);
  });

  it('give every address of a host, of both kinds', async () => {
    expect(await names.addresses('shop.kr')).toEqual(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946']);
    expect(await names.addresses('v4.kr')).toEqual(['10.0.0.7']);
    expect(await names.addresses('localhost')).toEqual(['127.0.0.1', '::1']);
  });

  it('tell nothing of a name that does not exist', async () => {
    expect(await names.txt('nobody.kr')).toBeUndefined();
    expect(await names.txt('v4.kr')).toBeUndefined();
    expect(await names.addresses('nobody.kr')).toEqual([]);
  });

  it.each(['silent.kr', 'broken.kr'])('that do not answer are not taken for an answer: %s', async (name) => {
    await expect(names.txt(name)).rejects.toThrow();
    await expect(names.addresses(name)).rejects.toThrow();
  });
});
