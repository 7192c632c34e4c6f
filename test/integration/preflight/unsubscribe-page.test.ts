import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { createLinkProbe } from '../../../core/campaigns/preflight/link-probe.ts';
import { createLogger } from '../../../core/common/logger.ts';
import { createApp } from '../../../portal/create-app.ts';
import { approvedCampaign } from '../../support/approved-campaign.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { noNetwork } from '../../support/no-network.ts';

let room: TestCore;
let other: TestCore;
let server: Server;
let app: Express | undefined;

beforeAll(async () => {
  // It listens before the core is made, because mails name its address.
  server = createServer((request, response) => {
    if (app === undefined) response.writeHead(503).end();
    else app(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const real = { lookup: noNetwork.lookup, probe: createLinkProbe({ lookup: noNetwork.lookup }) };
  [room, other] = await Promise.all([withTestCore({ PORTAL_URL: url }, real), withTestCore({ PORTAL_URL: url })]);
});
afterAll(async () => {
  await Promise.all([room.close(), other.close()]);
  await new Promise((resolve) => server.close(resolve));
});

const item = async (id: string) => {
  await room.core.campaigns.checkAgain({ kind: 'system', name: 'test' }, id);
  const view = await room.core.campaigns.preflight(id);
  return view?.report.items.find((found) => found.id === 'list_unsubscribe');
};

test('the unsubscribe page is asked over HTTP, as it is: running, of another workspace, or failing; nobody is unsubscribed', async () => {
  app = createApp({ core: room.core, logger: createLogger('silent', 'test') });
  const { id } = await approvedCampaign(room.core, 2);
  expect(await item(id)).toMatchObject({
    state: 'green',
    measured: { en: expect.stringContaining('GET answers in') },
  });
  expect((await room.core.contacts.allSuppressions()).size).toBe(0);

  app = createApp({ core: other.core, logger: createLogger('silent', 'test') });
  expect(await item(id)).toMatchObject({ state: 'amber', cause: 'unsubscribe.status_404' });

  app = undefined;
  expect(await item(id)).toMatchObject({ state: 'amber', cause: 'unsubscribe.status_503' });
});
