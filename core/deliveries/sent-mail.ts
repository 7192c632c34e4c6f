import type { KeyedHash } from '../common/keyed-hash.ts';
import { substitute } from '../mail/substitute.ts';
import type { BatchClaims } from './batch-claims-store.ts';
import { partWith, recipientIn } from './batch-people.ts';
import type { Place } from './delivery.ts';
import type { BatchDoc, FrozenMailDoc, Recipient } from './delivery-doc.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { type LinkTarget, readLinkToken } from './link-token.ts';
import { messageIdOf, readMessageId } from './message-id.ts';
import { variablesOf } from './outgoing.ts';
import { placesExcluded, placesIn } from './places.ts';
import { runIdOf } from './start-run.ts';

/** One person's mail in a run. */
export interface SentTo {
  readonly runId: string;
  readonly campaignId: string;
  readonly batchId: string;
  readonly contactId: string;
  readonly address: string;
  /** When its POST was last begun; null before. */
  readonly attemptAt: Date | null;
}

/** What tracking needs of what was sent. */
export interface SentMail {
  /** Who and what a token stands for; undefined unless every byte is as we made it. Asks no database. */
  read(token: string): LinkTarget | undefined;
  /** `C-12` of a run. */
  campaignOf(runId: string): string;
  /** Where a link of the mail leads. */
  linkUrl(runId: string, link: number): Promise<string | undefined>;
  links(campaignId: string): Promise<readonly string[]>;
  /** Undefined where this person has no mail in the run. */
  sentTo(runId: string, contactId: string): Promise<SentTo | undefined>;
  /** The mail as it was sent to this person. */
  render(runId: string, contactId: string): Promise<{ html: string; subject: string } | undefined>;
  /** The person behind a message id and an address; undefined unless both belong together. */
  byMessage(messageId: string, address: string): Promise<SentTo | undefined>;
  /** A provider's event about a message is proof of its acceptance: an uncertain batch is settled. */
  proveAccepted(messageId: string): Promise<void>;
  /** Every place of the campaign's run, in a fixed order, a document at a time. */
  everyPlace(campaignId: string): AsyncIterable<readonly Place[]>;
}

const sentIn = (batch: BatchDoc, { contactId, address }: Pick<Recipient, 'contactId' | 'address'>): SentTo => ({
  runId: batch.runId,
  campaignId: batch.campaignId,
  batchId: batch._id,
  contactId,
  address,
  attemptAt: batch.attempts.at(-1)?.at ?? null,
});

/** Frozen mails never change, so that they may be kept; this many runs. */
const KEPT_RUNS = 50;

export const createFrozenMails = (store: DeliveryStore) => {
  const kept = new Map<string, ReadonlyMap<string, FrozenMailDoc>>();
  return async (runId: string, buildId: string): Promise<ReadonlyMap<string, FrozenMailDoc>> => {
    const key = `${runId}/${buildId}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const mails = new Map((await store.mailsOf(runId, buildId)).map((mail) => [mail.key, mail]));
    if (mails.size > 0) kept.set(key, mails);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_RUNS && oldest !== undefined) kept.delete(oldest);
    return mails;
  };
};

export const createSentMail = (deps: {
  readonly store: DeliveryStore;
  readonly claims: BatchClaims;
  readonly hash: KeyedHash;
  readonly portalUrl: string;
  readonly fromDomain: string;
  readonly frozenMails: ReturnType<typeof createFrozenMails>;
}): SentMail => {
  const { store, hash } = deps;
  const builds = new Map<string, string>();
  /** The build that counts. It never changes once something of the run was sent, so that it may be kept. */
  const buildOf = async (runId: string): Promise<string | undefined> => {
    const known = builds.get(runId);
    if (known !== undefined) return known;
    const run = await store.run(runId);
    if (run === null || run.buildId === null || run.phase === 'building') return undefined;
    if (run.phase !== 'ready') builds.set(runId, run.buildId);
    return run.buildId;
  };
  /** A person's place in the build that counts; undefined where they have no mail in the run. */
  const placedIn = async (runId: string, contactId: string) => {
    const buildId = await buildOf(runId);
    const found = buildId === undefined ? undefined : await store.batchWith(runId, buildId, contactId);
    const recipient = found === undefined ? undefined : recipientIn(found, contactId);
    return found === undefined || recipient === undefined ? undefined : { batch: found.batch, recipient };
  };
  const linksOf = async (runId: string): Promise<readonly string[]> => {
    const buildId = await buildOf(runId);
    if (buildId === undefined) return [];
    return [...(await deps.frozenMails(runId, buildId)).values()][0]?.links ?? [];
  };

  return {
    read: (token) => readLinkToken(hash, token),
    campaignOf: (runId) => runId.slice(0, runId.lastIndexOf('/')),
    linkUrl: async (runId, link) => (await linksOf(runId))[link],
    links: (campaignId) => linksOf(runIdOf(campaignId)),

    async sentTo(runId, contactId) {
      const found = await placedIn(runId, contactId);
      return found === undefined ? undefined : sentIn(found.batch, found.recipient);
    },

    async render(runId, contactId) {
      const found = await placedIn(runId, contactId);
      if (found === undefined) return undefined;
      const { batch, recipient } = found;
      const mail = (await deps.frozenMails(runId, batch.buildId)).get(batch.variant);
      if (mail === undefined) return undefined;
      const json = variablesOf(deps, { runId, links: mail.links.length, recipient });
      const variables = JSON.parse(json) as Record<string, string>;
      return { html: substitute(mail.html, variables), subject: substitute(mail.subject, variables) };
    },

    async byMessage(messageId, address) {
      const parts = readMessageId(messageId);
      if (parts === undefined) return undefined;
      const [batch, buildId] = await Promise.all([store.batch(parts.batchId), buildOf(parts.runId)]);
      if (batch === null || batch.buildId !== buildId) return undefined;
      const places = await store.placesIn(batch._id);
      const position = places?.addresses.indexOf(address.trim().toLowerCase()) ?? -1;
      const part = partWith(batch, position);
      const contactId = places?.contactIds[position];
      if (places === null || part === undefined || contactId === undefined) return undefined;
      // The message id of another part, or of another sending domain, is not this person's.
      if (messageIdOf(batch._id, part.part, deps.fromDomain) !== messageId) return undefined;
      return sentIn(batch, { contactId, address: places.addresses[position] ?? '' });
    },

    async proveAccepted(messageId) {
      const parts = readMessageId(messageId);
      if (parts === undefined) return;
      // Again where it has just been looked up: that gave it a new fence.
      for (;;) {
        const batch = await store.batch(parts.batchId);
        if (batch === null || batch.state !== 'uncertain' || batch.part !== parts.part) return;
        const hold = { id: batch._id, fence: batch.fence };
        if (await deps.claims.settleDoubt(hold, 'submitted', { reason: 'by webhook' })) return;
      }
    },

    async *everyPlace(campaignId) {
      const runId = runIdOf(campaignId);
      const buildId = await buildOf(runId);
      if (buildId === undefined) return;
      for await (const batch of store.batchCursor(runId, buildId)) yield placesIn(batch);
      for await (const doc of store.exclusionCursor(runId, buildId)) yield placesExcluded(doc);
    },
  };
};
