import { webApi } from '@slack/bolt';
import { ChatFailure } from '../../../bot/flow/notifier.ts';
import { chatFailureOf } from '../../../bot/slack/slack-notifier.ts';

const refused = (error: string) => new webApi.WebAPIPlatformError({ ok: false, error });

describe('why Slack did not take a message', () => {
  test.each([
    [refused('is_archived'), 'archived', undefined],
    [refused('not_in_channel'), 'not_invited', undefined],
    [refused('channel_not_found'), 'gone', undefined],
    [refused('message_not_found'), 'message_gone', undefined],
    [refused('invalid_blocks'), 'invalid', undefined],
    [refused('token_revoked'), 'unreachable', 30_000],
    [refused('something_new'), 'failing', undefined],
    [new webApi.WebAPIRateLimitedError(7), 'rate_limited', 7_000],
    [new webApi.WebAPIRequestError(new Error('ECONNREFUSED')), 'unreachable', undefined],
    [new Error('anything'), 'unreachable', undefined],
    ['not even an error', 'unreachable', undefined],
  ] as const)('%s', (error, reason, retryAfterMs) => {
    const failure = chatFailureOf(error);
    expect(failure).toBeInstanceOf(ChatFailure);
    expect({ reason: failure.reason, retryAfterMs: failure.retryAfterMs }).toEqual({ reason, retryAfterMs });
  });
});
