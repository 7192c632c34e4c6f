import fc from 'fast-check';
import { renderForm, renderMessage } from '../../../bot/slack/render-blocks.ts';
import { actionForm } from '../../../bot/views/action-forms.ts';
import { closedSum } from '../../../bot/views/closed-sum.ts';
import type { Action, FormField, Message, Part } from '../../../bot/views/message.ts';
import { reviewCard } from '../../../bot/views/review-card.ts';
import { messageComplaints, viewComplaints } from '../../../core/local/stand-ins/slack-limits.ts';
import { slackWords } from '../../../core/local/stand-ins/slack-state.ts';
import { aCampaignView, aSum } from '../../support/campaign-view.ts';

const words = fc.oneof(
  { weight: 12, arbitrary: fc.string({ maxLength: 8 }) },
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '<!channel>',
    '&'.repeat(3000),
    '<'.repeat(1500),
    '한'.repeat(4000),
    '🏨'.repeat(2500),
  ),
  fc.string({ minLength: 2900, maxLength: 3200 }),
);
const url = fc.oneof(
  fc.webUrl(),
  fc.constantFrom('', 'javascript:alert(1)', 'not a url', `https://e.test/${'x'.repeat(3100)}`),
);
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constant('link' as const), label: words, url }),
  fc.record({
    kind: fc.constant('button' as const),
    id: fc.constantFrom('review.approve' as const, 'campaign.cancel' as const, 'campaign.pause' as const),
    label: words,
    style: fc.constantFrom('normal' as const, 'primary' as const, 'danger' as const),
    value: fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string({ maxLength: 900 }), fc.integer()), {
      maxKeys: 4,
    }),
  }),
);
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ kind: fc.constant('title' as const), text: words }),
  fc.record({
    kind: fc.constant('text' as const),
    text: words,
    tone: fc.constantFrom(
      'normal' as const,
      'subtle' as const,
      'good' as const,
      'attention' as const,
      'warning' as const,
    ),
  }),
  fc.record({
    kind: fc.constant('facts' as const),
    facts: fc.array(fc.record({ label: words, value: words }), { maxLength: 25 }),
  }),
  fc.record({
    kind: fc.constant('section' as const),
    label: words,
    state: fc.constantFrom('waiting' as const, 'approved' as const, 'voided' as const, 'rejected' as const),
    text: words,
  }),
  fc.record({ kind: fc.constant('picture' as const), url, alt: words }),
  fc.constant({ kind: 'divider' as const }),
  fc.record({ kind: fc.constant('actions' as const), actions: fc.array(action, { maxLength: 30 }) }),
);
const message: fc.Arbitrary<Message> = fc.record({
  lang: fc.constantFrom('en' as const, 'ko' as const),
  summary: words,
  parts: fc.array(part, { maxLength: 70 }),
});

describe('Block Kit', () => {
  test('whatever a message holds, Slack takes it', () => {
    fc.assert(
      fc.property(message, (given) => {
        expect(messageComplaints(renderMessage(given))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test('no words of anybody become a mention, a link or an entity of their own', () => {
    fc.assert(
      fc.property(message, (given) => {
        const { blocks, text } = renderMessage({ ...given, parts: given.parts.filter((p) => p.kind !== 'actions') });
        const marked = JSON.stringify(blocks.filter((block) => block.type === 'section' || block.type === 'context'));
        for (const said of [marked, text]) expect(said).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      }),
    );
  });

  test('a message of very many short lines is cut to fifty blocks, and says so', () => {
    const parts: Part[] = Array.from({ length: 70 }, (_, n) => ({ kind: 'text', text: `line ${n}` }));
    const { blocks } = renderMessage({ lang: 'en', summary: 's', parts });
    expect(blocks).toHaveLength(50);
    expect(slackWords(blocks.slice(-2) as never)).toBe('line 48\nThe rest is in the portal.');
  });

  test('the buttons of a message that is far too long are kept, and a line leads to the portal', () => {
    const long: Part[] = Array.from({ length: 80 }, () => ({ kind: 'text', text: 'x'.repeat(5000) }));
    const card = reviewCard(aCampaignView(), { lang: 'en', portalUrl: 'https://portal.test' });
    const { blocks } = renderMessage({ ...card, parts: [...long, ...card.parts] });
    const ids = blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements.map((element) => element.action_id) : [],
    );
    expect(ids).toEqual(['review.approve', 'review.request_changes', 'review.reject', 'review.later', 'link.4']);
    expect(slackWords(blocks as never)).toContain('<https://portal.test/campaigns/C-12|The rest is in the portal.>');
  });

  test.each(['en', 'ko'] as const)('a card and a closed sum in %s are shown whole', (lang) => {
    const where = { lang, portalUrl: 'https://portal.test' };
    const view = aCampaignView();
    for (const shown of [reviewCard(view, where), closedSum(view, aSum({ submitted: 1180, no_consent: 60 }), where)]) {
      const rendered = renderMessage(shown);
      expect(messageComplaints(rendered)).toEqual([]);
      expect(slackWords(rendered.blocks as never)).not.toContain('…');
    }
  });

  test('what cannot be taken back and asks for no words asks for a second click', () => {
    const { blocks } = renderMessage({
      lang: 'en',
      summary: 's',
      parts: [
        {
          kind: 'actions',
          actions: [
            {
              kind: 'button',
              id: 'campaign.cancel',
              label: 'Cancel',
              style: 'danger',
              value: { campaignId: 'C-1', revision: 2 },
            },
          ],
        },
      ],
    });
    expect(blocks).toEqual([
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'campaign.cancel',
            text: { type: 'plain_text', text: 'Cancel', emoji: false },
            value: '{"campaignId":"C-1","revision":2,"lang":"en"}',
            style: 'danger',
            confirm: {
              title: { type: 'plain_text', text: 'Are you sure?', emoji: false },
              text: { type: 'plain_text', text: 'This cannot be taken back.', emoji: false },
              confirm: { type: 'plain_text', text: 'Yes', emoji: false },
              deny: { type: 'plain_text', text: 'No', emoji: false },
            },
          },
        ],
      },
    ]);
  });

  test('every form is a modal that Slack takes', () => {
    for (const lang of ['en', 'ko'] as const) {
      for (const id of ['review.request_changes', 'review.reject'] as const) {
        const form = actionForm(id, lang);
        if (form === undefined) throw new Error(`${id} asks for nothing`);
        expect(viewComplaints(renderForm(form, '{}', lang))).toEqual([]);
      }
    }
    const field: fc.Arbitrary<FormField> = fc.record({
      id: fc.stringMatching(/^[a-z]{1,20}$/),
      label: words,
      multiline: fc.boolean(),
      required: fc.boolean(),
      maxLength: fc.integer({ min: 0, max: 9000 }),
      hint: words,
    });
    fc.assert(
      fc.property(words, words, fc.array(field, { minLength: 1, maxLength: 5 }), (title, submit, fields) => {
        expect(viewComplaints(renderForm({ title, submit, fields }, '{}', 'ko'))).toEqual([]);
      }),
    );
    expect(() => renderForm({ title: 't', submit: 's', fields: [] }, 'x'.repeat(3001), 'en')).toThrow(RangeError);
  });
});
