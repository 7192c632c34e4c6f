import { createHash } from 'node:crypto';
import type { Clock } from '../common/clock.ts';
import type { EmailProvider } from './email-provider.ts';
import type { OutboxStore } from './outbox-store.ts';
import { substitute } from './substitute.ts';

const mailId = (messageId: string, address: string): string =>
  createHash('sha256').update(`${messageId}\n${address}`).digest('base64url').slice(0, 24);

/** Captures mail instead of delivering it. Capturing the same message twice stores it once. */
export const createOutboxProvider = ({ store, clock }: { store: OutboxStore; clock: Clock }): EmailProvider => {
  let last = 0;
  /** The first of `count` numbers that follow the time and repeat nothing in this process. */
  const numbers = (at: Date, count: number): number => {
    const first = Math.max(at.getTime() * 1_000, last + 1);
    last = first + count;
    return first;
  };
  return {
    kind: 'outbox',

    async submit(batch, mayBegin) {
      if (mayBegin?.() === false) return { kind: 'not_sent', reason: 'too late to begin' };
      const at = clock.now();
      const first = numbers(at, batch.recipients.length);
      try {
        await store.addBody({
          _id: batch.messageId,
          from: batch.from,
          replyTo: batch.replyTo,
          html: batch.html,
          text: batch.text,
          headers: Object.entries(batch.headers).map(([name, value]) => ({ name, value })),
          whole: false,
        });
        await store.addMails(
          batch.recipients.map(({ address, variables: json }, index) => {
            const variables = JSON.parse(json) as Record<string, string>;
            return {
              _id: mailId(batch.messageId, address),
              messageId: batch.messageId,
              campaignId: batch.campaignId,
              address,
              subject: substitute(batch.subject, variables),
              variables,
              test: batch.test ?? false,
              at,
              order: first + index,
            };
          }),
        );
        await store.markWhole(batch.messageId);
        return { kind: 'accepted', providerId: batch.messageId };
      } catch (error) {
        return { kind: 'ambiguous', reason: error instanceof Error ? error.message : 'the outbox cannot be written' };
      }
    },

    async evidence({ messageId }) {
      try {
        const body = await store.body(messageId);
        if (body?.whole !== true) return { kind: 'none', conclusive: true };
        return { kind: 'accepted', addresses: await store.addressesOf([messageId]) };
      } catch (error) {
        return { kind: 'unreadable', reason: error instanceof Error ? error.message : 'the outbox cannot be read' };
      }
    },

    check: async () => ({ ok: true, detail: 'Mail is captured in the outbox and not delivered.' }),
    standing: async () => ({ kind: 'none' }),
  };
};
