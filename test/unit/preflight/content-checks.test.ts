import { checkAudience, checkMergeFields, checkMissing } from '../../../core/campaigns/preflight/audience-checks.ts';
import { checkLaw, type LawInput } from '../../../core/campaigns/preflight/law-checks.ts';
import { checkLink, checkValueLinks, idOf, isReservedName } from '../../../core/campaigns/preflight/link-checks.ts';
import { checkSize, checkTextPart, checkUnsubscribe } from '../../../core/campaigns/preflight/message-checks.ts';
import { checkPictures, picturesIn } from '../../../core/campaigns/preflight/picture-checks.ts';
import type { LinkAnswer } from '../../../core/campaigns/preflight/preflight-service.ts';

const URL_ = 'https://shop.kr/offer';
const answered = (over: Partial<Extract<LinkAnswer, { kind: 'answered' }>> = {}): LinkAnswer => ({
  kind: 'answered',
  status: 200,
  hops: [URL_],
  tls: 'TLSv1.3',
  ms: 340,
  bytes: 10_000,
  ...over,
});
const failed = (cause: Extract<LinkAnswer, { kind: 'failed' }>['cause']): LinkAnswer => ({
  kind: 'failed',
  cause,
  hops: [URL_],
  detail: 'x',
});
const link = (answer: LinkAnswer | undefined, allowedHosts: readonly string[] = [], url = URL_) =>
  checkLink({ url, answer, allowedHosts, ownHosts: ['localhost'] });

describe('a link', () => {
  it('is green with status, redirects, TLS, time and that it is tracked', () => {
    const hops = [URL_, 'https://shop.kr/a', 'https://shop.kr/b'];
    expect(link(answered({ hops }))).toMatchObject({
      id: idOf('link', URL_),
      state: 'green',
      measured: { en: '200 after 2 redirects to https://shop.kr/b, 340 ms, TLSv1.3, tracked' },
    });
  });

  it.each([
    ['gone', answered({ status: 404 }), 'red', 'link.status_404'],
    ['failing', answered({ status: 503 }), 'red', 'link.status_503'],
    ['closed', answered({ status: 403 }), 'amber', 'link.status_403'],
    ['slow', answered({ ms: 3_001 }), 'amber', 'link.slow'],
    ['open to readers on the way', answered({ hops: ['http://shop.kr/'], tls: null }), 'amber', 'link.no_tls'],
    ['without an answer', failed('timeout'), 'amber', 'link.timeout'],
    ['private', failed('private_address'), 'red', 'link.private_address'],
    ['a circle', failed('redirect_loop'), 'red', 'link.redirect_loop'],
    ['a name of nobody', failed('not_resolved'), 'red', 'link.not_resolved'],
    ['with a bad certificate', failed('tls'), 'red', 'link.tls'],
  ])('that is %s', (_, answer, state, cause) => {
    expect(link(answer)).toMatchObject({ state, cause });
  });

  it('must stay within the allow-list on its whole way, subdomains included', () => {
    expect(link(answered(), ['shop.kr']).state).toBe('green');
    expect(link(answered({ hops: ['https://www.shop.kr/'] }), ['shop.kr'], 'https://www.shop.kr/').state).toBe('green');
    expect(link(answered({ hops: ['https://notshop.kr/'] }), ['shop.kr'])).toMatchObject({ cause: 'link.not_allowed' });
    expect(link(answered({ hops: [URL_, 'https://evil.kr/', URL_] }), ['shop.kr'])).toMatchObject({
      cause: 'link.not_allowed',
    });
  });

  it('to a name that is reserved for samples is not applicable', () => {
    expect(link(undefined).state).toBe('not_applicable');
    expect(
      ['www.example.com', 'mail.example.test', 'a.invalid', 'localhost', 'example.org.'].every(isReservedName),
    ).toBe(true);
    expect(['example.kr', 'myexample.com', 'test.kr', 'example.com.kr'].some(isReservedName)).toBe(false);
  });
});

describe('a link that is written without one', () => {
  it('is checked like any other, and said not to be tracked', () => {
    const input = { url: URL_, allowedHosts: [], ownHosts: [], tracked: false };
    expect(checkLink({ ...input, answer: answered({}) })).toMatchObject({
      state: 'green',
      label: { en: expect.stringContaining('(not tracked)') },
      measured: { en: expect.stringMatching(/, not tracked$/), ko: expect.stringMatching(/추적 안 됨$/) },
    });
    expect(checkLink({ ...input, answer: answered({ status: 404 }) })).toMatchObject({ cause: 'link.status_404' });
    expect(checkValueLinks([])).toEqual([]);
    expect(checkValueLinks(['http://a.com/'])).toMatchObject([{ state: 'amber', cause: 'link.in_values' }]);
  });
});

describe('pictures', () => {
  const picture = (alt: string, bytes: number) => ({
    url: 'https://p/1',
    alt,
    source: { kind: 'stored', bytes } as const,
  });

  it('are found with their alternative texts, each once', () => {
    const html = `<img src="https://a/1?x=1&amp;y=2" alt="One"><IMG alt='' SRC=https://a/2 ><img src="%recipient.open%"><img src="https://a/1?x=1&amp;y=2" alt="One">`;
    expect(picturesIn(html)).toEqual([
      { url: 'https://a/1?x=1&y=2', alt: 'One' },
      { url: 'https://a/2', alt: '' },
    ]);
  });

  it.each([
    ['light and described', picture('A tree', 90_000), 'green'],
    ['heavy', picture('A tree', 1_100_000), 'picture.heavy'],
    ['without words', picture('', 90_000), 'picture.alt_missing'],
    [
      'packed, so that nobody knows',
      { ...picture('A', 0), source: { kind: 'external', answer: answered({ bytes: null }) } as const },
      'picture.weight_unknown',
    ],
    [
      'on another host',
      { ...picture('A', 0), source: { kind: 'external', answer: answered({ type: 'image/png' }) } as const },
      'picture.external',
    ],
    [
      'in a style, on another host',
      { ...picture('A', 0), alt: null, source: { kind: 'external', answer: answered({}) } as const },
      'picture.external',
    ],
    [
      'no picture at all',
      { ...picture('A', 0), source: { kind: 'external', answer: answered({ type: 'text/html' }) } as const },
      'picture.not_a_picture',
    ],
    [
      'not there',
      { ...picture('A', 0), source: { kind: 'external', answer: answered({ status: 404 }) } as const },
      'picture.status_404',
    ],
    [
      'on a private address',
      { ...picture('A', 0), source: { kind: 'external', answer: failed('private_address') } as const },
      'picture.private_address',
    ],
  ])('that are %s', (_, input, expected) => {
    const [, finding] = checkPictures([input]);
    expect(finding?.cause ?? finding?.state).toBe(expected);
  });

  it('of another host say that they are not under control', () => {
    const source = { kind: 'external', answer: answered({ type: 'image/png' }) } as const;
    expect(checkPictures([{ ...picture('A', 0), source }])[1]?.measured).toEqual({
      en: 'image/png, 10 KB, with alternative text, not under Tandem’s control',
      ko: 'image/png, 10 KB, 대체 텍스트 있음, Tandem이 관리하지 않음',
    });
  });

  it('are weighed together', () => {
    const three = [1, 2, 3, 4].map((n) => ({ ...picture('A', 1_000_000), url: `https://p/${n}` }));
    expect(checkPictures(three)[0]).toMatchObject({ cause: 'picture.heavy_together' });
    expect(checkPictures([])[0]).toMatchObject({ state: 'green' });
  });
});

describe('the message', () => {
  it('is clipped by Gmail above 102 KB and refused above 25 MB', () => {
    const at = (htmlBytes: number) => checkSize({ htmlBytes, textBytes: 100, text: 'x' }).cause;
    expect([at(102 * 1_024), at(102 * 1_024 + 1), at(26 * 1_024 * 1_024)]).toEqual([
      null,
      'message.clipped',
      'message.too_large',
    ]);
  });

  it('has words', () => {
    expect(checkTextPart({ htmlBytes: 1, textBytes: 3, text: ' \n ' }).cause).toBe('message.no_text');
  });

  const unsubscribe = {
    headers: { 'List-Unsubscribe': '<%recipient.unsubscribe%>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    html: '<a href="%recipient.unsubscribe%">',
    placeholder: '%recipient.unsubscribe%',
    answer: answered(),
    address: 'https://portal.kr/u/x',
    harmless: undefined,
  };
  it.each([
    ['both headers and a page that answers', unsubscribe, 'green'],
    [
      'one header only',
      { ...unsubscribe, headers: { 'List-Unsubscribe': '<%recipient.unsubscribe%>' } },
      'unsubscribe.missing',
    ],
    ['no link in the mail', { ...unsubscribe, html: '' }, 'unsubscribe.missing'],
    ['a portal that nobody reaches', { ...unsubscribe, answer: failed('refused') }, 'unsubscribe.unreachable'],
    ['a portal that fails', { ...unsubscribe, answer: answered({ status: 502 }) }, 'unsubscribe.status_502'],
    [
      'a portal that does not know its own link',
      { ...unsubscribe, answer: answered({ status: 404 }) },
      'unsubscribe.status_404',
    ],
    ['a page without TLS', { ...unsubscribe, answer: answered({ tls: null }) }, 'unsubscribe.no_tls'],
  ])('can be unsubscribed from with %s', (_, input, expected) => {
    const found = checkUnsubscribe(input);
    expect(found.cause ?? found.state).toBe(expected);
    expect(checkUnsubscribe({ ...input, harmless: { en: 'outbox', ko: '보낼 편지함' } }).state).not.toBe('red');
  });
});

describe('data and audience', () => {
  const missing = (count: number, needed = false) =>
    checkMissing({ key: 'first_name', label: 'First name', missing: count, of: 40_000, needed });

  it('say who gets a default', () => {
    expect(missing(312)).toMatchObject({
      state: 'green',
      measured: { en: '312 of 40,000 have no First name: default used' },
    });
    expect(missing(4_000).cause).toBe('data.missing_values');
    expect(missing(1, true).cause).toBe('data.no_default');
    expect(missing(0, true).state).toBe('green');
  });

  it('name the fields, and those whose access was not granted', () => {
    expect(checkMergeFields(['name', 'city'], []).state).toBe('green');
    expect(checkMergeFields(['name', 'income'], ['income'])).toMatchObject({
      state: 'red',
      cause: 'data.access_not_granted',
    });
  });

  it.each([
    [100, 100, 'green'],
    [110, 100, 'green'],
    [90, 100, 'green'],
    [111, 100, 'audience.drift'],
    [89, 100, 'audience.drift'],
    [0, 100, 'audience.drift'],
    [1, 0, 'audience.drift'],
  ])('%d matching now and %d at approval', (matching, approved, expected) => {
    const found = checkAudience({ matching, eligible: matching, approved, driftPercent: 10, audience: {} });
    expect(found.cause ?? found.state).toBe(expected);
  });

  it.each([
    [40, 100, 'green'],
    [111, 100, 'audience.drift'],
  ])(
    'of a resend may shrink as people read the first mail: %d now and %d at approval',
    (matching, approved, expected) => {
      const audience = { missed: { campaignId: 'C-1', event: 'opened' as const } };
      const found = checkAudience({ matching, eligible: matching, approved, driftPercent: 10, audience });
      expect(found.cause ?? found.state).toBe(expected);
    },
  );
});

describe('Korean advertising', () => {
  const whole: LawInput = {
    lang: 'ko',
    subjects: ['(광고) 봄 할인'],
    text: '가게 서울시 1\nhelp@shop.kr 02-123-4567\n수신 거부 (Unsubscribe)',
    organisation: '가게',
    postalAddress: '서울시 1',
    consent: { old: 0, looked: 10, whole: true },
  };
  const causes = (over: Partial<LawInput>) => checkLaw({ ...whole, ...over }).flatMap(({ cause }) => cause ?? []);

  it('is green with label, sender, refusal in both languages and fresh consent', () => {
    expect(checkLaw(whole).map(({ state }) => state)).toEqual(['green', 'green', 'green', 'green']);
  });

  it.each([
    '( 광고 ) 봄',
    '[광고] 봄',
    '(광·고) 봄',
    '(광고성 정보) 봄',
    '봄 (광고)',
    ' (광고) 봄',
    '광고) 봄',
    '（광고） 봄',
    '(AD) 봄',
  ])('takes no variant of the label: %s', (subject) =>
    expect(causes({ subjects: [subject] })).toContain('law.ad_label_variant'),
  );

  it('wants the label for every reader', () => {
    expect(causes({ subjects: ['(광고) 봄', '봄'] })).toContain('law.ad_label_variant');
  });

  it('asks whether it advertises where there is no label', () => {
    expect(causes({ subjects: ['주문이 발송되었습니다'] })).toEqual(['law.ad_label_missing']);
    expect(checkLaw({ ...whole, subjects: ['안내'] })[0]?.state).toBe('amber');
  });

  it.each([
    [{ text: '가게 서울시 1 help@shop.kr 수신 거부 Unsubscribe' }, ['law.sender_incomplete']],
    [{ text: whole.text.replace('(Unsubscribe)', '') }, ['law.refusal_language']],
    [{ consent: { old: 3, looked: 10, whole: true } }, ['law.consent_old']],
    [{ lang: 'en' as const, subjects: ['Spring'] }, []],
  ])('finds what is missing', (over, expected) => expect(causes(over)).toEqual(expected));
});
