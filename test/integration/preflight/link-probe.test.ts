import { createServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { createLinkProbe } from '../../../core/campaigns/preflight/link-probe.ts';
import { isPublicAddress } from '../../../core/campaigns/preflight/public-address.ts';
import { SITE_CERTIFICATE, SITE_KEY } from '../../support/site-certificate.ts';
import { openInternet, SITE } from './virtual-internet.ts';

type Internet = Awaited<ReturnType<typeof openInternet>>;
let internet: Internet;
const asked: string[] = [];

beforeAll(async () => {
  internet = await openInternet((request, response) => {
    const url = new URL(request.url ?? '/', 'http://site.example.org');
    asked.push(`${request.method} ${url.pathname}`);
    const to = url.searchParams.get('to');
    if (to !== null) return void response.writeHead(302, { location: to }).end();
    switch (url.pathname) {
      case '/gone':
        return void response.writeHead(404).end();
      case '/get-only':
        return void (request.method === 'HEAD' ? response.writeHead(405).end() : response.end('here'));
      case '/hangs-up-on-head':
        return void (request.method === 'HEAD' ? request.socket.destroy() : response.end('here'));
      case '/silent':
        return;
      case '/loop-a':
        return void response.writeHead(301, { location: '/loop-b' }).end();
      case '/loop-b':
        return void response.writeHead(307, { location: '/loop-a' }).end();
      case '/endless':
        return void response.writeHead(302, { location: `/endless?n=${Number(url.searchParams.get('n')) + 1}` }).end();
      case '/bomb': {
        const packed = gzipSync(Buffer.alloc(20_000_000));
        return void response
          .writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length })
          .end(packed);
      }
      case '/flood': {
        response.writeHead(200);
        const pour = () => {
          while (!response.destroyed && response.write(Buffer.alloc(16_384))) {
            // until the buffers are full
          }
        };
        response.on('drain', pour);
        return pour();
      }
      default:
        return void response.end('hello');
    }
  }, isPublicAddress);
  internet.names.set('site.example.org', [[SITE]]);
  internet.names.set('inside.example.org', [['10.0.0.7']]);
  internet.names.set('both.example.org', [[SITE, '192.168.0.9']]);
});
afterAll(() => internet.close());
beforeEach(() => {
  asked.length = 0;
  internet.connected.length = 0;
});

const none = { privateHosts: [] };
const probe = (url: string) => internet.probe.probe(url, none);

describe('the link checker', () => {
  it('says what a page answers, and by which way', async () => {
    const answer = await probe('http://site.example.org/a?to=/b');
    expect(answer).toMatchObject({
      kind: 'answered',
      status: 200,
      hops: ['http://site.example.org/a?to=/b', 'http://site.example.org/b'],
      tls: null,
    });
    expect(asked).toEqual(['HEAD /a', 'HEAD /b']);
  });

  it('asks by GET where HEAD is refused or hung up on', async () => {
    expect(await probe('http://site.example.org/get-only')).toMatchObject({ kind: 'answered', status: 200 });
    expect(await probe('http://site.example.org/hangs-up-on-head')).toMatchObject({ kind: 'answered', status: 200 });
    expect(await probe('http://site.example.org/gone')).toMatchObject({ kind: 'answered', status: 404 });
  });

  it.each([
    ['a redirect loop', 'http://site.example.org/loop-a', 'redirect_loop'],
    ['redirects without end', 'http://site.example.org/endless', 'too_many_redirects'],
    ['silence', 'http://site.example.org/silent', 'timeout'],
    ['a name that nobody knows', 'http://nobody.example.org/', 'not_resolved'],
    ['a server that speaks no TLS', 'https://site.example.org/', 'tls'],
    ['a user and a password in the address', 'http://me:secret@site.example.org/', 'bad_url'],
    ['a port of something else', 'http://site.example.org:6379/', 'bad_url'],
    ['another scheme', 'ftp://site.example.org/', 'bad_url'],
    ['no address', 'http://', 'bad_url'],
    ['a redirect to another scheme', 'http://site.example.org/?to=file:///etc/passwd', 'bad_url'],
    ['a redirect to a port of something else', 'http://site.example.org/?to=http://site.example.org:25/', 'bad_url'],
  ])('tells of %s', async (_, url, cause) => {
    expect(await probe(url)).toMatchObject({ kind: 'failed', cause });
  });

  it('unpacks nothing and reads 64 KB at most', async () => {
    const get = { privateHosts: [], method: 'GET' } as const;
    expect(await internet.probe.probe('http://site.example.org/bomb', get)).toMatchObject({ status: 200, bytes: null });
    expect(await internet.probe.probe('http://site.example.org/flood', get)).toMatchObject({
      status: 200,
      bytes: null,
    });
    expect(await internet.probe.probe('http://site.example.org/', get)).toMatchObject({ status: 200, bytes: 5 });
  });
});

describe('TLS', () => {
  const serve = async (host: string, ca?: string) => {
    const server = createServer({ key: SITE_KEY, cert: SITE_CERTIFICATE }, (_request, response) => {
      response.end('hello');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const secure = createLinkProbe({
      lookup: { txt: async () => undefined, addresses: async () => [SITE] },
      connect: () => connect(port, '127.0.0.1'),
      ...(ca === undefined ? {} : { ca }),
    });
    try {
      return await secure.probe(`https://${host}/`, none);
    } finally {
      server.close();
    }
  };

  it('is told by its version where the certificate is the host’s', async () => {
    expect(await serve('site.example.org', SITE_CERTIFICATE)).toMatchObject({
      kind: 'answered',
      status: 200,
      tls: 'TLSv1.3',
    });
  });

  it('fails with a certificate that nobody signed, or of another host', async () => {
    expect(await serve('site.example.org')).toMatchObject({ kind: 'failed', cause: 'tls' });
    expect(await serve('other.example.org', SITE_CERTIFICATE)).toMatchObject({ kind: 'failed', cause: 'tls' });
  });
});

describe('a server that misbehaves', () => {
  it.each([
    ['hangs up at once', (socket: Socket) => void socket.destroy()],
    ['resets', (socket: Socket) => void socket.resetAndDestroy()],
    ['talks nonsense', (socket: Socket) => void socket.end('\u0000\u0001 nonsense\r\n\r\n')],
    ['breaks off in its head', (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
    ['breaks off in its body', (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\nhel')],
    [
      'sends a head without end',
      (socket: Socket) => void socket.write(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(50_000)}`),
    ],
    [
      'wants another protocol',
      (socket: Socket) => void socket.write('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ],
  ])('and %s gets an answer, by http and by https', async (_, act) => {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('data', () => act(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const bad = createLinkProbe({
      lookup: { txt: async () => undefined, addresses: async () => [SITE] },
      connect: () => connect(port, '127.0.0.1'),
      timeoutMs: 1_000,
    });
    for (const scheme of ['http', 'https']) {
      for (const method of [undefined, 'GET'] as const) {
        const options = { privateHosts: [], ...(method === undefined ? {} : { method }) };
        const answer = await bad.probe(`${scheme}://site.example.org/`, options);
        expect(answer.kind === 'answered' ? answer.status : answer.cause).toBeTruthy();
      }
    }
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});

describe('private addresses', () => {
  it.each([
    'http://10.0.0.7/',
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.7]/',
    'http://[::ffff:a00:7]/',
    'http://[64:ff9b::a00:7]/',
    'http://[2002:a00:7::]/',
    'http://[fd00::7]/',
    'http://[fe80::7]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://%31%32%37.0.0.1/',
    'http://inside.example.org/',
    'http://inside.example.org./',
    'http://both.example.org/',
  ])('are not reached by %s, neither at once nor by a redirect', async (url) => {
    const before = internet.inside.connections;
    expect(await probe(url)).toMatchObject({ kind: 'failed', cause: 'private_address' });
    expect(internet.connected).toEqual([]);
    const led = `http://site.example.org/?to=${encodeURIComponent(url)}`;
    expect(await probe(led)).toMatchObject({ kind: 'failed', cause: 'private_address' });
    expect(internet.connected.every(({ address }) => isPublicAddress(address))).toBe(true);
    expect(internet.inside.connections).toBe(before);
  });

  it('are not reached by a name that is public when it is checked and private when it is used', async () => {
    const before = internet.inside.connections;
    internet.names.set('rebind.example.org', [[SITE], ['10.0.0.7'], ['127.0.0.1']]);
    expect(await probe('http://rebind.example.org/')).toMatchObject({ kind: 'answered', status: 200 });
    expect(internet.connected).toEqual([{ address: SITE, port: 80 }]);

    internet.names.set('rebind.example.org', [[SITE], ['10.0.0.7']]);
    expect(await probe('http://rebind.example.org/?to=/again')).toMatchObject({
      kind: 'failed',
      cause: 'private_address',
    });
    expect(internet.inside.connections).toBe(before);
  });

  it('are not reached whatever names answer and wherever redirects lead', async () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom(SITE, '10.0.0.7', '127.0.0.1', '::1', '169.254.169.254'),
    );
    const answers = fc.array(fc.array(address, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
    const host = fc.constantFrom('a.example.org', 'b.example.org', '10.0.0.7', '[::1]', '127.1', SITE);
    await fc.assert(
      fc.asyncProperty(answers, answers, fc.array(host, { minLength: 1, maxLength: 4 }), async (a, b, way) => {
        internet.names.set('a.example.org', structuredClone(a));
        internet.names.set('b.example.org', structuredClone(b));
        internet.connected.length = 0;
        const before = internet.inside.connections;
        const url = way.reduceRight(
          (to, at) => `http://${at}/?to=${encodeURIComponent(to)}`,
          'http://site.example.org/',
        );
        await probe(url);
        expect(internet.connected.filter(({ address: at }) => !isPublicAddress(at))).toEqual([]);
        expect(internet.inside.connections).toBe(before);
      }),
      { numRuns: 150 },
    );
  });

  it('are not reached by a redirect from a host that is allowed', async () => {
    const before = internet.inside.connections;
    const options = { privateHosts: ['site.example.org'] };
    for (const to of ['http://10.0.0.7/', 'http://inside.example.org/', 'http://127.0.0.1/']) {
      const url = `http://site.example.org/?to=${encodeURIComponent(to)}`;
      expect(await internet.probe.probe(url, options)).toMatchObject({ kind: 'failed', cause: 'private_address' });
    }
    expect(internet.inside.connections).toBe(before);
  });

  it('are reached where an administrator allows the host, over real sockets', async () => {
    const { privatePort } = internet.ports;
    const real = createLinkProbe({ lookup: { txt: async () => undefined, addresses: async () => ['127.0.0.1'] } });
    const url = `http://intranet.example.org:${privatePort}/`;
    expect(await real.probe(url, none)).toMatchObject({ kind: 'failed', cause: 'bad_url' });
    expect(await real.probe(url, { privateHosts: ['intranet.example.org'] })).toMatchObject({
      kind: 'answered',
      status: 200,
    });
    expect(
      await real.probe(`http://127.0.0.1:${privatePort}/`, { privateHosts: [`127.0.0.1:${privatePort}`] }),
    ).toMatchObject({
      kind: 'answered',
      status: 200,
    });
  });
});
