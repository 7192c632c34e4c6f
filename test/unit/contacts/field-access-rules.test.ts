import fc from 'fast-check';
import { readFieldRequest } from '../../../bot/flow/fields.ts';
import type { FieldRequest } from '../../../core/contacts/field-access/field-access.ts';
import { asOf, dueWarning, grantEnd, standing } from '../../../core/contacts/field-access/field-access-rules.ts';

const DAY_MS = 86_400_000;
const START = new Date('2026-11-24T03:00:00Z');
const later = (days: number): Date => new Date(START.getTime() + days * DAY_MS);

const granted = (days: number): FieldRequest => ({
  id: 'F-1',
  key: 'income',
  state: 'granted',
  reason: 'why',
  campaignId: null,
  askedBy: 's1',
  askedAt: START,
  purpose: 'what for',
  days,
  until: grantEnd(days, START),
  comment: '',
  decidedBy: 's2',
  decidedAt: START,
  endedBy: null,
  endedAt: null,
});

describe('a grant', () => {
  test('stands until its time is over and not a moment longer, whoever looks when', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 365 }), fc.double({ min: 0, max: 400, noNaN: true }), (days, after) => {
        const now = later(after);
        const request = granted(days);
        const open = now < later(days);
        expect(asOf(request, now).state).toBe(open ? 'granted' : 'ended');
        expect(standing([request], now) !== undefined).toBe(open);
        // Said once is said for ever: looking at what was noted changes nothing.
        expect(asOf(asOf(request, now), now)).toEqual(asOf(request, now));
      }),
    );
  });

  test('is warned of seven days and one day before, by the nearer where both are due, and never from its first day', () => {
    const due = (days: number, after: number) => dueWarning(granted(days), later(after));
    expect([due(30, 22.9), due(30, 23), due(30, 28.9), due(30, 29), due(30, 29.9), due(30, 30)]).toEqual([
      undefined,
      7,
      7,
      1,
      1,
      undefined,
    ]);
    expect([due(7, 0), due(7, 5), due(7, 6)]).toEqual([undefined, undefined, 1]);
    expect([due(1, 0), due(1, 0.9)]).toEqual([undefined, undefined]);
  });
});

test.each([
  ['income for C-12 because we write to families', 'income', 'C-12', 'we write to families'],
  ['household income FOR c12 because of the offer', 'household income', 'C-12', 'of the offer'],
  ['income because it is for C-9', 'income', '', 'it is for C-9'],
  ['소득 대상 C-3 이유 가족 대상 혜택', '소득', 'C-3', '가족 대상 혜택'],
  ['income because first\nand second', 'income', '', 'first\nand second'],
])('a request as typed is read: %s', (text, field, campaign, reason) => {
  expect(readFieldRequest(text)).toEqual({ field, campaign, reason });
});

test.each(['', 'income', 'income for C-12', 'because we like it', 'income because '])(
  'a request without field or reason is none: %p',
  (text) => expect(readFieldRequest(text)).toBeUndefined(),
);
