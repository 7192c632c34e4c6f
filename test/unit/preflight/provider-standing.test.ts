import { createLogger } from '../../../core/common/logger.ts';
import { type MailgunStandIn, startMailgunStandIn } from '../../../core/local/stand-ins/mailgun-stand-in.ts';
import { createMailgunProvider } from '../../../core/mail/mailgun-provider.ts';

let mailgun: MailgunStandIn;
beforeEach(async () => {
  mailgun = await startMailgunStandIn();
});
afterEach(() => mailgun.close());

const provider = (over: { apiKey?: string; url?: string } = {}) =>
  createMailgunProvider({
    apiKey: mailgun.apiKey,
    domain: mailgun.domain,
    url: mailgun.url,
    logger: createLogger('silent', 'test'),
    ...over,
  });

describe('what Mailgun says of itself', () => {
  it('is the state of the domain, the names of its DKIM keys, and no quota where none is set', async () => {
    expect(await provider().standing()).toEqual({
      kind: 'read',
      domain: mailgun.domain,
      state: 'active',
      disabled: null,
      dkimNames: [`mailo._domainkey.${mailgun.domain}`],
      quota: null,
      throttledMs: null,
    });
  });

  it('is the quota of the month where one is set', async () => {
    mailgun.conditions.sendingLimit = { limit: 10_000, current: 9_500 };
    expect(await provider().standing()).toMatchObject({ quota: { limit: 10_000, sent: 9_500, period: '1m' } });
  });

  it('is why the domain is disabled', async () => {
    mailgun.conditions.domainState = 'disabled';
    expect(await provider().standing()).toMatchObject({ state: 'disabled', disabled: 'unusual bounce rate' });
  });

  it('cannot be read with a wrong key, or where nobody listens, and nothing is thrown', async () => {
    expect(await provider({ apiKey: 'wrong' }).standing()).toEqual({ kind: 'unreadable', reason: 'answered 401' });
    expect(await provider({ url: 'http://127.0.0.1:1' }).standing()).toMatchObject({ kind: 'unreadable' });
  });
});
