import { createApprovals } from './approvals/create-approvals.ts';
import { createAudit } from './audit/create-audit.ts';
import { createCampaigns } from './campaigns/create-campaigns.ts';
import { createLinkProbe } from './campaigns/preflight/link-probe.ts';
import { createNameLookup } from './campaigns/preflight/name-lookup.ts';
import type { LinkProbe, NameLookup } from './campaigns/preflight/preflight-service.ts';
import { createAnswers } from './common/answer-store.ts';
import { type Clock, systemClock } from './common/clock.ts';
import { closeDatabase, ensureIndexes, openDatabase, serverTime } from './common/database-store.ts';
import { createIds, type Ids } from './common/ids.ts';
import { createKeyedHash } from './common/keyed-hash.ts';
import type { Logger } from './common/logger.ts';
import { createOnce } from './common/once-store.ts';
import type { Config } from './config.ts';
import { createConsents } from './contacts/consent/consent-service.ts';
import { createContacts } from './contacts/create-contacts.ts';
import { createEvents } from './contacts/events/event-service.ts';
import { createFieldAccess } from './contacts/field-access/field-access-service.ts';
import { createFieldAccessStore } from './contacts/field-access/field-access-store.ts';
import { createDeliveries } from './deliveries/create-deliveries.ts';
import { createHeldContacts } from './deliveries/held-contacts-store.ts';
import { linkAddress, NOBODYS_LINK } from './deliveries/link-token.ts';
import { createPersonPlaces } from './deliveries/person-places-store.ts';
import type { SendTiming } from './deliveries/timing.ts';
import { createDigests } from './digests/create-digests.ts';
import { createInsights } from './insights/create-insights.ts';
import { createJobs } from './jobs/agenda.ts';
import { createMail } from './mail/create-mail.ts';
import { createOutboxPersonData } from './mail/outbox-person-store.ts';
import { createPeople } from './people/create-people.ts';
import { PASSWORD_COST, type PasswordCost } from './people/password.ts';
import { createSegments } from './segments/create-segments.ts';
import { createSegmentFollows } from './segments/following/create-follows.ts';
import { createPersonas } from './segments/personas/persona-service.ts';
import { createTagRuns } from './segments/tagging/create-tag-runs.ts';
import { STORE_INDEXES } from './store-indexes.ts';
import { createCosts, createTracking } from './tracking/create-tracking.ts';
import { createPersonEvents } from './tracking/person-events-store.ts';

export interface CoreOptions {
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** How long a send waits for what; production's unless told otherwise, and nothing below its floor. */
  readonly sendTiming?: Partial<SendTiming>;
  /** What hashing a password takes; production's unless told otherwise. */
  readonly passwordCost?: PasswordCost;
  /** Name servers and the network as preflight asks them; the machine's own unless told otherwise. */
  readonly lookup?: NameLookup;
  readonly probe?: LinkProbe;
}

export type Core = Awaited<ReturnType<typeof createCore>>;

/**
 * Builds the whole business from typed configuration. Nothing runs by itself until `jobs.start()`.
 * @throws when the database cannot be reached within 8 seconds.
 */
export const createCore = async (
  config: Config,
  {
    logger,
    clock = systemClock,
    ids = createIds(),
    sendTiming,
    passwordCost = PASSWORD_COST,
    lookup = createNameLookup(),
    probe = createLinkProbe({ lookup }),
  }: CoreOptions,
) => {
  const database = await openDatabase(config.database.uri, config.database.name);
  await ensureIndexes(database, STORE_INDEXES);
  const hash = createKeyedHash(config.secret);
  const shared = { database, config, hash, clock, ids, logger };

  const audit = createAudit(shared);
  /** Cards name who may decide; they are built later. What changed stands even where a card cannot be marked. */
  const reviewersChanged = (): Promise<void> =>
    cards.touchReviews().catch((error: unknown) => logger.error({ err: error }, 'cards of reviews were not marked'));
  const { people, channels, absences, notices, apiKeys } = createPeople({
    ...shared,
    audit,
    passwordCost,
    reviewersChanged,
  });
  const contacts = createContacts({
    ...shared,
    audit,
    heldAmong: createHeldContacts(database),
    personData: [createPersonPlaces(database), createOutboxPersonData(database), createPersonEvents(database)],
  });
  const events = createEvents({ ...shared, audit });
  const fields = createFieldAccess({
    store: createFieldAccessStore(database),
    attributes: () => contacts.attributes(),
    people,
    notices,
    audit,
    timeZone: config.workspace.timeZone,
    // Campaigns and cards are built later, because they use what is granted here.
    campaignKnown: async (id) => (await campaigns.byId(id)) !== undefined,
    usesOf: (key) => campaigns.usesOfField(key),
    changed: async (id, used) => {
      await cards.touchField(id);
      for (const campaignId of used) await cards.touch(campaignId);
    },
  });
  const segments = createSegments({
    ...shared,
    ungranted: (keys) => fields.ungranted(keys),
    audit,
    contacts,
    events,
    // Consents are built later, because they send mail.
    topics: () => consents.topics(),
    // Campaigns are built later, because they name segments.
    campaignsNaming: (segmentId) => campaigns.withSegment(segmentId),
    ruleChanged: () => campaigns.followReviews(),
  });
  const follows = createSegmentFollows({ ...shared, audit, segments, contacts, events });
  const tagRuns = createTagRuns({ ...shared, audit, contacts, segments });
  const personas = createPersonas({ ...shared, audit, segments, follows });
  const { approvals, policy } = createApprovals({
    ...shared,
    audit,
    people,
    absences,
    notices,
    reviewersChanged,
    // Campaigns and cards are built later, because they show what is decided here.
    changed: async (subjectId) => {
      await campaigns.followReview(subjectId);
      await cards.touch(subjectId);
    },
  });
  const { provider, outbox } = createMail(shared);
  const consents = createConsents({ ...shared, audit, contacts, provider });
  const { campaigns, cards, freezes, rules } = createCampaigns({
    ...shared,
    audit,
    people,
    channels,
    contacts,
    segments,
    approvals,
    policy,
    notices,
    provider,
    topics: () => consents.topics(),
    ungranted: (keys) => fields.ungranted(keys),
    // Deliveries are built later, because they send what is approved here.
    cappedIds: (cap) => cappedIds(cap),
    missedIds: (missed) => tracking.missed(missed),
    // The alarm clock is built last, because its jobs call everything else.
    alarm: { wakeAt: (at: Date) => jobs.wakeAt(at) },
    lookup,
    probe,
    unsubscribeAddress: linkAddress(hash, config.portal.url, NOBODYS_LINK),
  });
  const { deliveries, sentMail, warmUp, cappedIds } = createDeliveries({
    ...shared,
    audit,
    people,
    contacts,
    segments,
    campaigns,
    notices,
    freezes,
    provider,
    changed: (campaignId) => cards.touch(campaignId),
    rules,
    missedIds: (missed) => tracking.missed(missed),
    reachedAmong: (missed, contactIds) => tracking.reachedAmong(missed, contactIds),
    ...(sendTiming === undefined ? {} : { timing: sendTiming }),
  });
  const tracking = createTracking({ ...shared, contacts, campaigns, deliveries, sentMail });
  const costs = createCosts({ ...shared, audit, approvals, policy, campaigns, tracking });
  const { insights, search, savedSearches, followSearch, tellThemes } = createInsights({
    ...shared,
    audit,
    people,
    channels,
    notices,
    segments,
    personas,
    campaigns,
    approvals,
  });
  const { digests, digestRounds } = createDigests({
    ...shared,
    audit,
    people,
    notices,
    approvals,
    policy,
    campaigns,
    freezes,
    fields,
    segments,
    insights,
    costs,
    provider,
  });
  const jobs = createJobs({
    ...shared,
    audit,
    notices,
    approvals,
    policy,
    contacts,
    campaigns,
    deliveries,
    countResults: () => costs.countResults(),
    healInsights: () => insights.heal(),
    postSaved: () => savedSearches.postNew(),
    followSearch,
    fields,
    tellThemes,
    digestRounds,
    compareSegments: () => follows.compareDue(),
    changeTags: () => tagRuns.runDue(),
  });

  return {
    config,
    clock,
    hash,
    once: createOnce(database),
    answers: createAnswers(database),
    audit,
    people,
    channels,
    absences,
    notices,
    apiKeys,
    contacts,
    consents,
    fields,
    events,
    segments,
    follows,
    personas,
    tagRuns,
    approvals,
    policy,
    campaigns,
    cards,
    freezes,
    rules,
    provider,
    outbox,
    deliveries,
    warmUp,
    tracking,
    costs,
    insights,
    search,
    savedSearches,
    followSearch,
    tellThemes,
    digests,
    digestRounds,
    jobs,
    /** The driver's client, for the portal's session store. */
    sessionClient: () => database.connection.getClient(),
    /** Answers the database's time, or throws: readiness. */
    serverTime: () => serverTime(database),
    close: async () => {
      await jobs.stop();
      await closeDatabase(database);
    },
  };
};
