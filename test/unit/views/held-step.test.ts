import { reviewCard } from '../../../bot/views/review-card.ts';
import { HELD_BY, type HeldBy } from '../../../core/campaigns/campaign.ts';
import { aCampaignValue, aCampaignView, aCycleValue } from '../../support/campaign-view.ts';

const PORTAL = 'https://portal.test';
const approved = {
  version: 1,
  cycle: 1,
  hashes: { marketing: 'a', it: 'b' },
  segment: { id: 's', version: 1, rule: {}, name: 'All' },
  matching: 10,
  at: new Date('2026-11-20T06:00:00Z'),
} as never;

const deciders = { marketing: ['Mina Marketing'], it: ['Ivo It', 'Ida It'] };

const cardOf = (
  heldBy: HeldBy | null,
  lang: 'en' | 'ko' = 'en',
  over: Partial<Parameters<typeof reviewCard>[1]> = {},
) => {
  const ofKeys = heldBy === 'drift' || (heldBy === 'freeze' && over.frozen !== true);
  const never = heldBy === 'not_approved';
  return reviewCard(
    aCampaignView({
      campaign: aCampaignValue({
        state: 'held',
        heldBy,
        reason: { en: 'Because.', ko: '이유.' },
        approved: never ? null : approved,
      }),
      cycle: aCycleValue(ofKeys ? { purpose: 'resume' } : { state: never ? 'expired' : 'approved' }),
    }),
    { lang, portalUrl: PORTAL, ...(ofKeys ? { deciders } : {}), ...over },
  );
};
const textsOf = (card: ReturnType<typeof reviewCard>): string[] =>
  card.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
const nextOf = (card: ReturnType<typeof reviewCard>): string | undefined =>
  textsOf(card).find((text) => text.startsWith('Next: ') || text.startsWith('다음 단계: '));
const actionsOf = (card: ReturnType<typeof reviewCard>) =>
  card.parts.flatMap((part) => (part.kind === 'actions' ? part.actions : []));
const labelsOf = (card: ReturnType<typeof reviewCard>): string[] => actionsOf(card).map(({ label }) => label);

const item = {
  id: 'i',
  group: 'links',
  state: 'red',
  cause: 'c',
  label: { en: 'A link', ko: '링크' },
  measured: { en: '404', ko: '404' },
  fix: null,
} as never;
const blocked = { report: { items: [] }, waivers: [], blocking: [item] } as never;

describe('the card of a held campaign says what comes next', () => {
  test.each([...HELD_BY, null])('%s: one sentence right below the reason, in both languages', (heldBy) => {
    const english = cardOf(heldBy);
    expect(english.parts.slice(2, 4)).toEqual([
      { kind: 'text', text: 'Because.', tone: 'attention' },
      { kind: 'text', text: nextOf(english), tone: 'normal' },
    ]);
    const korean = cardOf(heldBy, 'ko');
    expect(nextOf(korean)).toMatch(/[가-힣]/);
  });

  test.each([...HELD_BY, null])('%s: every button that the sentence names stands on the same card', (heldBy) => {
    for (const lang of ['en', 'ko'] as const) {
      const card = cardOf(heldBy, lang, heldBy === 'preflight' ? { preflight: blocked } : {});
      const named = [...(nextOf(card) ?? '').matchAll(/"([^"]+)"/g)].map(([, label]) => label);
      expect(named.length).toBeGreaterThan(0);
      for (const label of named) expect(labelsOf(card)).toContain(label);
    }
  });

  test.each([
    ['freeze', {}, 'Give the key to go on'],
    ['drift', {}, 'Give the key to go on'],
    ['overdue', {}, 'Resume'],
    ['preflight', { preflight: blocked }, 'Waive a red item'],
    ['preflight', { preflight: blocked }, 'Resume'],
    ['preflight', {}, 'Resume'],
    ['not_approved', {}, 'Cancel campaign'],
    ['changed', {}, 'Cancel campaign'],
    ['overdue', {}, 'Open in Tandem'],
    ['not_approved', {}, 'Open in Tandem'],
    [null, {}, 'Resume'],
  ] as const)('%s names a button that is there (%s: %s)', (heldBy, over, label) => {
    const card = cardOf(heldBy, 'en', over);
    expect(nextOf(card)).toContain(`"${label}"`);
    expect(labelsOf(card)).toContain(label);
  });

  test('what was never approved or has changed offers no way to send it', () => {
    for (const heldBy of ['not_approved', 'changed'] as const) {
      const card = cardOf(heldBy);
      expect(nextOf(card)).toContain('Ana Author');
      expect(labelsOf(card)).toEqual(['Cancel campaign', 'Open in Tandem']);
    }
  });

  test('both keys: whose they are', () => {
    expect(nextOf(cardOf('drift'))).toBe(
      'Next: "Give the key to go on" on this card · Marketing: Mina Marketing · IT: Ivo It, Ida It',
    );
  });

  test('keys from before the freeze are not counted as keys to go on', () => {
    const card = reviewCard(
      aCampaignView({
        campaign: aCampaignValue({ state: 'held', heldBy: 'freeze', approved }),
        cycle: aCycleValue({ state: 'approved' }),
      }),
      { lang: 'en', portalUrl: PORTAL, frozen: true },
    );
    expect(textsOf(card)[0]).toBe('Held');
    expect(textsOf(cardOf('freeze'))[0]).toBe('Held · 0 of 2 keys');
  });

  test('while the freeze holds IT comes first, with the way there', () => {
    const card = cardOf('freeze', 'en', { frozen: true });
    expect(nextOf(card)).toContain('IT ends the freeze');
    expect(actionsOf(card)).toContainEqual({ kind: 'link', label: 'Change freezes', url: `${PORTAL}/freezes` });
    expect(labelsOf(cardOf('freeze'))).not.toContain('Change freezes');
  });

  test('an approved review is not asked again, and a running one shows no next step', () => {
    expect(nextOf(reviewCard(aCampaignView(), { lang: 'en', portalUrl: PORTAL }))).toBeUndefined();
  });
});

describe('a key that waits', () => {
  const sectionOf = (marketing: readonly string[], needed = 1): string => {
    const card = reviewCard(aCampaignView({ cycle: aCycleValue({ needed: { marketing: needed, it: 1 } }) }), {
      lang: 'en',
      portalUrl: PORTAL,
      deciders: { marketing, it: ['Ivo'] },
    });
    return card.parts
      .flatMap((part) => (part.kind === 'section' && part.label === 'Marketing' ? [part.text] : []))
      .join();
  };
  test('names who can give it, some of many', () => {
    expect(sectionOf(['Mina', 'Mo'])).toMatch(/^Waiting for a marketing reviewer: Mina, Mo ·/);
    expect(sectionOf(['A', 'B', 'C', 'D', 'E', 'F'])).toContain('A, B, C, D and 2 more');
  });
  test('says so where nobody or too few can give it, and who changes that', () => {
    expect(sectionOf([])).toContain(
      'nobody can give this key now. An administrator changes roles or the review policy',
    );
    expect(sectionOf(['Mina'], 2)).toContain('Mina, but 2 approvals are missing. An administrator');
  });
});
