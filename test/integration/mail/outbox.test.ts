import { systemClock } from '../../../core/common/clock.ts';
import { createLogger } from '../../../core/common/logger.ts';
import { readConfig } from '../../../core/config.ts';
import { createMail } from '../../../core/mail/create-mail.ts';
import type { OutgoingBatch } from '../../../core/mail/email-provider.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let store: TestDatabase;
beforeEach(async () => {
  store = await testDatabase({ indexes: true });
});
afterEach(() => store.drop());

const mailOn = () =>
  createMail({
    database: store.database,
    config: readConfig({ MONGODB_URI: 'mongodb://127.0.0.1/unused', TANDEM_SECRET: 'x'.repeat(32) }),
    clock: systemClock,
    logger: createLogger('silent', 'test'),
  });

const batch = (messageId: string, names: readonly string[], campaignId = 'C-1'): OutgoingBatch => ({
  runId: `${campaignId}/1`,
  batchId: `${campaignId}/1/b/0001`,
  attempt: 1,
  campaignId,
  messageId,
  from: 'Tandem <news@example.test>',
  replyTo: 'reply@example.test',
  subject: 'Hello %recipient.v0%',
  html: '<p>%recipient.v0% %recipient.unknown%</p>',
  text: '%recipient.v0%',
  headers: { 'List-Unsubscribe': '<%recipient.unsubscribe%>' },
  recipients: names.map((name) => ({
    address: `${name}@example.test`,
    variables: JSON.stringify({ v0: `$& ${name}`, unsubscribe: `https://portal.test/u/${name}` }),
  })),
});

describe('the outbox', () => {
  it('keeps each mail as its recipient would read it, once, however often it is captured', async () => {
    const { provider, outbox } = mailOn();
    const mail = batch('m1@example.test', ['ann', 'bob']);
    expect(await provider.evidence({ messageId: mail.messageId, batchId: mail.batchId, since: new Date(0) })).toEqual({
      kind: 'none',
      conclusive: true,
    });
    const answers = await Promise.all([provider.submit(mail), provider.submit(mail), provider.submit(mail)]);
    expect(answers).toEqual(Array(3).fill({ kind: 'accepted', providerId: 'm1@example.test' }));
    expect(await provider.evidence({ messageId: mail.messageId, batchId: mail.batchId, since: new Date(0) })).toEqual({
      kind: 'accepted',
      addresses: expect.arrayContaining(['ann@example.test', 'bob@example.test']),
    });
    const { mails, total } = await outbox.search({});
    expect(total).toBe(2);
    expect(mails.find((one) => one.address === 'ann@example.test')).toMatchObject({
      campaignId: 'C-1',
      subject: 'Hello $& ann',
      html: '<p>$& ann %recipient.unknown%</p>',
      headers: { 'List-Unsubscribe': '<https://portal.test/u/ann>', 'Message-Id': '<m1@example.test>' },
      test: false,
    });
    expect(await outbox.byId(mails[0]?.id ?? '')).toEqual(mails[0]);
    expect(await outbox.byId('nothing')).toBeUndefined();
  });

  it('finds by the beginning of an address, a part of the subject and the campaign, newest first, page by page', async () => {
    const { provider, outbox } = mailOn();
    await provider.submit(batch('m1@example.test', ['ann', 'anna', 'bob', 'a.*b']));
    await provider.submit(batch('m2@example.test', ['carl'], 'C-2'));
    const found = async (input: Parameters<typeof outbox.search>[0]) =>
      (await outbox.search(input)).mails.map((one) => one.address.split('@')[0]);
    expect((await found({ query: 'ANN' })).sort()).toEqual(['ann', 'anna']);
    expect(await found({ query: 'a.*' })).toEqual(['a.*b']);
    expect(await found({ query: 'hello $& carl' })).toEqual(['carl']);
    expect(await found({ campaignId: 'C-2' })).toEqual(['carl']);
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await outbox.search({ limit: 2, ...(before === undefined ? {} : { before }) });
      expect(page.total).toBe(5);
      seen.push(...page.mails.map((one) => one.id));
      before = page.next ?? undefined;
    } while (before !== undefined);
    expect(new Set(seen).size).toBe(5);
  });
});
