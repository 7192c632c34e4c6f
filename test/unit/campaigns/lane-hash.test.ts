import type { Campaign, SendingLimits } from '../../../core/campaigns/campaign.ts';
import { laneHashes, laneSections } from '../../../core/campaigns/lane-hash.ts';

const BASE: Pick<Campaign, 'brief' | 'content' | 'audience' | 'schedule' | 'exemption' | 'senderDomain'> = {
  brief: { goal: 'g', kpi: 'clicked', kpiTarget: 5, budget: 1, currency: 'KRW', ownerId: 'o' },
  content: {
    fromName: 'n',
    fromLocalPart: 'news',
    replyTo: '',
    subject: 's',
    preheader: 'p',
    lang: 'en',
    body: { kind: 'blocks', blocks: [{ kind: 'picture', pictureId: 'a', alt: 'x', href: '' }] },
  },
  audience: { segmentId: 'seg' },
  schedule: { localTime: '2027-01-01T10:00', zone: 'Asia/Seoul', at: new Date('2027-01-01T01:00:00Z') },
  exemption: null,
  senderDomain: 'mail.example.test',
};
const DERIVED = {
  segment: { version: 1, rule: { kind: 'all', rules: [] } },
  links: ['https://a.test/'],
  mergeFields: [],
  footer: { organisation: 'Acme', postalAddress: '1 Street' },
  limits: { cap: null, quietHours: null, zoneAttribute: null },
};
type Derived = {
  segment: { version: number; rule: unknown };
  links: string[];
  mergeFields: string[];
  footer: { organisation: string; postalAddress: string };
  limits: SendingLimits;
};

const hash = (change: Partial<typeof BASE> = {}, derived: Partial<Derived> = {}) =>
  laneHashes(laneSections({ ...BASE, ...change }, { ...DERIVED, ...derived }));
const now = hash();

describe('the marketing key is about', () => {
  it.each<[string, Partial<typeof BASE>]>([
    ...Object.keys(BASE.brief).map((k): [string, Partial<typeof BASE>] => [
      k,
      { brief: { ...BASE.brief, [k]: 'other' } },
    ]),
    ...Object.keys(BASE.content).map((k): [string, Partial<typeof BASE>] => [
      k,
      { content: { ...BASE.content, [k]: 'other' } },
    ]),
    [
      'the picture',
      {
        content: {
          ...BASE.content,
          body: { kind: 'blocks', blocks: [{ kind: 'picture', pictureId: 'b', alt: 'x', href: '' }] },
        },
      },
    ],
    ['the MJML source', { content: { ...BASE.content, body: { kind: 'mjml', source: '' } } }],
    ['the segment', { audience: { segmentId: 'other' } }],
    ['a further segment', { audience: { ...BASE.audience, alsoIds: ['other'] } }],
    ['an excluded segment', { audience: { ...BASE.audience, exceptIds: ['other'] } }],
    ['the local time', { schedule: { ...BASE.schedule, localTime: null } }],
    ['the zone', { schedule: { ...BASE.schedule, zone: 'UTC' } }],
    ['whom a campaign missed', { audience: { ...BASE.audience, missed: { campaignId: 'C-1', event: 'opened' } } }],
    ['local times of recipients', { schedule: { ...BASE.schedule, local: { fallbackZone: 'Asia/Seoul' } } }],
    ['an exemption', { exemption: { kind: 'cap', reason: 'recall of a product' } }],
    ['the moment', { schedule: { ...BASE.schedule, at: null } }],
  ])('%s', (_, change) => {
    expect(hash(change).marketing).not.toBe(now.marketing);
    expect(hash(change).it).toBe(now.it);
  });

  it.each<[string, Partial<Derived>]>([
    ['the version of the rule', { segment: { version: 2, rule: DERIVED.segment.rule } }],
    ['a frequency cap', { limits: { ...DERIVED.limits, cap: { mails: 2, days: 7 } } }],
    ['quiet hours', { limits: { ...DERIVED.limits, quietHours: { from: '21:00', to: '08:00', policy: 'hold' } } }],
    ['the attribute of the zone', { limits: { ...DERIVED.limits, zoneAttribute: 'zone' } }],
    ['the postal address', { footer: { organisation: 'Acme', postalAddress: '2 Street' } }],
    ['the rule', { segment: { version: 1, rule: { kind: 'any', rules: [] } } }],
  ])('%s', (_, derived) => {
    expect(hash({}, derived).marketing).not.toBe(now.marketing);
    expect(hash({}, derived).it).toBe(now.it);
  });
});

describe('the IT key is about', () => {
  it.each<[string, Partial<typeof BASE>, Partial<Derived>]>([
    ['the sender domain', { senderDomain: 'other.example.test' }, {}],
    ['a link', {}, { links: ['https://b.test/'] }],
    ['the order of links', {}, { links: ['https://b.test/', 'https://a.test/'] }],
    ['a merge field', {}, { mergeFields: ['contact.first_name'] }],
  ])('%s', (_, change, derived) => {
    expect(hash(change, derived).it).not.toBe(now.it);
    expect(hash(change, derived).marketing).toBe(now.marketing);
  });
});

it('equal campaigns have equal hashes, however they are written down', () => {
  const reordered = Object.fromEntries(Object.entries(BASE.content).reverse()) as unknown as Campaign['content'];
  expect(hash({ content: reordered })).toEqual(now);
  expect(hash(JSON.parse(JSON.stringify(BASE)) as typeof BASE)).toEqual(now);
});

describe('the IT key is about what stands beside the tracked links', () => {
  it.each(['bareLinks', 'externalPictures'] as const)('%s', (key) => {
    const changed = laneHashes(laneSections(BASE, { ...DERIVED, [key]: ['https://b.test/'] }));
    expect(changed.it).not.toBe(now.it);
    expect(changed.marketing).toBe(now.marketing);
    expect(laneHashes(laneSections(BASE, { ...DERIVED, [key]: [] }))).toEqual(now);
  });
});
