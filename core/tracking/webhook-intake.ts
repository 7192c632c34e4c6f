import type { Clock } from '../common/clock.ts';
import type { Logger } from '../common/logger.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { SentMail } from '../deliveries/sent-mail.ts';
import { systemActor } from '../people/staff.ts';
import type { EventIntake } from './event-intake.ts';
import { type MailgunEvent, readMailgunWebhook } from './mailgun-webhook.ts';
import type { EventDoc, SpentToken, TrackingStore } from './tracking-store.ts';

const TRACKING = systemActor('tracking');

export type WebhookAnswer = 'stored' | 'seen_before' | 'unknown_message' | 'ignored';

/**
 * Takes a provider's webhook once. Its signature does not cover its body, so every token is recorded, in the same write
 * as its event where it makes one; whoever shows it again gets `seen_before` and changes nothing.
 */
export const createWebhookIntake = (deps: {
  readonly store: TrackingStore;
  readonly intake: EventIntake;
  readonly sentMail: SentMail;
  readonly contacts: ContactService;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signingKey: string;
}): ((body: unknown) => Promise<WebhookAnswer>) => {
  const { store, intake, sentMail, contacts, clock, logger, signingKey } = deps;

  const spend = ({ token, tokenUntil }: MailgunEvent): Promise<boolean> =>
    intake.add({ _id: `token/${token}`, token, until: tokenUntil });

  const applyEffect = async (event: EventDoc | SpentToken): Promise<void> => {
    if (!('effect' in event) || event.effect === undefined) return;
    const { suppress, address } = event.effect;
    await contacts.suppress(TRACKING, { address, reason: suppress, source: event.campaignId });
    await store.effectDone(event._id);
  };

  /**
   * The person may have been erased between the reading of their place and the storing of the event. Looked at after the
   * event stands: an erasure that ends later finds it itself.
   */
  const forgetIfErased = async ({ _id, contactId, detail, effect }: EventDoc): Promise<void> => {
    if (detail === null && effect === undefined) return;
    if ((await contacts.byId(contactId)) === undefined) await store.forgetWords(_id);
  };

  return async (body) => {
    const event = readMailgunWebhook(body, signingKey, clock.now());
    const [known, spent] = await Promise.all([store.event(event.key), store.withToken(event.token)]);
    const seen = known ?? spent;
    if (seen !== null) {
      if (spent === null) await spend(event);
      // What an earlier delivery of this event could not finish is finished from what was stored, not from this body.
      await applyEffect(seen);
      return 'seen_before';
    }
    const sent = await sentMail.byMessage(event.messageId, event.recipient);
    if (sent === undefined || (event.batchId !== undefined && event.batchId !== sent.batchId)) {
      if (!(await spend(event))) return 'seen_before';
      logger.info({ event: event.key }, 'a webhook about a mail that is not ours');
      return 'unknown_message';
    }
    const doc: EventDoc | undefined =
      event.kind === undefined
        ? undefined
        : {
            _id: event.key,
            kind: event.kind,
            campaignId: sent.campaignId,
            contactId: sent.contactId,
            at: event.at,
            linkId: null,
            source: 'webhook',
            agent: false,
            detail: event.detail,
            token: event.token,
            ...(event.suppress === undefined ? {} : { effect: { suppress: event.suppress, address: sent.address } }),
          };
    if (doc !== undefined && !(await intake.add(doc))) {
      // The event came by another delivery at the same moment, or the token did.
      await spend(event);
      return 'seen_before';
    }
    if (doc === undefined && !(await spend(event))) return 'seen_before';
    // After the token: of two who show it at once only the first proves anything. A crash before this loses a proof that
    // the provider's log gives again.
    if (event.provesAcceptance) await sentMail.proveAccepted(event.messageId);
    if (doc === undefined) return 'ignored';
    await applyEffect(doc);
    await forgetIfErased(doc);
    return 'stored';
  };
};
