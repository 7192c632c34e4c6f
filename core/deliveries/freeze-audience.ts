import { createHash } from 'node:crypto';
import type { CompiledMail } from '../campaigns/compiled-mail.ts';
import type { Addressee } from '../contacts/contact.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { PlacedBatch } from './batch-people.ts';
import type { ExcludedOutcome } from './delivery.ts';
import type { ExclusionDoc, FrozenMailDoc } from './delivery-doc.ts';
import { mailTooLarge } from './delivery-errors.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { withPixel } from './outgoing.ts';
import { batchByRates, type SendRates } from './pace.ts';
import type { Planned, SendPlan } from './send-plan.ts';

/** A batch ends early where its people's variables grow beyond this, so that no document nears MongoDB's 16 MB. */
const BATCH_BYTES = 3 * 1024 * 1024;
const EXCLUSION_CHUNK = 1_000;
/** Batches written with one call. */
const WRITE_TOGETHER = 4;

/** What one mail may come to before it is posted: far below Mailgun's 25 MB and MongoDB's 16 MB. */
const MAIL_BYTES = 8 * 1024 * 1024;

const numbered = (n: number): string => String(n).padStart(4, '0');

/**
 * Why somebody who matches gets no mail; undefined for the eligible. One reason each, in this order.
 * Unknown consent is not eligible.
 */
const whyExcluded = (
  contact: Addressee,
  isSuppressed: (address: string) => boolean,
  { capped, topic, at }: Pick<FreezeInput, 'capped' | 'topic' | 'at'>,
): ExcludedOutcome | undefined => {
  if (contact.address === null) return 'no_address';
  if (isSuppressed(contact.address)) return 'suppressed';
  if (contact.consent.status !== 'granted') return 'no_consent';
  if (contact.pausedUntil !== undefined && contact.pausedUntil > at) return 'no_consent';
  if (topic !== undefined && contact.topics?.[topic]?.status === 'refused') return 'no_consent';
  return capped.has(contact.id) ? 'capped' : undefined;
};

interface OpenBatch {
  readonly key: string;
  readonly variant: string;
  readonly domain: string | null;
  readonly plan: Planned;
  readonly contactIds: string[];
  readonly addresses: string[];
  readonly variables: string[];
  bytes: number;
}

export interface FreezeInput {
  readonly runId: string;
  readonly campaignId: string;
  readonly buildId: string;
  readonly mail: CompiledMail;
  /** Everyone who matches, in the order of ids. */
  readonly everyone: AsyncIterable<readonly Addressee[]>;
  /** Who had as many mails lately as the cap allows. */
  readonly capped: ReadonlySet<string>;
  /** What the mail is about: whoever refused it is left out. */
  readonly topic?: string | undefined;
  /** When a person's mail may leave. */
  readonly plan: SendPlan;
  readonly batchSize: number;
  readonly rates: SendRates;
  /** False where another build took over: stop. */
  readonly stillMine: () => Promise<boolean>;
  readonly at: Date;
}

/**
 * Gives everyone who matches exactly one place: in one batch, or excluded with its reason. Nothing of it can be claimed
 * until the run names this build. Answers undefined where another build took over.
 */
export const freezeAudience = async (
  { store, contacts }: { store: DeliveryStore; contacts: Pick<ContactService, 'allSuppressions' | 'addressHash'> },
  input: FreezeInput,
): Promise<{ frozen: number; digest: string; timed: boolean } | undefined> => {
  const { runId, buildId, campaignId } = input;
  const suppressions = await contacts.allSuppressions();
  const isSuppressed = (address: string): boolean =>
    suppressions.size > 0 && suppressions.has(contacts.addressHash(address));

  const digest = createHash('sha256');
  /** By variant and moment, and within them by domain where that has a rate of its own. */
  const open = new Map<string, OpenBatch>();
  let timed = false;
  const outside = new Map<ExcludedOutcome, { c: string; a: string | null }[]>();
  const mails = new Map<string, FrozenMailDoc>();
  let batches: PlacedBatch[] = [];
  let exclusions: ExclusionDoc[] = [];
  let frozen = 0;
  let batchCount = 0;
  let exclusionCount = 0;
  let last = '';

  const add = async (full: PlacedBatch[], left: ExclusionDoc[]): Promise<void> => {
    if (full.length > 0) await store.addBatches(full);
    if (left.length > 0) await store.addExclusions(left);
  };
  /** On its way while the next people are read. */
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    await writing;
    writing = add(batches, exclusions);
    // Thrown by whoever waits for it.
    writing.catch(() => undefined);
    batches = [];
    exclusions = [];
  };

  const closeBatch = (key: string): void => {
    const filled = open.get(key);
    if (filled === undefined || filled.contactIds.length === 0) return;
    open.delete(key);
    batchCount += 1;
    const { contactIds, addresses, variables, plan } = filled;
    const size = contactIds.length;
    const _id = `${runId}/${buildId}/${numbered(batchCount)}`;
    batches.push({
      batch: {
        _id,
        runId,
        campaignId,
        buildId,
        variant: filled.variant,
        domain: filled.domain,
        size,
        state: 'pending',
        part: 0,
        from: 0,
        to: size,
        people: size,
        nextPart: 1,
        waiting: [],
        settled: [],
        excluded: [],
        fence: 0,
        owner: null,
        leaseUntil: null,
        ...(plan.zone === null ? {} : { zone: plan.zone }),
        ...(plan.timed ? { due: plan.at } : {}),
        notBefore: plan.at,
        attempts: [],
        attemptCount: 0,
        attemptAt: null,
        retries: 0,
        checkAt: null,
        byPerson: false,
      },
      places: { _id, runId, buildId, contactIds, addresses, variables },
    });
  };

  const closeExclusion = (reason: ExcludedOutcome): void => {
    const people = outside.get(reason);
    if (people === undefined || people.length === 0) return;
    outside.delete(reason);
    exclusionCount += 1;
    exclusions.push({
      _id: `${runId}/${buildId}/x/${reason}/${numbered(exclusionCount)}`,
      runId,
      buildId,
      reason,
      people,
      contactIds: people.map((person) => person.c),
    });
  };

  const exclude = (contact: Addressee, reason: ExcludedOutcome): void => {
    const people = outside.get(reason) ?? [];
    outside.set(reason, people);
    people.push({ c: contact.id, a: contact.address });
    if (people.length >= EXCLUSION_CHUNK) closeExclusion(reason);
  };

  /** The one of the person before, mostly. */
  let latest: OpenBatch | undefined;
  const batchFor = (variant: string, domain: string | null, plan: Planned): OpenBatch => {
    if (
      latest?.variant === variant &&
      latest.domain === domain &&
      latest.plan === plan &&
      open.get(latest.key) === latest
    ) {
      return latest;
    }
    const key = [variant, domain ?? '', plan.at.getTime(), plan.zone ?? ''].join('\n');
    latest = open.get(key) ?? { key, variant, domain, plan, contactIds: [], addresses: [], variables: [], bytes: 0 };
    open.set(key, latest);
    return latest;
  };

  const include = (contact: Addressee, address: string, plan: Planned): void => {
    const { variant, variables } = input.mail.for(contact);
    if (!mails.has(variant.key)) {
      const bytes = Buffer.byteLength(variant.html) + Buffer.byteLength(variant.text);
      if (bytes > MAIL_BYTES) throw mailTooLarge(bytes);
      mails.set(variant.key, {
        _id: `${runId}/${buildId}/${variant.key}`,
        runId,
        buildId,
        key: variant.key,
        from: input.mail.from,
        replyTo: input.mail.replyTo,
        subject: variant.subject,
        html: withPixel(variant.html),
        text: variant.text,
        links: input.mail.links,
      });
    }
    const { domain, size } = batchByRates(input.rates, input.batchSize, address);
    if (plan.timed) timed = true;
    const filled = batchFor(variant.key, domain, plan);
    const v = JSON.stringify(variables);
    if (v.length > MAIL_BYTES / 2) throw mailTooLarge(v.length);
    filled.contactIds.push(contact.id);
    filled.addresses.push(address);
    filled.variables.push(v);
    filled.bytes += v.length * 3;
    if (filled.contactIds.length >= size || filled.bytes >= BATCH_BYTES) closeBatch(filled.key);
  };

  try {
    for await (const page of input.everyone) {
      // One update for all of them: each costs as much as hashing a thousand characters.
      let places = '';
      for (const contact of page) {
        // A cursor can meet a document twice while it is being edited; the order of ids shows it.
        if (contact.id <= last) continue;
        last = contact.id;
        frozen += 1;
        const plan = input.plan(contact);
        const reason = whyExcluded(contact, isSuppressed, input) ?? (plan === 'quiet_hours' ? plan : undefined);
        places += `${contact.id}\t${reason ?? 'included'}\n`;
        if (reason === undefined && contact.address !== null && plan !== 'quiet_hours') {
          include(contact, contact.address, plan);
        } else exclude(contact, reason ?? 'no_address');
      }
      digest.update(places);
      if (batches.length >= WRITE_TOGETHER || exclusions.length >= WRITE_TOGETHER) {
        if (!(await input.stillMine())) return undefined;
        await write();
      }
    }
    for (const key of [...open.keys()]) closeBatch(key);
    for (const reason of [...outside.keys()]) closeExclusion(reason);
    if (!(await input.stillMine())) return undefined;
    await write();
  } finally {
    // Also where the build is given up: nothing of it is written after it was removed.
    await writing;
  }
  if (mails.size > 0) await store.addMails([...mails.values()]);
  return { frozen, digest: digest.digest('hex'), timed };
};
