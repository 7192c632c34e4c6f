import { renderMessage } from '../../../bot/slack/render-blocks.ts';
import { CARD_BYTES, renderCard } from '../../../bot/teams/render-card.ts';
import { fieldCard } from '../../../bot/views/field-card.ts';
import { reviewCard } from '../../../bot/views/review-card.ts';
import type { PreflightItem } from '../../../core/campaigns/preflight/preflight.ts';
import { messageComplaints } from '../../../core/local/stand-ins/slack-limits.ts';
import { cardFaults } from '../../support/adaptive-card-schema.ts';
import { aCampaignView, aCycleValue } from '../../support/campaign-view.ts';

const AT = new Date('2026-11-20T06:00:00Z');
const MARKUP = '<!channel> *bold* [a](https://evil.test) <script>&';

const item = (n: number): PreflightItem => ({
  id: `link:${n}`,
  group: 'links',
  state: 'red',
  cause: 'link.status_404',
  label: { en: `https://shop.test/${'x'.repeat(200)}/${n}`, ko: `https://shop.test/${'가'.repeat(200)}/${n}` },
  measured: { en: MARKUP, ko: MARKUP },
  fix: { en: 'Mend it.', ko: '고치세요.' },
  at: AT,
});

describe.each(['en', 'ko'] as const)(
  'the fullest card in %s: 60 links, 3,000 characters of comment, 40 delegates',
  (lang) => {
    const items = Array.from({ length: 60 }, (_, n) => item(n));
    const decision = {
      lane: 'marketing',
      kind: 'request_changes',
      laneHash: 'a'.repeat(64),
      by: 's2',
      onBehalfOf: null,
      surface: 'slack',
      snapshot: null,
      comment: `${MARKUP}${'가'.repeat(3_000 - MARKUP.length)}`,
      at: AT,
    } as const;
    const view = aCampaignView({
      cycle: aCycleValue({ decisions: [decision] }),
      links: items.map((one) => one.label.en),
    });
    const report = {
      campaignId: 'C-12',
      contentKey: 'a:b',
      occasion: 'submit',
      startedAt: AT,
      finishedAt: AT,
      matching: 1,
      items,
    } as const;
    const card = reviewCard(view, {
      lang,
      portalUrl: 'https://portal.test',
      preflight: { report, waivers: [], blocking: items },
      people: Array.from({ length: 40 }, (_, n) => ({ id: `0123456789abcdef0123456${n}`, name: '김'.repeat(80) })),
    });
    const verbs = ['review.approve', 'review.reject', 'review.delegate', 'review.later', 'preflight.waive'];

    test('is taken by Slack with every button, and nobody is called by markup', () => {
      const message = renderMessage(card);
      expect(messageComplaints(message)).toEqual([]);
      const json = JSON.stringify(message);
      for (const verb of verbs) expect(json).toContain(verb);
      expect(json).not.toContain('<!channel>');
    });

    test('is taken by Teams with every button', () => {
      const rendered = renderCard(card);
      const json = JSON.stringify(rendered);
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(CARD_BYTES);
      expect(cardFaults(rendered)).toEqual([]);
      for (const verb of verbs) expect(json).toContain(verb);
      expect(json).not.toContain('"refresh"');
      expect(json).not.toContain('[a](https');
    });
  },
);

describe.each(['en', 'ko'] as const)('the fullest card of a field request in %s', (lang) => {
  const long = `${MARKUP}${'가'.repeat(500 - MARKUP.length)}`;
  const uses = Array.from({ length: 60 }, (_, n) => ({ id: `C-${n}`, name: '김'.repeat(120), ownerId: 's1' }));
  const request = { id: 'F-12', key: 'income', label: '소득'.repeat(100), state: 'asked', reason: long } as const;
  const rest = { campaignId: 'C-12', askedBy: 's1', askedAt: AT, purpose: long, days: 365, until: AT, comment: long };
  const nobody = { decidedBy: null, decidedAt: null, endedBy: null, endedAt: null };
  const card = fieldCard(
    { ...request, ...rest, ...nobody },
    {
      lang,
      portalUrl: 'https://portal.test',
      timeZone: 'Asia/Seoul',
      names: { s1: MARKUP },
      uses: { campaigns: uses, segments: uses },
    },
  );

  test('is taken by both platforms with its buttons, and nobody is called by markup', () => {
    const message = renderMessage(card);
    expect(messageComplaints(message)).toEqual([]);
    expect(JSON.stringify(message)).not.toContain('<!channel>');
    const rendered = renderCard(card);
    expect(Buffer.byteLength(JSON.stringify(rendered))).toBeLessThanOrEqual(CARD_BYTES);
    expect(cardFaults(rendered)).toEqual([]);
    for (const sent of [message, rendered]) {
      for (const verb of ['field.grant', 'field.refuse']) expect(JSON.stringify(sent)).toContain(verb);
    }
  });
});
