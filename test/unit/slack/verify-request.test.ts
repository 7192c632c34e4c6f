import { createSignatureJudge } from '../../../bot/slack/verify-request.ts';
import { signSlackBody } from '../../../core/local/stand-ins/slack-signing.ts';

const SECRET = 'the signing secret of the test';
const NOW = 1_795_000_000;
const clock = { now: () => new Date(NOW * 1000) };

const judged = (
  change: { at?: number; body?: string; secret?: string; signature?: string; timestamp?: string } = {},
) => {
  const judge = createSignatureJudge(SECRET, clock);
  const { headers, body } = signSlackBody(change.secret ?? SECRET, 'token=x&text=list', 'text/plain', {
    at: change.at ?? NOW,
  });
  const given = {
    timestamp: change.timestamp ?? headers['x-slack-request-timestamp'],
    signature: change.signature ?? headers['x-slack-signature'],
  };
  return judge(given, Buffer.from(change.body ?? body));
};

describe('the signature of a Slack request', () => {
  test.each([
    ['as Slack signs it', {}, 'good'],
    ['five minutes old', { at: NOW - 300 }, 'good'],
    ['older than five minutes', { at: NOW - 301 }, 'stale'],
    ['five minutes ahead', { at: NOW + 300 }, 'good'],
    ['more than five minutes ahead', { at: NOW + 301 }, 'future'],
    ['with another secret', { secret: 'another' }, 'forged'],
    ['over another body', { body: 'token=x&text=cancel' }, 'forged'],
    ['with another timestamp than the signed one', { timestamp: String(NOW - 1) }, 'forged'],
    ['of another length', { signature: 'v0=abc' }, 'forged'],
    ['of another version', { signature: `v1=${'0'.repeat(64)}` }, 'forged'],
    ['with a timestamp that is no number', { timestamp: '1e9' }, 'missing'],
    ['with an empty timestamp', { timestamp: '' }, 'missing'],
  ] as const)('%s', (_title, change, verdict) => {
    expect(judged(change)).toBe(verdict);
  });

  test('is good once, and nothing is remembered of those that were not', () => {
    const judge = createSignatureJudge(SECRET, clock);
    const { headers, body } = signSlackBody(SECRET, 'text=list', 'text/plain', { at: NOW });
    const given = { timestamp: headers['x-slack-request-timestamp'], signature: headers['x-slack-signature'] };
    expect(judge(given, Buffer.from('text=cancel'))).toBe('forged');
    expect(judge(given, Buffer.from(body))).toBe('good');
    expect(judge(given, Buffer.from(body))).toBe('replayed');
    expect(judge({ timestamp: given.timestamp, signature: undefined }, Buffer.from(body))).toBe('missing');
  });
});
