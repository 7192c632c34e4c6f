import { createHmac } from 'node:crypto';
import { readMailgunWebhook } from '../../../core/tracking/mailgun-webhook.ts';

const NOW = new Date('2026-11-24T09:00:00Z');
const signed = (key: string) => {
  const timestamp = String(NOW.getTime() / 1_000);
  const token = 'a'.repeat(50);
  return {
    signature: {
      timestamp,
      token,
      signature: createHmac('sha256', key)
        .update(timestamp + token)
        .digest('hex'),
    },
    'event-data': {
      event: 'delivered',
      id: 'e1',
      timestamp: NOW.getTime() / 1_000,
      recipient: 'a@example.test',
      message: { headers: { 'message-id': 'm1@example.test' } },
    },
  };
};

describe('a webhook where mail is captured', () => {
  it('is refused whatever it was signed with, an empty key included, and told what is not set', () => {
    for (const key of ['', 'some key']) {
      expect(() => readMailgunWebhook(signed(key), '', NOW)).toThrow(
        expect.objectContaining({
          code: 'tracking.webhook_forged',
          text: expect.objectContaining({ en: expect.stringContaining('mail is captured here') }),
        }),
      );
    }
    expect(readMailgunWebhook(signed('key'), 'key', NOW)).toMatchObject({ kind: 'delivered' });
  });
});
