import { reviewCard } from '../../../bot/views/review-card.ts';
import type { Decision } from '../../../core/approvals/approval.ts';
import { CAMPAIGN_STATES } from '../../../core/campaigns/campaign.ts';
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

const buttonsIn = (state: (typeof CAMPAIGN_STATES)[number]): string[] =>
  reviewCard(aCampaignView({ campaign: aCampaignValue({ state }) }), EN).parts.flatMap((part) =>
    part.kind === 'actions' ? part.actions.flatMap((action) => (action.kind === 'button' ? [action.id] : [])) : [],
  );

describe('the review card', () => {
  test('shows what is asked, where both lanes stand and the three decisions', () => {
    const view = aCampaignView({ cycle: aCycleValue({ decisions: [approval()] }) });
    expect(reviewCard(view, EN)).toEqual({
      lang: 'en',
      summary: 'C-12 · Winter stay · In review',
      parts: [
        { kind: 'title', text: 'C-12 · Winter stay' },
        { kind: 'text', text: 'In review · 1 of 2 keys', tone: 'normal' },
        {
          kind: 'facts',
          facts: [
            { label: 'Goal', value: 'Fill the last two weeks of January' },
            { label: 'KPI', value: 'Clicked, target 4.5 %' },
            { label: 'Budget', value: '€1,200' },
            { label: 'Owner', value: 'Ana Author' },
            { label: 'Author', value: 'Ana Author' },
            { label: 'Subject', value: 'A quiet week by the sea' },
            { label: 'From', value: 'Harbour Hotel (news@mail.example.test)' },
            { label: 'Audience', value: 'Loyal guests: stayed twice' },
            { label: 'Matching / eligible', value: '1,240 matching, 1,180 eligible' },
            { label: 'Schedule', value: '1 Dec 2026, 09:00 (Asia/Seoul)' },
            { label: 'Links', value: 'https://example.test/winter' },
            { label: 'Data fields', value: 'name' },
          ],
        },
        {
          kind: 'section',
          label: 'Marketing',
          state: 'approved',
          text: 'Approve: Mina Marketing, 20 Nov 2026, 15:00 (Asia/Seoul)',
        },
        {
          kind: 'section',
          label: 'IT',
          state: 'waiting',
          text: 'Waiting for an IT reviewer · Sender domain, links and tracking, data fields, load',
        },
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
                submit: 'Send',
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

  test('offers in each state what a person can do there, and nothing else', () => {
    expect(Object.fromEntries(CAMPAIGN_STATES.map((state) => [state, buttonsIn(state)]))).toEqual({
      draft: [],
      halted: [],
      in_review: ['review.approve', 'review.request_changes', 'review.reject'],
      scheduled: ['campaign.pause', 'campaign.cancel'],
      sending: ['campaign.pause', 'campaign.cancel'],
      paused: ['campaign.resume', 'campaign.cancel'],
      held: ['campaign.resume', 'campaign.cancel'],
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
  test('an approval from before an edit is shown as void, with whose it was', () => {
    const cycle = aCycleValue({ decisions: [approval({ laneHash: 'd'.repeat(64) })] });
    expect(reviewCard(aCampaignView({ cycle }), EN).parts[3]).toEqual({
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
