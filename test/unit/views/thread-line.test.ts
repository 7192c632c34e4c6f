import { threadLine, threadNews, threadReply } from '../../../bot/views/thread-line.ts';
import type { ThreadEntry, ThreadKind } from '../../../core/campaigns/thread.ts';
import { aCampaignView, aSum } from '../../support/campaign-view.ts';

const names = { s1: 'Ana Author', s2: 'Mina Marketing' };
const entry = (kind: ThreadKind, over: Partial<ThreadEntry> = {}): ThreadEntry => ({
  campaignId: 'C-12',
  seq: 1,
  at: new Date('2026-11-20T06:00:00Z'),
  actor: 's1',
  surface: 'portal',
  kind,
  data: {},
  ...over,
});

describe('the thread under a card', () => {
  test('says who did what, with their words', () => {
    const asked = entry('changes_requested', { actor: 's2', data: { lane: 'marketing', comment: 'Shorter\nplease' } });
    expect(threadLine(asked, names, 'en')).toBe('Mina Marketing requested changes (Marketing).\n> Shorter\n> please');
    expect(threadLine(asked, names, 'ko')).toBe(
      'Mina Marketing 님이 수정을 요청했습니다(마케팅).\n> Shorter\n> please',
    );
    expect(threadLine(entry('scheduled', { actor: 'system:campaigns' }), names, 'en')).toBe(
      'Both keys are given: the campaign is scheduled.',
    );
    const handedOn = entry('delegated', { data: { lane: 'it', to: 's2' } });
    expect(threadLine(handedOn, names, 'en')).toBe('Ana Author asked Mina Marketing to decide for IT.');
    expect(threadLine(handedOn, names, 'ko')).toBe('Ana Author 님이 Mina Marketing 님에게 IT 결정을 위임했습니다.');
    expect(threadLine(entry('rejected', { actor: 'nobody' }), names, 'en')).toBe('Somebody rejected the campaign.');
  });

  test('a new card tells nothing from before its submission', () => {
    const entries = [entry('created'), entry('edited'), entry('edited'), entry('submitted'), entry('approved')];
    expect(threadNews(entries, false).map((e) => e.kind)).toEqual(['submitted', 'approved']);
  });

  test('a draft that one person saves many times is one line', () => {
    const entries = [
      entry('edited'),
      entry('edited'),
      entry('edited', { actor: 's2' }),
      entry('test_sent'),
      entry('submitted'),
    ];
    expect(threadNews(entries, true).map((e) => [e.kind, e.actor])).toEqual([
      ['edited', 's1'],
      ['edited', 's2'],
      ['submitted', 's1'],
    ]);
  });

  test('the closed sum follows the end of a send', () => {
    const input = { names, lang: 'en', portalUrl: 'https://portal.test', sum: aSum({ submitted: 3 }) } as const;
    expect(threadReply([entry('send_finished'), entry('results')], aCampaignView(), input)).toEqual({
      lang: 'en',
      summary: 'C-12: Everybody in the audience has an outcome.',
      parts: [
        { kind: 'text', text: 'Sending has finished.' },
        { kind: 'text', text: 'Everybody in the audience has an outcome.' },
        { kind: 'title', text: 'C-12 · Winter stay: the closed sum' },
        {
          kind: 'facts',
          facts: [
            { label: 'Frozen audience', value: '3' },
            { label: 'Submitted', value: '3' },
          ],
        },
        { kind: 'text', text: 'The sum closes: the outcomes add up to the frozen audience of 3.', tone: 'good' },
        {
          kind: 'actions',
          actions: [{ kind: 'link', label: 'Open in Tandem', url: 'https://portal.test/campaigns/C-12' }],
        },
      ],
    });
    expect(threadReply([], aCampaignView(), input)).toBeUndefined();
  });
});
