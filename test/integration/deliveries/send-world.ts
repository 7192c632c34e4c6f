import { randomBytes } from 'node:crypto';
import type { AuditService } from '../../../core/audit/audit-service.ts';
import type {
  Campaign,
  CampaignEvent,
  CampaignState,
  Schedule,
  SendingLimits,
} from '../../../core/campaigns/campaign.ts';
import type { CampaignService } from '../../../core/campaigns/campaign-service.ts';
import type { CompiledMail } from '../../../core/campaigns/compiled-mail.ts';
import { DEFAULT_RULES } from '../../../core/campaigns/sending-rules.ts';
import { systemClock } from '../../../core/common/clock.ts';
import { createIds } from '../../../core/common/ids.ts';
import { createKeyedHash } from '../../../core/common/keyed-hash.ts';
import { createLogger } from '../../../core/common/logger.ts';
import { type Config, readConfig } from '../../../core/config.ts';
import type { Contact, SuppressionReason } from '../../../core/contacts/contact.ts';
import type { ContactService } from '../../../core/contacts/contact-service.ts';
import { createDeliveries } from '../../../core/deliveries/create-deliveries.ts';
import type { SendTiming } from '../../../core/deliveries/timing.ts';
import { type MailgunStandIn, startMailgunStandIn } from '../../../core/local/stand-ins/mailgun-stand-in.ts';
import { createMail } from '../../../core/mail/create-mail.ts';
import type { EmailProvider } from '../../../core/mail/email-provider.ts';
import { createMailgunProvider } from '../../../core/mail/mailgun-provider.ts';
import type { PeopleService } from '../../../core/people/people-service.ts';
import type { SegmentService } from '../../../core/segments/segment-service.ts';
import { createTracking } from '../../../core/tracking/create-tracking.ts';
import { aContact } from '../../support/builders.ts';
import { testDatabase } from '../../support/database.ts';

/** Seconds where production has minutes. */
const FAST: Partial<SendTiming> = {
  leaseMs: 4_000,
  leastLeaseMs: 500,
  evidenceDelayMs: 1_000,
  checkEveryMs: 60,
  buildLeaseMs: 1_500,
  retryMs: 60,
};

const MAIL: CompiledMail = {
  from: '"Tandem" <news@mg.example.test>',
  replyTo: 'reply@mg.example.test',
  links: ['https://example.com/offer?a=1&b=2', 'https://example.com/more'],
  mergeFields: ['contact.name'],
  for: (contact) => {
    const group = String(contact.attributes.group ?? 'one');
    return {
      variant: {
        key: group,
        subject: `Hello %recipient.v0%`,
        html: `<html><body>${group} %recipient.v0% <a href="%recipient.l0%">offer</a> <a href="%recipient.l1%">more</a> <a href="%recipient.view%">view</a> <a href="%recipient.unsubscribe%">out</a>%recipient.pixel%</body></html>`,
        text: 'Hello %recipient.v0% %recipient.l0% %recipient.unsubscribe%',
      },
      variables: { v0: String(contact.attributes.name ?? '$name') },
    };
  },
};

export const someContacts = (count: number, over: (index: number) => Partial<Contact> = () => ({})): Contact[] =>
  Array.from({ length: count }, (_, index) =>
    aContact({
      id: `p${String(index).padStart(6, '0')}`,
      address: `p${index}@example.test`,
      ...over(index),
    }),
  );

export type SendWorld = Awaited<ReturnType<typeof sendWorld>>;

/**
 * Deliveries and tracking on a real database and a real provider; the neighbours to their left (a campaign, its
 * segment, contacts) are kept in memory, so that a test sets their state by a word.
 */
export const sendWorld = async (input: {
  contacts: Contact[];
  mailgun?: boolean;
  batchSize?: number;
  timing?: Partial<SendTiming>;
  provider?: (real: EmailProvider) => EmailProvider;
  postTimeoutMs?: number;
  env?: Readonly<Record<string, string>>;
  mail?: (usual: CompiledMail) => CompiledMail;
  schedule?: Schedule;
  audience?: Partial<Campaign['audience']>;
  limits?: SendingLimits;
}) => {
  const { database, drop } = await testDatabase({ indexes: true });
  const secret = randomBytes(32).toString('hex');
  const standIn: MailgunStandIn | undefined = input.mailgun === true ? await startMailgunStandIn() : undefined;
  const config: Config = readConfig({
    MONGODB_URI: 'mongodb://127.0.0.1/unused',
    TANDEM_SECRET: secret,
    PORTAL_URL: 'https://portal.example.test',
    SEND_BATCH_SIZE: String(input.batchSize ?? 10),
    SEND_CONCURRENCY: '3',
    ...input.env,
    ...(standIn === undefined
      ? {}
      : {
          MAILGUN_API_KEY: standIn.apiKey,
          MAILGUN_DOMAIN: standIn.domain,
          MAILGUN_URL: standIn.url,
          MAILGUN_WEBHOOK_SIGNING_KEY: standIn.signingKey,
        }),
  });
  const hash = createKeyedHash(config.secret);
  const logger = createLogger(process.env.TANDEM_LOG_LEVEL ?? 'silent', 'test');
  const shared = { database, config, hash, clock: systemClock, ids: createIds(), logger };

  const people = new Map(input.contacts.map((contact) => [contact.id, contact]));
  const suppressed = new Map<string, SuppressionReason>();
  const addressHash = (address: string) => hash.personal(address);
  const contacts = {
    byId: async (id: string) => people.get(id),
    byIds: async (ids: readonly string[]) => ids.flatMap((id) => people.get(id) ?? []),
    addressHash,
    suppress: async (_: unknown, { address, reason }: { address: string; reason: SuppressionReason }) => {
      if (!suppressed.has(addressHash(address))) suppressed.set(addressHash(address), reason);
    },
    suppressionOf: async (address: string) => suppressed.get(addressHash(address)),
    suppressedAmong: async (addresses: readonly string[]) =>
      new Map(
        addresses.flatMap((a) => (suppressed.has(addressHash(a)) ? [[addressHash(a), 'manual']] : [])) as [
          string,
          SuppressionReason,
        ][],
      ),
    withdrawnAmong: async (asked: readonly { contactId: string; address: string }[], topic?: string) => {
      const why = ({ contactId, address }: (typeof asked)[number]) => {
        if (suppressed.has(addressHash(address))) return 'suppressed';
        const contact = people.get(contactId);
        if (contact === undefined) return 'no_address';
        if (topic !== undefined && contact.topics?.[topic]?.status === 'refused') return 'no_consent';
        return contact.consent.status === 'granted' ? undefined : 'no_consent';
      };
      return new Map(
        asked.map((one) => [one.contactId, why(one)] as const).filter(([, reason]) => reason !== undefined),
      );
    },
    allSuppressions: async () => new Map(suppressed),
  } as unknown as ContactService;

  const thread: { kind: string; data: Record<string, unknown> }[] = [];
  const notices: {
    key: string;
    to: unknown;
    title: { en: string; ko: string };
    lines: readonly { en: string; ko: string }[];
  }[] = [];
  let state: CampaignState = 'scheduled';
  let reason: { en: string; ko: string } | undefined;
  let movedAt = new Date(0);
  let approved = {
    version: 1,
    cycle: 1,
    segment: { rule: { kind: 'all', rules: [] } },
    ...(input.limits === undefined ? {} : { limits: input.limits }),
  };
  const campaign = () =>
    ({
      id: 'C-1',
      state,
      approved,
      exemption: null,
      schedule: input.schedule ?? {},
      updatedAt: movedAt,
      audience: input.audience ?? {},
      content: { lang: 'en' },
      brief: { ownerId: 'owner' },
    }) as unknown as Campaign;
  let startsAs: CampaignState = 'sending';
  let movesRefused = false;
  const MOVES: Partial<Record<CampaignEvent, CampaignState>> = {
    complete: 'sent',
    hold: 'held',
    fail: 'failed',
    pause: 'paused',
    cancel: 'cancelled',
    resume: 'sending',
  };
  const campaigns = {
    byId: async (id: string) => (id === 'C-1' ? campaign() : undefined),
    list: async () => (state === 'halted' ? [campaign()] : []),
    due: async () => (state === 'scheduled' ? [campaign()] : []),
    beforeLaunch: async () => undefined,
    compile: async () => input.mail?.(MAIL) ?? MAIL,
    move: async (
      _: unknown,
      _id: string,
      event: CampaignEvent,
      move: { from?: CampaignState; reason?: { en: string; ko: string } } = {},
    ) => {
      if (movesRefused) throw new Error('not taken');
      if (move.from !== undefined && move.from !== state) return undefined;
      state = event === 'start' ? startsAs : (MOVES[event] ?? state);
      movedAt = new Date();
      reason = move.reason;
      return campaign();
    },
    record: async (_: unknown, _id: string, kind: string, data: Record<string, unknown>) => {
      thread.push({ kind, data });
    },
  } as unknown as CampaignService;
  const segments = {
    parseRule: async (rule: unknown) => rule,
    async *everyone() {
      const all = [...people.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      for (let from = 0; from < all.length; from += 100) yield all.slice(from, from + 100);
    },
  } as unknown as SegmentService;

  const mail = createMail(shared);
  const real =
    standIn === undefined
      ? mail.provider
      : createMailgunProvider({
          apiKey: standIn.apiKey,
          domain: standIn.domain,
          url: standIn.url,
          logger,
          timeoutMs: input.postTimeoutMs ?? 1_000,
        });
  const provider = input.provider?.(real) ?? real;
  /** Another process on the same database. */
  const worker = () =>
    createDeliveries({
      ...shared,
      audit: { append: async () => undefined } as unknown as AuditService,
      people: {} as PeopleService,
      contacts,
      segments,
      campaigns,
      provider,
      freezes: { active: async () => undefined },
      rules: { current: async () => DEFAULT_RULES },
      missedIds: async () => [],
      reachedAmong: async () => [],
      changed: async () => undefined,
      notices: {
        tell: async (notice) => {
          if (!notices.some((known) => known.key === notice.key)) notices.push(notice);
        },
      },
      timing: { ...FAST, ...input.timing },
    });
  const { deliveries, sentMail } = worker();
  const tracking = createTracking({ ...shared, contacts, campaigns, deliveries, sentMail });

  return {
    database,
    config,
    hash,
    standIn: standIn as MailgunStandIn,
    outbox: mail.outbox,
    deliveries,
    sentMail,
    tracking,
    worker,
    thread,
    notices,
    /** Why it is held. */
    reason: () => reason,
    people,
    addressHash,
    suppress: (address: string) => suppressed.set(addressHash(address), 'manual'),
    state: () => state,
    setState: (next: CampaignState) => {
      state = next;
      movedAt = new Date();
    },
    /** The database takes no change of the campaign. */
    refuseMoves: (refuse: boolean) => {
      movesRefused = refuse;
    },
    /** As if nobody had moved the campaign since long ago. */
    movedLongAgo: () => {
      movedAt = new Date(0);
    },
    approveAgain: () => {
      approved = { ...approved, cycle: approved.cycle + 1 };
    },
    /** Freezes the audience; the campaign is paused in the moment it starts, so that nothing is claimed. */
    async freezeOnly() {
      startsAs = 'paused';
      await deliveries.work();
      startsAs = 'sending';
    },
    /** Works until the run has finished, or throws after the limit. */
    async workUntilFinished(limitMs = 50_000) {
      const end = Date.now() + limitMs;
      for (;;) {
        await deliveries.work();
        const run = await deliveries.run('C-1');
        if (run?.phase === 'finished') return run;
        // Nothing leads out of a hold but a person.
        if (state === 'held' || Date.now() > end)
          throw new Error(`not finished: ${JSON.stringify(await deliveries.sum('C-1'))}`);
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    },
    /** Address → how many times the stand-in took a mail for it. */
    taken() {
      const counts = new Map<string, number>();
      for (const { address } of standIn?.log() ?? []) counts.set(address, (counts.get(address) ?? 0) + 1);
      return counts;
    },
    async close() {
      await standIn?.close();
      await drop();
    },
  };
};
