import fc from 'fast-check';
import { CARD_BYTES, plainText, renderCard } from '../../../bot/teams/render-card.ts';
import type { Action, Message, Part } from '../../../bot/views/message.ts';
import { cardElements, cardText } from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { cardFaults } from '../../support/adaptive-card-schema.ts';

const words = (maxLength: number) =>
  fc.oneof(
    fc.string({ minLength: 1, maxLength, unit: 'grapheme' }),
    fc.string({ minLength: 1, maxLength, unit: fc.constantFrom('가', '나', ' ', '\n', '*', '_', '[', ']', '(', '😀') }),
  );
const actionId = fc.constantFrom(
  'review.approve',
  'review.request_changes',
  'review.reject',
  'campaign.pause',
  'campaign.resume',
  'campaign.cancel',
) as fc.Arbitrary<Extract<Action, { kind: 'button' }>['id']>;

const form = fc.record({
  title: words(60),
  submit: words(40),
  fields: fc.array(
    fc.record(
      {
        id: fc.stringMatching(/^[a-z]{1,10}$/),
        label: words(80),
        multiline: fc.boolean(),
        required: fc.boolean(),
        maxLength: fc.integer({ min: 1, max: 3_000 }),
        hint: words(120),
      },
      { requiredKeys: ['id', 'label', 'multiline', 'required', 'maxLength'] },
    ),
    { minLength: 1, maxLength: 3 },
  ),
});

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('button' as const),
      id: actionId,
      label: words(75),
      style: fc.constantFrom('normal' as const, 'primary' as const, 'danger' as const),
      value: fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), fc.oneof(fc.string({ maxLength: 40 }), fc.integer()), {
        maxKeys: 6,
        noNullPrototype: true,
      }),
      form,
    },
    { requiredKeys: ['kind', 'id', 'label', 'style', 'value'] },
  ),
  fc.record({ kind: fc.constant('link' as const), label: words(75), url: fc.webUrl() }),
);

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ kind: fc.constant('title' as const), text: words(150) }),
  fc.record({
    kind: fc.constant('text' as const),
    text: words(3_000),
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
    facts: fc.array(fc.record({ label: words(80), value: words(1_000) }), { maxLength: 20 }),
  }),
  fc.record({
    kind: fc.constant('section' as const),
    label: words(100),
    state: fc.constantFrom(
      'waiting' as const,
      'approved' as const,
      'changes_requested' as const,
      'rejected' as const,
      'voided' as const,
    ),
    text: words(3_000),
  }),
  fc.record({ kind: fc.constant('picture' as const), url: fc.webUrl(), alt: words(300) }),
  fc.constant({ kind: 'divider' as const }),
);

const message: fc.Arbitrary<Message> = fc.record({
  lang: fc.constantFrom('en' as const, 'ko' as const),
  summary: words(300),
  parts: fc
    .tuple(fc.array(part, { maxLength: 30 }), fc.array(action, { minLength: 1, maxLength: 8 }))
    .map(([parts, actions]): Part[] => [...parts, { kind: 'actions', actions }]),
});

const aMessage = (over: Partial<Message> = {}): Message => ({ lang: 'en', summary: 'C-1', parts: [], ...over });

describe('a message as an Adaptive Card', () => {
  it('is a card that Teams takes, of at most 25 KB, with every button, whatever the message', () => {
    fc.assert(
      fc.property(message, (given) => {
        const card = renderCard(given);
        expect(cardFaults(card)).toEqual([]);
        expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThanOrEqual(CARD_BYTES);
        const wanted = given.parts.flatMap((each) => (each.kind === 'actions' ? each.actions : []));
        const shown = cardElements(card);
        const count = (type: string) => shown.filter((each) => each.type === type).length;
        const buttons = wanted.filter((each) => each.kind === 'button');
        expect(count('Action.Execute')).toBe(buttons.length);
        expect(count('Action.ShowCard')).toBe(buttons.filter((each) => each.form !== undefined).length);
        expect(count('Action.OpenUrl')).toBe(wanted.length - buttons.length);
      }),
      { numRuns: 300 },
    );
  });

  it('says in words what a colour says, and names its language', () => {
    const card = renderCard(
      aMessage({ lang: 'ko', parts: [{ kind: 'section', label: '마케팅', state: 'approved', text: '김민지' }] }),
    );
    expect(card.lang).toBe('ko');
    expect(cardText(card)).toContain('마케팅 · 승인됨');
  });

  it('shortens a long message and says so', () => {
    const parts: Part[] = Array.from({ length: 20 }, () => ({ kind: 'text', text: '가'.repeat(3_000) }));
    const card = renderCard(aMessage({ parts: [{ kind: 'title', text: 'C-1' }, ...parts] }));
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThanOrEqual(CARD_BYTES);
    expect(cardText(card)).toContain('C-1');
    expect(cardText(card)).toContain('Shortened to fit');
  });

  it('asks for words in the card before a decision that needs them, with fields of their own for each form', () => {
    const decision = (id: 'review.reject' | 'review.request_changes'): Action => ({
      kind: 'button',
      id,
      label: 'Why',
      style: 'normal',
      value: { subjectId: 'C-1' },
      form: {
        title: 'Why',
        submit: 'Send',
        fields: [{ id: 'comment', label: 'Reason', multiline: true, required: true, maxLength: 3_000 }],
      },
    });
    const card = renderCard(
      aMessage({
        parts: [{ kind: 'actions', actions: [decision('review.reject'), decision('review.request_changes')] }],
      }),
    );
    const inputs = cardElements(card).filter((each) => each.type === 'Input.Text');
    expect(inputs.map((each) => each.id)).toEqual(['review.reject|comment', 'review.request_changes|comment']);
    expect(inputs.every((each) => each.isRequired === true && typeof each.errorMessage === 'string')).toBe(true);
  });

  it('never asks Teams to refresh the card for one person', () => {
    fc.assert(
      fc.property(message, (given) => {
        expect(JSON.stringify(renderCard(given))).not.toMatch(/"refresh"|"userIds"/);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['a link under a false name', '[bank](https://evil.test)', '\\[bank\\](https://evil.test)'],
    ['emphasis', '**now** _or_ never', '\\*\\*now\\*\\* \\_or\\_ never'],
    ['a heading', '# Approved', '\\# Approved'],
    ['a list', '- one\n1. two', '\\- one\n\n1\\. two'],
    ['markup', '<b>x</b>', '\\<b\\>x\\</b\\>'],
    ['names with underscores, left alone', 'first_name', 'first_name'],
  ])("shows a person's words as typed: %s", (_what, typed, sent) => {
    expect(plainText(typed)).toBe(sent);
  });
});
