import { defaultPolicy } from '../../../core/approvals/policy.ts';
import { deadlinesOf, dueOf, laterChoices } from '../../../core/approvals/review-deadlines.ts';
import { reviewNotices, workingTime } from '../../../core/approvals/review-notices.ts';
import { aCycleValue } from '../../support/campaign-view.ts';

const { hours, ...policy } = defaultPolicy('Asia/Seoul');
const seoul = (local: string): Date => new Date(`${local}:00+09:00`);

describe('deadlines', () => {
  it('count in working hours from the opening', () => {
    expect(deadlinesOf({ hours, ...policy }, seoul('2026-11-27T16:00'), 'launch')).toEqual({
      remindAt: seoul('2026-11-30T11:00'),
      escalateAt: seoul('2026-11-30T16:00'),
      expireAt: seoul('2026-12-04T16:00'),
    });
    expect(deadlinesOf({ hours, ...policy }, seoul('2026-11-27T16:00'), 'resume').expireAt).toBeNull();
  });

  const cycle = aCycleValue({
    remindAt: seoul('2026-11-24T14:00'),
    escalateAt: seoul('2026-11-25T10:00'),
    expireAt: seoul('2026-12-01T10:00'),
  });
  it.each<[string, Parameters<typeof dueOf>[0], string, ReturnType<typeof dueOf>]>([
    ['nothing before the first', cycle, '2026-11-24T13:59', undefined],
    ['a reminder', cycle, '2026-11-24T14:00', 'remind'],
    ['nothing after the reminder', { ...cycle, alerted: 'reminded' }, '2026-11-24T14:00', undefined],
    ['the escalation alone after an outage', cycle, '2026-11-25T10:00', 'escalate'],
    ['nothing after the escalation', { ...cycle, alerted: 'escalated' }, '2026-11-25T10:00', undefined],
    ['expiry, whatever was told', cycle, '2026-12-01T10:00', 'expire'],
    ['nothing once it is over', { ...cycle, state: 'approved' }, '2026-12-01T10:00', undefined],
    ['nothing where none was set', aCycleValue(), '2026-12-01T10:00', undefined],
  ])('ask for %s', (_title, asked, now, due) => {
    expect(dueOf(asked, seoul(now))).toBe(due);
  });
});

describe('being reminded later', () => {
  const at = (local: string) => laterChoices(hours, seoul(local)).map(({ id, at: when }) => [id, when]);
  it('is offered in an hour, this afternoon and the next working morning', () => {
    expect(at('2026-11-24T10:00')).toEqual([
      ['hour', seoul('2026-11-24T11:00')],
      ['afternoon', seoul('2026-11-24T14:00')],
      ['morning', seoul('2026-11-25T09:00')],
    ]);
  });
  it('is offered in working hours: after them and at the weekend, on Monday', () => {
    expect(at('2026-11-27T17:30')).toEqual([
      ['hour', seoul('2026-11-30T09:30')],
      ['morning', seoul('2026-11-30T09:00')],
    ]);
    expect(at('2026-11-28T10:00').map(([id]) => id)).toEqual(['hour', 'morning']);
  });
});

describe('what is told', () => {
  it('names the time waited, and when nobody decides, in both languages', () => {
    expect([0, 59.9, 60, 330].map((minutes) => workingTime(minutes))).toEqual([
      { en: '0 min', ko: '0분' },
      { en: '59 min', ko: '59분' },
      { en: '1 h', ko: '1시간' },
      { en: '5 h 30 min', ko: '5시간 30분' },
    ]);
    const told = reviewNotices.reminder(aCycleValue({ expireAt: seoul('2026-12-01T10:00') }), 's2', {
      lanes: ['marketing', 'it'],
      minutes: 240,
      zone: 'Asia/Seoul',
    });
    expect(told.lines.map(({ en }) => en)).toEqual([
      'No key yet after 4 h of working time: Marketing and IT.',
      expect.stringContaining('Nothing is approved by silence.'),
    ]);
    expect(told.lines[1]?.ko).toContain('2026. 12. 1.');
  });
});
