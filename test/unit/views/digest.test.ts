import { readSchedule } from '../../../bot/flow/digests.ts';
import { renderMessage } from '../../../bot/slack/render-blocks.ts';
import { CARD_BYTES, renderCard } from '../../../bot/teams/render-card.ts';
import { digestMessage, digestSectionMessage } from '../../../bot/views/digest.ts';
import type { Digest, DigestSection } from '../../../core/index.ts';
import { messageComplaints } from '../../../core/local/stand-ins/slack-limits.ts';
import { cardFaults } from '../../support/adaptive-card-schema.ts';

const both = (text: string) => ({ en: text, ko: text });
const MARKUP = '<!channel> *bold* [a](https://evil.test) <script>&';

const fullest = (key: DigestSection['key']): DigestSection => ({
  key,
  title: both(key),
  figures: Array.from({ length: 6 }, (_, n) => ({
    key: `${key}.${n}`,
    label: both(`Label ${n} ${MARKUP}`),
    value: both('1,234,567'),
    note: both('a week earlier: 1,234,567'),
    items: [{ label: `C-1 ${MARKUP}`, path: '/reports/C-1' }],
  })),
  lines: Array.from({ length: 6 }, (_, n) => ({ text: both(`${MARKUP} ${'가'.repeat(200)} ${n}`), path: '/' })),
  table: {
    columns: ['Campaign', 'KPI', 'Result', 'Goal', 'Kind', 'Budget'].map(both),
    rows: Array.from({ length: 500 }, (_, n) => ({
      path: `/reports/C-${n}`,
      cells: [`C-${n} ${'이름'.repeat(60)}`, 'Opened', '12 %', '20 %', '–', '₩1,000,000'].map(both),
    })),
  },
  chart: { title: both('Chart'), labels: [both('C-1')], series: [], unit: '%', alt: both('가'.repeat(900)) },
});

const digest = (lang: 'en' | 'ko', sections: readonly DigestSection[]): Digest => ({
  id: 'abc-20261123',
  subscriptionId: 'abc',
  place: { kind: 'staff', staffId: 's1' },
  period: {
    from: new Date('2026-11-16T00:00:00Z'),
    to: new Date('2026-11-23T00:00:00Z'),
    before: { from: new Date('2026-11-09T00:00:00Z'), to: new Date('2026-11-16T00:00:00Z') },
  },
  zone: 'Asia/Seoul',
  lang,
  ownerId: 's1',
  state: 'ready',
  at: new Date('2026-11-23T00:00:00Z'),
  note: null,
  content: { id: 'x', sections, countedAt: new Date('2026-11-23T00:00:05Z') },
});
const facts = { portalUrl: 'https://portal.test', pictureUrl: () => 'https://portal.test/digests/pictures/x.png' };

describe.each(['en', 'ko'] as const)('the fullest digest in %s', (lang) => {
  const keys = ['results', 'changes', 'reviews', 'preflight', 'incidents', 'insights', 'thanks'] as const;
  const whole = digest(lang, keys.map(fullest));
  const message = digestMessage(whole, facts);

  test('is taken by Slack with its buttons, and nobody is called by markup', () => {
    const rendered = renderMessage(message);
    expect(messageComplaints(rendered)).toEqual([]);
    const text = JSON.stringify(rendered);
    expect(text).not.toContain('<!channel>');
    for (const id of ['digest.results', 'digest.insights', 'digest.pause', 'digest.change']) expect(text).toContain(id);
    expect(text).toContain('https://portal.test/digests/abc-20261123');
  });

  test('is a card that Teams takes, with its buttons', () => {
    const card = renderCard(message);
    expect(cardFaults(card)).toEqual([]);
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThanOrEqual(CARD_BYTES);
    for (const id of ['digest.results', 'digest.pause', 'digest.change']) expect(JSON.stringify(card)).toContain(id);
  });

  test('each number of a section opens its list, and what is cut is counted', () => {
    const section = digestSectionMessage(whole, 'results', { lang, portalUrl: facts.portalUrl });
    expect(messageComplaints(renderMessage(section))).toEqual([]);
    expect(JSON.stringify(section)).toContain('/digests/abc-20261123/lists/results.0');
    expect(JSON.stringify(section)).toContain('480');
  });
});

test('a picture has its words on both platforms', () => {
  const shown = digest('en', [{ ...fullest('results'), figures: [], lines: [], table: null }]);
  expect(JSON.stringify(renderMessage(digestMessage(shown, facts)))).toContain('"alt_text":"가가');
  expect(JSON.stringify(renderCard(digestMessage(shown, facts)))).toContain('"altText":"가가');
});

test('what is typed is read by its words, in any order', () => {
  expect(readSchedule('weekly mon 09:00'.split(' '))).toEqual({ days: 'mon', time: '09:00', zone: '', lang: '' });
  expect(readSchedule('매주 월 목 9 Europe/Berlin KO'.split(' '))).toEqual({
    days: '월,목',
    time: '9',
    zone: 'Europe/Berlin',
    lang: 'ko',
  });
  expect(readSchedule(['someday'])).toEqual({ days: 'someday', time: '', zone: '', lang: '' });
});
