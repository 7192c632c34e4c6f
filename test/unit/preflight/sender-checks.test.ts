import { generateKeyPairSync } from 'node:crypto';
import type { NameLookup } from '../../../core/campaigns/preflight/preflight-service.ts';
import { checkProvider } from '../../../core/campaigns/preflight/provider-checks.ts';
import { checkSender } from '../../../core/campaigns/preflight/sender-checks.ts';
import type { ProviderStanding } from '../../../core/mail/email-provider.ts';

const DOMAIN = 'mg.shop.kr';
const SPF = { [DOMAIN]: ['v=spf1 include:mailgun.org ~all'] };
const keyOf = (modulusLength: number): string =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const KEY = keyOf(2_048);
const DKIM = { [`mailo._domainkey.${DOMAIN}`]: [`k=rsa; p=${KEY}`] };
const DMARC = { '_dmarc.shop.kr': ['v=DMARC1; p=reject; rua=mailto:d@shop.kr'] };

const mailgun: Extract<ProviderStanding, { kind: 'read' }> = {
  kind: 'read',
  domain: DOMAIN,
  state: 'active',
  disabled: null,
  dkimNames: [`mailo._domainkey.${DOMAIN}`],
  quota: null,
  throttledMs: null,
};

/** Name servers that know these texts; names in `silent` get no answer. */
const dns = (texts: Readonly<Record<string, readonly string[]>>, silent: readonly string[] = []): NameLookup => ({
  txt: async (name) => {
    if (silent.includes(name)) throw new Error('ETIMEOUT');
    return texts[name];
  },
  addresses: async () => [],
});

const states = async (
  texts: Readonly<Record<string, readonly string[]>>,
  over: { provider?: ProviderStanding; domain?: string; reserved?: boolean; silent?: readonly string[] } = {},
) => {
  const { provider = mailgun, domain = DOMAIN, reserved = false } = over;
  const found = await checkSender({ domain, reserved, provider }, dns(texts, over.silent));
  return Object.fromEntries(found.map(({ id, state, cause }) => [id, cause ?? state]));
};

describe('the sending domain', () => {
  it('is green with SPF, the key that the provider names, and a policy above it', async () => {
    expect(await states({ ...SPF, ...DKIM, ...DMARC })).toEqual({ spf: 'green', dkim: 'green', dmarc: 'green' });
  });

  it.each([
    ['no record at all', {}, { spf: 'spf.missing', dkim: 'dkim.missing', dmarc: 'dmarc.missing' }],
    ['two SPF records', { ...SPF, [DOMAIN]: ['v=spf1 -all', 'v=spf1 ~all'] }, { spf: 'spf.several' }],
    ['SPF for everybody', { [DOMAIN]: ['v=spf1 +all'] }, { spf: 'spf.open' }],
    ['SPF for everybody, unsaid', { [DOMAIN]: ['v=spf1 all'] }, { spf: 'spf.open' }],
    ['SPF without the provider', { [DOMAIN]: ['v=spf1 include:other.kr -all'] }, { spf: 'spf.without_provider' }],
    ['another text only', { [DOMAIN]: ['google-site-verification=1', 'v=spf10 no'] }, { spf: 'spf.missing' }],
    ['a revoked key', { [`mailo._domainkey.${DOMAIN}`]: ['v=DKIM1; p='] }, { dkim: 'dkim.revoked' }],
    ['a short key', { [`mailo._domainkey.${DOMAIN}`]: [`p=${keyOf(768)}`] }, { dkim: 'dkim.weak' }],
    ['a policy of none', { '_dmarc.shop.kr': ['v=DMARC1; p=none'] }, { dmarc: 'dmarc.none' }],
    ['none for subdomains', { '_dmarc.shop.kr': ['v=DMARC1; p=reject; sp=none'] }, { dmarc: 'dmarc.none' }],
    [
      'a policy of its own before the one above',
      { ...DMARC, [`_dmarc.${DOMAIN}`]: ['v=DMARC1;p=none'] },
      { dmarc: 'dmarc.none' },
    ],
    ['no known policy', { '_dmarc.shop.kr': ['v=DMARC1; p=block'] }, { dmarc: 'dmarc.invalid' }],
    ['two policies', { '_dmarc.shop.kr': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] }, { dmarc: 'dmarc.several' }],
  ])('with %s', async (_, texts, expected) => {
    expect(await states(texts)).toMatchObject(expected);
  });

  it('must be aligned with the domain that signs', async () => {
    const texts = { ...SPF, ...DKIM, ...DMARC };
    expect(await states(texts, { domain: 'news.shop.kr' })).toMatchObject({ dmarc: 'green' });
    expect(await states({ ...texts, '_dmarc.other.kr': ['v=DMARC1; p=reject'] }, { domain: 'other.kr' })).toMatchObject(
      { dmarc: 'dmarc.not_aligned' },
    );
    const strict = { ...texts, '_dmarc.shop.kr': ['v=DMARC1; p=reject; adkim=s; aspf=s'] };
    expect(await states(strict, { domain: 'news.shop.kr' })).toMatchObject({ dmarc: 'dmarc.not_aligned' });
  });

  it('is amber where no name server answers, and not applicable where it is reserved for samples', async () => {
    const silent = [DOMAIN, `mailo._domainkey.${DOMAIN}`, `_dmarc.${DOMAIN}`];
    expect(await states({}, { silent })).toEqual({ spf: 'spf.timeout', dkim: 'dkim.timeout', dmarc: 'dmarc.timeout' });
    expect(await states({}, { reserved: true })).toEqual({
      spf: 'not_applicable',
      dkim: 'not_applicable',
      dmarc: 'not_applicable',
    });
  });

  it('is never red where nothing leaves the outbox', async () => {
    const found = await checkSender({ domain: DOMAIN, reserved: false, provider: { kind: 'none' } }, dns({}));
    expect(found.map(({ id, state }) => [id, state])).toEqual([
      ['spf', 'amber'],
      ['dkim', 'not_applicable'],
      ['dmarc', 'amber'],
    ]);
  });
});

describe('Mailgun itself', () => {
  const load = { eligible: 40_000, batchSize: 500, concurrency: 4 };
  const causes = (provider: ProviderStanding) =>
    Object.fromEntries(checkProvider(provider, load).map(({ id, state, cause }) => [id, cause ?? state]));

  it.each([
    ['is green where it is ready', mailgun, ['green', 'green', 'green']],
    [
      'is told where its domain is disabled',
      { ...mailgun, state: 'disabled' },
      ['provider.disabled', 'green', 'green'],
    ],
    [
      'is told where its domain is not verified',
      { ...mailgun, state: 'unverified' },
      ['provider.unverified', 'green', 'green'],
    ],
    [
      'is enough to the last mail',
      { ...mailgun, quota: { limit: 50_000, sent: 10_000, period: '1m' } },
      ['green', 'green', 'green'],
    ],
    [
      'is red with one mail too few',
      { ...mailgun, quota: { limit: 50_000, sent: 10_001, period: '1m' } },
      ['green', 'provider.quota', 'green'],
    ],
    [
      'is amber where the limit may not be read',
      { ...mailgun, quota: 'unreadable' },
      ['green', 'provider.quota_unread', 'green'],
    ],
    ['is amber while it asks to wait', { ...mailgun, throttledMs: 5_000 }, ['green', 'green', 'provider.throttled']],
    [
      'is amber where it cannot be asked',
      { kind: 'unreadable', reason: 'answered 401' },
      Array(3).fill('provider.timeout'),
    ],
    ['does not count in outbox mode', { kind: 'none' }, Array(3).fill('not_applicable')],
  ] as const)('%s', (_, provider, expected) => {
    expect(Object.values(causes(provider as ProviderStanding))).toEqual(expected);
  });
});
