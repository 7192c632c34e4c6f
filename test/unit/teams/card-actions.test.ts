import { executedAction, submittedAction } from '../../../bot/teams/card-actions.ts';
import { retryAfter } from '../../../bot/teams/connector-client.ts';
import { messageActivity, messageText } from '../../../bot/teams/message-text.ts';
import { createRecentActivities } from '../../../bot/teams/recent-activities.ts';
import { commandText, conversationOf, incomingActivity, speakerIdentityOf } from '../../../bot/teams/teams-activity.ts';

const activity = (over: Record<string, unknown> = {}) =>
  incomingActivity.parse({
    type: 'message',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/kr/',
    from: { id: '29:1', name: 'Kim', aadObjectId: 'aad-1' },
    recipient: { id: '28:bot', name: 'Tandem' },
    conversation: { id: '19:x@thread.tacv2;messageid=7', conversationType: 'channel', tenantId: 'tenant-1' },
    ...over,
  });

describe('what a click says', () => {
  it('tells what the button carried from what was typed', () => {
    const data = { subjectId: 'C-1', cycle: 2, 'review.reject|comment': 'No', 'review.approve|comment': 'other form' };
    expect(executedAction({ action: { type: 'Action.Execute', verb: 'review.reject', data } })).toEqual({
      actionId: 'review.reject',
      value: { subjectId: 'C-1', cycle: 2 },
      fields: { comment: 'No' },
    });
  });

  it('reads the same from a client that knows Submit only', () => {
    expect(submittedAction({ verb: 'review.approve', subjectId: 'C-1' })).toEqual({
      actionId: 'review.approve',
      value: { subjectId: 'C-1' },
      fields: {},
    });
  });

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { action: {} },
    { action: { verb: 7 } },
    { action: { verb: 'x', data: { $gt: { a: 1 } } } },
  ])('does not read %j', (value) => {
    expect(executedAction(value)).toBeUndefined();
    expect(submittedAction(value)).toBeUndefined();
  });
});

describe('who speaks where', () => {
  it('is the Entra object in its tenant, in the channel without its reply chain', () => {
    const given = activity({
      locale: 'ko-KR',
      channelData: { channel: { id: '19:x@thread.tacv2', name: 'Campaigns' } },
    });
    expect(speakerIdentityOf(given)).toEqual({
      platform: 'teams',
      workspaceId: 'tenant-1',
      userId: 'aad-1',
      displayName: 'Kim',
      lang: 'ko',
    });
    expect(conversationOf(given)).toEqual({
      platform: 'teams',
      workspaceId: 'tenant-1',
      channelId: '19:x@thread.tacv2',
      serviceUrl: 'https://smba.trafficmanager.net/kr/',
      name: 'Campaigns',
      personal: false,
    });
  });

  it('is the channel account where Teams names no Entra object and no tenant', () => {
    const given = activity({ from: { id: 'u1' }, conversation: { id: 'c1', conversationType: 'personal' } });
    expect(speakerIdentityOf(given)).toMatchObject({ workspaceId: 'local', userId: 'u1', displayName: '', lang: 'en' });
    expect(conversationOf(given).personal).toBe(true);
  });

  it.each([
    ['<at>Tandem</at> status C-1', 'status C-1'],
    ['<at id="0">Tandem Bot</at>&nbsp;list\n', 'list'],
    ['<p>help</p>', 'help'],
    ['pause\u00a0C-1', 'pause C-1'],
    ['<at>Tandem</at> halt C-1 <at>Kim</at> says stop', 'halt C-1 Kim says stop'],
    ['halt C-1 because <at id="1">Tandem</at> and <at>Kim</at> say so', 'halt C-1 because   and Kim say so'],
    [null, ''],
  ])('takes mentions and markup off %j', (text, expected) => {
    expect(commandText(activity({ text }))).toBe(expected);
  });
});

describe('a repeated activity', () => {
  it('gets the answer of the first, also while that is being made', async () => {
    let done = 0;
    let finish = (_: string): void => undefined;
    const recent = createRecentActivities<string>();
    const work = () => {
      done += 1;
      return new Promise<string>((resolve) => {
        finish = resolve;
      });
    };
    const first = recent.once('a', work);
    const second = recent.once('a', work);
    finish('answer');
    expect(await Promise.all([first.answer, second.answer])).toEqual(['answer', 'answer']);
    expect([done, first.repeated, second.repeated]).toEqual([1, false, true]);
  });

  it('may try again where the first failed, and after ten minutes', async () => {
    let now = 0;
    const recent = createRecentActivities<number>(() => now);
    await expect(recent.once('a', () => Promise.reject(new Error('down'))).answer).rejects.toThrow('down');
    expect(await recent.once('a', () => Promise.resolve(1)).answer).toBe(1);
    now = 11 * 60_000;
    expect(await recent.once('a', () => Promise.resolve(2)).answer).toBe(2);
  });

  it('is remembered for a bounded number of activities', async () => {
    const recent = createRecentActivities<number>(() => 0);
    for (let n = 0; n < 5_001; n += 1) await recent.once(String(n), () => Promise.resolve(n)).answer;
    expect(recent.once('0', () => Promise.resolve(-1)).repeated).toBe(false);
    expect(recent.once('5000', () => Promise.resolve(-1)).repeated).toBe(true);
  });
});

describe('how long to wait', () => {
  const at = Date.parse('2026-11-24T06:00:00Z');
  it.each([
    ['3', 3_000],
    ['0', 0],
    ['Tue, 24 Nov 2026 06:00:05 GMT', 5_000],
    ['Tue, 24 Nov 2026 05:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('is read from Retry-After %j', (header, expected) => {
    expect(retryAfter(header, at)).toBe(expected);
  });
});

describe('a message in words', () => {
  it('keeps links and leaves buttons out', () => {
    expect(
      messageText({
        lang: 'en',
        summary: 's',
        parts: [
          { kind: 'title', text: 'Connect' },
          { kind: 'divider' },
          { kind: 'facts', facts: [{ label: 'State', value: 'Draft' }] },
          {
            kind: 'actions',
            actions: [
              { kind: 'link', label: 'Open', url: 'https://portal.test/x' },
              { kind: 'button', id: 'review.approve', label: 'Approve', style: 'primary', value: {} },
            ],
          },
        ],
      }),
    ).toBe('Connect\nState: Draft\nOpen: https://portal.test/x');
  });

  it('is sent as plain text, which shows markup as typed', () => {
    const message = { lang: 'en', summary: 's', parts: [{ kind: 'text', text: '<b>[x](y)</b>' }] } as const;
    expect(messageActivity(message)).toMatchObject({ type: 'message', textFormat: 'plain', text: '<b>[x](y)</b>' });
  });
});
