import { reviewCard } from '../../../bot/views/review-card.ts';
import type { Decision } from '../../../core/approvals/approval.ts';
import { CAMPAIGN_STATES } from '../../../core/campaigns/campaign.ts';
import type { PreflightItem, PreflightView } from '../../../core/campaigns/preflight/preflight.ts';
import { aCampaignValue, aCampaignView, aCycleValue, aSum } from '../../support/campaign-view.ts';

const EN = { lang: 'en', portalUrl: 'https://portal.test' } as const;
const value = { subjectId: 'C-12', cycle: 1, marketing: 'a'.repeat(16), it: 'b'.repeat(16), revision: 2 };

const approval = (over: Partial<Decision> = {}): Decision => ({
  lane: 'marketing',
  kind: 'approve',
  laneHash: 'a'.repeat(64),
  by: 's2',
  onBehalfOf: null,
  snapshot: null,
  surface: 'slack',
  comment: '',
  at: new Date('2026-11-20T06:00:00Z'),
  ...over,
});

const APPROVED = {
  version: 3,
  cycle: 1,
  hashes: { marketing: 'a'.repeat(64), it: 'b'.repeat(64) },
  segment: { id: 'seg1', version: 1, rule: {}, name: 'Loyal guests' },
  matching: 1_240,
  at: new Date('2026-11-20T06:00:00Z'),
};

const buttonsIn = (state: (typeof CAMPAIGN_STATES)[number]): string[] =>
  reviewCard(aCampaignView({ campaign: aCampaignValue({ state, approved: APPROVED }) }), EN).parts.flatMap((part) =>
    part.kind === 'actions' ? part.actions.flatMap((action) => (action.kind === 'button' ? [action.id] : [])) : [],
  );

describe('the review card', () => {
  test('says how far a send is, with the rate and the time left as they are told', () => {
    const view = aCampaignView({ campaign: aCampaignValue({ state: 'sending' }) });
    const progress = {
      phase: 'sending',
      done: 20_000,
      of: 50_000,
      perMinute: 30_000,
      secondsLeft: 60,
      wait: null,
    } as const;
    const sum = aSum({ submitted: 20_000, pending: 30_000 });
    expect(reviewCard(view, { ...EN, lang: 'ko', sum, progress }).parts).toContainEqual({
      kind: 'text',
      text: '발송 중입니다. 50,000명 중 20,000명 · 분당 30,000명 · 약 1분 남음',
      tone: 'normal',
    });
  });

  test('shows what is asked, where both lanes stand and the three decisions', () => {
    const view = aCampaignView({ cycle: aCycleValue({ decisions: [approval()] }) });
    expect(reviewCard(view, EN)).toEqual({
      lang: 'en',
      summary: 'C-12 · Winter stay · In review',
      parts: [
        { kind: 'title', text: 'C-12 · Winter stay' },
        { kind: 'text', text: 'In review · 1 of 2 keys', tone: 'normal' },
        {
          kind: 'section',
          label: 'Marketing',
          state: 'approved',
          text: 'Approve: Mina Marketing, 20 Nov 2026, 15:00 (Asia/Seoul)',
        },
        {
          kind: 'facts',
          facts: [
            { label: 'Goal', value: 'Fill the last two weeks of January' },
            { label: 'KPI', value: 'Clicked, target 4.5 % of delivered' },
            { label: 'Budget', value: '€1,200' },
            { label: 'Owner', value: 'Ana Author' },
            { label: 'Author', value: 'Ana Author' },
            { label: 'Subject', value: 'A quiet week by the sea' },
            { label: 'From', value: 'Harbour Hotel (news@mail.example.test)' },
            { label: 'Audience', value: 'Loyal guests: stayed twice' },
            { label: 'Matching / eligible', value: '1,240 matching, 1,180 eligible' },
            { label: 'Schedule', value: '1 Dec 2026, 09:00 (Asia/Seoul)' },
          ],
        },
        {
          kind: 'section',
          label: 'IT',
          state: 'waiting',
          text: 'Waiting for an IT reviewer · Sender domain, links and tracking, data fields, load',
        },
        {
          kind: 'facts',
          facts: [
            { label: 'Sender domain', value: 'mail.example.test' },
            { label: 'Links', value: 'https://example.test/winter' },
            { label: 'Data fields', value: 'name' },
            { label: 'Load', value: 'at most 1,180 mails' },
          ],
        },
        { kind: 'text', text: 'Preflight: the checks are running. IT’s key waits for them.', tone: 'subtle' },
        {
          kind: 'actions',
          actions: [
            { kind: 'button', id: 'review.approve', label: 'Approve', style: 'primary', value },
            {
              kind: 'button',
              id: 'review.request_changes',
              label: 'Request changes',
              style: 'normal',
              value,
              form: {
                title: 'Request changes',
                submit: 'Send',
                fields: [
                  {
                    id: 'comment',
                    label: 'What has to change?',
                    multiline: true,
                    required: true,
                    maxLength: 3000,
                    hint: 'The author reads this in the thread of the campaign. At most 3,000 characters.',
                  },
                ],
              },
            },
            {
              kind: 'button',
              id: 'review.reject',
              label: 'Reject',
              style: 'danger',
              value,
              form: {
                title: 'Reject campaign',
                submit: 'Reject for good',
                fields: [
                  {
                    id: 'comment',
                    label: 'Why is it rejected?',
                    multiline: true,
                    required: true,
                    maxLength: 3000,
                    hint: 'This ends the campaign; it can be duplicated. At most 3,000 characters.',
                  },
                ],
              },
            },
            {
              kind: 'button',
              id: 'review.later',
              label: 'Remind me later',
              style: 'normal',
              value,
              form: {
                title: 'Remind me later',
                submit: 'Remind me later',
                fields: [
                  {
                    id: 'when',
                    label: 'When?',
                    multiline: false,
                    required: true,
                    maxLength: 200,
                    options: [
                      { value: 'hour', label: 'In one working hour' },
                      { value: 'afternoon', label: 'This afternoon' },
                      { value: 'morning', label: 'On the next working morning' },
                    ],
                  },
                ],
              },
            },
            { kind: 'link', label: 'Review in Tandem', url: 'https://portal.test/campaigns/C-12' },
          ],
        },
      ],
    });
  });

  test('shows a subject with merge fields as somebody reads it, with the template below', () => {
    const subject = "{{ contact.first_name | default: 'there' }}, a quiet week by the sea";
    const campaign = aCampaignValue();
    const view = aCampaignView({
      campaign: { ...campaign, content: { ...campaign.content, subject } },
      subjectExample: 'Hana, a quiet week by the sea',
    });
    const subjectIn = (lang: 'en' | 'ko', label: string) =>
      reviewCard(view, { ...EN, lang })
        .parts.flatMap((part) => (part.kind === 'facts' ? part.facts : []))
        .find((fact) => fact.label === label)?.value;
    expect(subjectIn('en', 'Subject')).toBe(`For example: Hana, a quiet week by the sea\nAs written: ${subject}`);
    expect(subjectIn('ko', '제목')).toBe(`예시: Hana, a quiet week by the sea\n작성한 그대로: ${subject}`);
  });

  test('in Korean no English sentence is left', () => {
    const view = aCampaignView({
      campaign: aCampaignValue({ name: '겨울', senderDomain: '예.test' }),
      links: [],
      mergeFields: [],
    });
    const told = reviewCard(view, { ...EN, lang: 'ko' }).parts.flatMap((part) => {
      if (part.kind === 'facts') return part.facts.map((fact) => fact.label);
      if (part.kind === 'section') return [part.text];
      return part.kind === 'actions' ? part.actions.map((action) => action.label) : [];
    });
    const allowed = /KPI|IT|Tandem/g;
    expect(told.filter((text) => /[A-Za-z]{2,}/.test(text.replace(allowed, '')))).toEqual([]);
  });

  const itemOf = (over: Partial<PreflightItem>): PreflightItem => ({
    id: 'link:1',
    group: 'links',
    state: 'red',
    cause: 'link.status_404',
    label: { en: 'https://shop.kr/spring', ko: 'https://shop.kr/spring' },
    measured: { en: '404 in 20 ms', ko: '20ms 만에 404' },
    fix: { en: 'Mend the page.', ko: '페이지를 고치세요.' },
    at: new Date('2026-11-20T06:00:00Z'),
    ...over,
  });
  const withItems = (items: readonly PreflightItem[], over: Partial<PreflightView> = {}): string => {
    const at = new Date('2026-11-20T06:00:00Z');
    const report = {
      campaignId: 'C-12',
      contentKey: 'a:b',
      occasion: 'submit' as const,
      startedAt: at,
      finishedAt: at,
      matching: 1_240,
      items,
    };
    const blocking = items.filter(({ state }) => state === 'red');
    const card = reviewCard(aCampaignView(), {
      ...EN,
      preflight: { report, waivers: [], blocking, ...over },
      names: { s9: 'Ivan IT' },
    });
    return card.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n');
  };

  test('shows what the checks found: red and amber with what was measured and what to do, the rest as a number', () => {
    const text = withItems([
      itemOf({}),
      itemOf({
        id: 'size',
        state: 'amber',
        label: { en: 'Size', ko: '크기' },
        measured: { en: '110 KB', ko: '110KB' },
      }),
      itemOf({ id: 'spf', state: 'green', label: { en: 'SPF', ko: 'SPF' } }),
    ]);
    expect(text).toContain('Preflight: 1 red, 1 amber, 1 green');
    expect(text).toContain('Red: https://shop.kr/spring – 404 in 20 ms\nWhat to do: Mend the page.');
    expect(text).toContain('Amber: Size – 110 KB');
    expect(text).not.toContain('SPF');
    expect(text).toContain('IT’s key is refused');
  });

  test('names who answers for a waived item, and until when', () => {
    const waiver = {
      campaignId: 'C-12',
      itemId: 'link:1',
      cause: 'link.status_404',
      by: 's9',
      reason: 'Goes live at noon',
      at: new Date('2026-11-20T06:00:00Z'),
      until: new Date('2099-01-01T00:00:00Z'),
    };
    const text = withItems([itemOf({})], { waivers: [waiver], blocking: [] });
    expect(text).toMatch(/Waived by Ivan IT until 1 Jan 2099.*: Goes live at noon/);
    expect(text).not.toContain('IT’s key is refused');
  });

  test('IT is shown addresses without a link and what other hosts show, where there are any', () => {
    const facts = (over: Parameters<typeof aCampaignView>[0]) =>
      JSON.stringify(reviewCard(aCampaignView(over), { lang: 'en', portalUrl: 'https://t.test' }));
    const shown = facts({ bareLinks: ['https://bare.kr/'], externalPictures: ['https://cdn.kr/a.png'] });
    expect(shown).toContain('"label":"Links, not tracked","value":"https://bare.kr/"');
    expect(shown).toContain('"label":"Loaded from other hosts","value":"https://cdn.kr/a.png"');
    expect(facts({})).not.toContain('Links, not tracked');
  });

  test('a card of sixty dead links names six and counts the rest', () => {
    const text = withItems(Array.from({ length: 60 }, (_, i) => itemOf({ id: `link:${i}` })));
    expect(text.match(/• Red/g)).toHaveLength(6);
    expect(text).toContain('and 54 more in the portal');
  });

  test('a halt says how far it is, and what goes on needs both keys', () => {
    const campaign = aCampaignValue({ state: 'halted', approved: APPROVED, startedAt: APPROVED.at });
    const view = aCampaignView({ campaign, cycle: aCycleValue({ number: 2, purpose: 'resume' }) });
    const halt = { halting: true, submitted: 1_200, held: 300, uncertain: 0 };
    const textOf = (state: typeof halt) =>
      reviewCard(view, { ...EN, halt: state }).parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
    expect(textOf(halt)).toContain('Halting: batches claimed before are still being answered. 1,200 sent so far.');
    expect(textOf({ ...halt, halting: false, uncertain: 2 }).join('\n')).toContain(
      'Halted: 1,200 sent, 300 held.\n2 uncertain',
    );
    const actions = reviewCard(view, EN).parts.flatMap((part) => (part.kind === 'actions' ? part.actions : []));
    expect(actions.map((action) => action.label)).toEqual([
      'Give the key to go on',
      'Remind me later',
      'Cancel campaign',
      'Open in Tandem',
    ]);
  });

  test('offers in each state what a person can do there, and nothing else', () => {
    expect(Object.fromEntries(CAMPAIGN_STATES.map((state) => [state, buttonsIn(state)]))).toEqual({
      draft: [],
      halted: ['campaign.cancel'],
      in_review: ['review.approve', 'review.request_changes', 'review.reject', 'review.later'],
      scheduled: ['campaign.pause', 'campaign.halt', 'campaign.cancel'],
      sending: ['campaign.pause', 'campaign.halt', 'campaign.cancel'],
      paused: ['campaign.resume', 'campaign.halt', 'campaign.cancel'],
      held: ['campaign.resume', 'campaign.halt', 'campaign.cancel'],
      sent: [],
      cancelled: [],
      rejected: [],
      failed: [],
    });
  });

  test('says why a campaign stands still', () => {
    const reason = { en: 'The domain is not verified.', ko: '도메인이 확인되지 않았습니다.' };
    const card = reviewCard(aCampaignView({ campaign: aCampaignValue({ state: 'held', reason }) }), EN);
    expect(card.parts[2]).toEqual({ kind: 'text', text: 'The domain is not verified.', tone: 'attention' });
  });

  test('shows the sum once there is one', () => {
    const sum = aSum({ submitted: 1180, no_consent: 50, suppressed: 10 });
    const card = reviewCard(aCampaignView({ campaign: aCampaignValue({ state: 'sent' }) }), { ...EN, sum });
    expect(card.parts.slice(-3, -1)).toEqual([
      {
        kind: 'facts',
        facts: [
          { label: 'Frozen audience', value: '1,240' },
          { label: 'No consent', value: '50' },
          { label: 'Suppressed', value: '10' },
          { label: 'Submitted', value: '1,180' },
        ],
      },
      { kind: 'text', text: 'The sum closes: the outcomes add up to the frozen audience of 1,240.', tone: 'good' },
    ]);
  });
});

describe('where a lane stands', () => {
  const sectionOf = (over: Parameters<typeof aCycleValue>[0]): string =>
    reviewCard(aCampaignView({ cycle: aCycleValue(over), names: { s1: 'Ana', s2: 'Mina', s3: 'Moa', s4: 'Mio' } }), EN)
      .parts.flatMap((part) => (part.kind === 'section' && part.label === 'Marketing' ? [part.text] : []))
      .join('\n');

  test('a lane that needs two approvals counts them, and names for whom a delegate decided', () => {
    const text = sectionOf({
      needed: { marketing: 2, it: 1 },
      decisions: [approval({ by: 's2', onBehalfOf: 's3', comment: 'Well done' })],
    });
    expect(text).toMatch(/^1 of 2 approvals\nApprove: Mina for Moa, .*\nWell done$/);
  });

  test('who handed the say on is named while the lane waits, and no longer once its key is given', () => {
    const delegations = [{ lane: 'marketing', from: 's3', to: 's4', at: new Date('2026-11-20T06:00:00Z') }] as const;
    expect(sectionOf({ delegations })).toContain('Moa handed the say on to Mio.');
    expect(sectionOf({ delegations, decisions: [approval({ by: 's2' })] })).not.toContain('handed');
  });

  test('mail that nobody can account for is asked about with two answers', () => {
    const at = new Date('2026-11-20T06:00:00Z');
    const one = {
      id: 'b1#0',
      campaignId: 'C-12',
      batchId: 'b1',
      messageId: '<m1@mail.test>',
      people: 1_000,
      attempts: [at],
      since: at,
      doubt: 'no_trace',
      text: { en: 'No trace.', ko: '흔적 없음.' },
    } as const;
    const view = aCampaignView({ campaign: aCampaignValue({ state: 'sending', approved: APPROVED, startedAt: at }) });
    const parts = reviewCard(view, { ...EN, asked: [one] }).parts;
    expect(JSON.stringify(parts)).toContain('a batch to 1,000 people was sent: No trace. Look for <m1@mail.test>');
    const asked = parts.flatMap((part) => (part.kind === 'actions' ? part.actions : [])).slice(0, 2);
    expect(asked).toMatchObject([
      { id: 'delivery.accepted', label: 'It was sent', value: { part: 'b1#0' } },
      { id: 'delivery.not_accepted', label: 'Not sent: send again', value: { part: 'b1#0' } },
    ]);
  });

  test('an approval from before an edit is shown as void, with whose it was', () => {
    const cycle = aCycleValue({ decisions: [approval({ laneHash: 'd'.repeat(64) })] });
    expect(reviewCard(aCampaignView({ cycle }), EN).parts[2]).toEqual({
      kind: 'section',
      label: 'Marketing',
      state: 'voided',
      text: 'The approval by Mina Marketing no longer counts: this part was edited afterwards.',
    });
  });

  const lanes = (over: Parameters<typeof aCampaignView>[0], lang: 'en' | 'ko' = 'en') =>
    reviewCard(aCampaignView(over), { ...EN, lang }).parts.flatMap((part) =>
      part.kind === 'section' ? [`${part.label}, ${part.state}: ${part.text}`] : [],
    );
  const KEY = 'Approve: Mina Marketing, 20 Nov 2026, 15:00 (Asia/Seoul)';

  test.each([
    ['draft', 'withdrawn', 'the campaign was withdrawn from review'],
    ['draft', 'changes_requested', 'changes were requested'],
    ['rejected', 'rejected', 'the campaign was rejected'],
    ['cancelled', 'withdrawn', 'the campaign was cancelled'],
    // Between the cancelling and the end of its cycle.
    ['cancelled', 'open', 'the campaign was cancelled'],
  ] as const)('in a campaign that is %s, its review %s, no lane waits and no key counts', (state, cycle, why) => {
    const over = {
      campaign: aCampaignValue({ state }),
      cycle: aCycleValue({ state: cycle, decisions: [approval()] }),
    };
    expect(lanes(over)).toEqual([
      `Marketing, voided: ${KEY}\nThis key no longer counts: ${why}.`,
      `IT, undecided: Not decided: ${why}.`,
    ]);
    expect(lanes(over, 'ko').join('')).not.toMatch(/기다리는|no longer|Not decided/);
  });

  test('after both keys they stay, whatever became of the campaign', () => {
    const decisions = [approval(), approval({ lane: 'it', laneHash: 'b'.repeat(64), by: 's3' })];
    for (const state of ['scheduled', 'sending', 'paused', 'held', 'sent', 'cancelled', 'failed'] as const) {
      const cycle = aCycleValue({ state: 'approved', decisions });
      expect(lanes({ campaign: aCampaignValue({ state }), cycle })).toEqual([
        `Marketing, approved: ${KEY}`,
        'IT, approved: Approve: Ivo It, 20 Nov 2026, 15:00 (Asia/Seoul)',
      ]);
    }
  });
});
