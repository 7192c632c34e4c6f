import { ensureIndexes } from '../../../core/common/database-store.ts';
import { createDeliveries } from '../../../core/deliveries/create-deliveries.ts';
import { DELIVERY_INDEXES } from '../../../core/deliveries/delivery-store.ts';
import { startMailgunStandIn } from '../../../core/local/stand-ins/mailgun-stand-in.ts';
import type { EmailProvider } from '../../../core/mail/email-provider.ts';
import { createMailgunProvider } from '../../../core/mail/mailgun-provider.ts';
import { openCampaignRoom } from '../campaigns/campaign-room.ts';

export type HaltWorld = Awaited<ReturnType<typeof openHaltWorld>>;

/** Seconds where production has minutes. */
const FAST = {
  leaseMs: 4_000,
  leastLeaseMs: 500,
  evidenceDelayMs: 1_000,
  checkEveryMs: 60,
  buildLeaseMs: 1_500,
  retryMs: 60,
};

/** Real campaigns, real senders and a provider that writes down what it took; batches of three people. */
export const openHaltWorld = async () => {
  const room = await openCampaignRoom({ SEND_BATCH_SIZE: '3', SEND_CONCURRENCY: '3' });
  await ensureIndexes(room.database, DELIVERY_INDEXES);
  const standIn = await startMailgunStandIn();
  const real = createMailgunProvider({
    apiKey: standIn.apiKey,
    domain: standIn.domain,
    url: standIn.url,
    logger: room.logger,
    timeoutMs: 1_000,
  });
  /** Called at each step of a sender; a test lets something happen there. */
  let atStep: () => Promise<void> = async () => {};
  const provider: EmailProvider = {
    ...real,
    async submit(...args) {
      await atStep();
      const answer = await real.submit(...args);
      await atStep();
      return answer;
    },
  };
  /** A sender in a process of its own, so to say. */
  const sender = () =>
    createDeliveries({
      ...room,
      campaigns: {
        ...room.campaigns,
        async byId(id) {
          await atStep();
          const campaign = await room.campaigns.byId(id);
          await atStep();
          return campaign;
        },
      },
      contacts: {
        ...room.contacts,
        async byIds(ids) {
          await atStep();
          return room.contacts.byIds(ids);
        },
      },
      provider,
      missedIds: async () => [],
      reachedAmong: async () => [],
      changed: async () => undefined,
      timing: FAST,
    }).deliveries;

  return {
    ...room,
    standIn,
    sender,
    stepping: (next: () => Promise<void>) => {
      atStep = next;
    },
    /** How many mails the provider took of this campaign. */
    taken: (campaignId: string): number =>
      standIn.log().filter(({ batchId }) => batchId.startsWith(`${campaignId}/`)).length,
    close: async () => {
      await standIn.close();
      await room.close();
    },
  };
};
