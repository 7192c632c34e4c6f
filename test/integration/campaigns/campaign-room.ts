import { randomBytes } from 'node:crypto';
import type { ApprovalService } from '../../../core/approvals/approval-service.ts';
import { APPROVAL_INDEXES } from '../../../core/approvals/approval-store.ts';
import { createApprovals } from '../../../core/approvals/create-approvals.ts';
import { AUDIT_INDEXES } from '../../../core/audit/audit-store.ts';
import { createAudit } from '../../../core/audit/create-audit.ts';
import type { CampaignService } from '../../../core/campaigns/campaign-service.ts';
import { CAMPAIGN_INDEXES } from '../../../core/campaigns/campaign-store.ts';
import { createCampaigns } from '../../../core/campaigns/create-campaigns.ts';
import { createFreezeStore } from '../../../core/campaigns/freeze-store.ts';
import { PREFLIGHT_INDEXES } from '../../../core/campaigns/preflight/preflight-store.ts';
import { systemClock } from '../../../core/common/clock.ts';
import { closeDatabase, ensureIndexes, openDatabase, serverTime } from '../../../core/common/database-store.ts';
import { createIds } from '../../../core/common/ids.ts';
import { createKeyedHash } from '../../../core/common/keyed-hash.ts';
import { createLogger } from '../../../core/common/logger.ts';
import { readConfig } from '../../../core/config.ts';
import type { Topic } from '../../../core/contacts/consent/topic.ts';
import { CONTACT_INDEXES } from '../../../core/contacts/contact-store.ts';
import { createContacts } from '../../../core/contacts/create-contacts.ts';
import { createFieldAccess } from '../../../core/contacts/field-access/field-access-service.ts';
import { createFieldAccessStore } from '../../../core/contacts/field-access/field-access-store.ts';
import type { OutgoingBatch, SubmitAnswer } from '../../../core/mail/email-provider.ts';
import { createPeople } from '../../../core/people/create-people.ts';
import type { Notice } from '../../../core/people/notice.ts';
import { NOTICE_INDEXES } from '../../../core/people/notice-store.ts';
import { staffActor } from '../../../core/people/people-service.ts';
import { type Actor, actorId, type Role, systemActor } from '../../../core/people/staff.ts';
import { PEOPLE_INDEXES } from '../../../core/people/staff-store.ts';
import { createSegments } from '../../../core/segments/create-segments.ts';
import { SEGMENT_INDEXES } from '../../../core/segments/segment-store.ts';
import { TEST_PASSWORD_COST } from '../../support/builders.ts';
import { noNetwork } from '../../support/no-network.ts';

const INDEXES = [
  ...AUDIT_INDEXES,
  ...PEOPLE_INDEXES,
  ...NOTICE_INDEXES,
  ...CONTACT_INDEXES,
  ...SEGMENT_INDEXES,
  ...APPROVAL_INDEXES,
  ...CAMPAIGN_INDEXES,
  ...PREFLIGHT_INDEXES,
];

export type CampaignRoom = Awaited<ReturnType<typeof openCampaignRoom>>;

/** Everything that campaigns work with, on a fresh database, with a provider and an alarm clock that write down what they are asked. */
export const openCampaignRoom = async (env: Readonly<Record<string, string>> = {}) => {
  const uri = process.env.TANDEM_TEST_MONGODB_URI ?? '';
  const name = `tandem_test_${randomBytes(6).toString('hex')}`;
  const config = readConfig({
    MONGODB_URI: uri,
    TANDEM_DATABASE: name,
    TANDEM_SECRET: randomBytes(32).toString('hex'),
    ...env,
  });
  const database = await openDatabase(uri, name);
  await ensureIndexes(database, INDEXES);
  const shared = {
    database,
    config,
    hash: createKeyedHash(config.secret),
    clock: systemClock,
    ids: createIds(),
    logger: createLogger('silent', 'test'),
  };
  const audit = createAudit(shared);
  const reviewersChanged = () => cards.touchReviews();
  const { people, channels, absences, notices } = createPeople({
    ...shared,
    audit,
    passwordCost: TEST_PASSWORD_COST,
    reviewersChanged,
  });
  const contacts = createContacts({ ...shared, audit });
  /** What mail can be about: filled by tests. */
  const offered: Topic[] = [];
  const topics = async (): Promise<readonly Topic[]> => offered;
  /** The time by which access to fields ends; the database's where it is null. */
  const fieldClock: { at: Date | null } = { at: null };
  const fields = createFieldAccess({
    store: { ...createFieldAccessStore(database), now: async () => fieldClock.at ?? serverTime(database) },
    attributes: () => contacts.attributes(),
    people,
    notices,
    audit,
    timeZone: config.workspace.timeZone,
    campaignKnown: async (id) => (await campaigns.byId(id)) !== undefined,
    usesOf: (key) => campaigns.usesOfField(key),
    changed: async (id, used) => {
      await cards.touchField(id);
      for (const campaignId of used) await cards.touch(campaignId);
    },
  });
  const ungranted = (keys: readonly string[]) => fields.ungranted(keys);
  const segments = createSegments({ ...shared, audit, contacts, topics, ungranted });
  const { approvals, policy } = createApprovals({ ...shared, audit, people, absences, notices, reviewersChanged });
  const woken: Date[] = [];
  const submitted: OutgoingBatch[] = [];
  const answers: SubmitAnswer[] = [];
  const build = (over: { approvals?: ApprovalService } = {}) =>
    createCampaigns({
      ...shared,
      audit,
      people,
      channels,
      contacts,
      segments,
      approvals,
      policy,
      notices,
      topics,
      ungranted,
      cappedIds: async () => [],
      missedIds: async () => [],
      provider: {
        kind: 'outbox',
        submit: async (batch) => {
          submitted.push(batch);
          return answers.shift() ?? { kind: 'accepted', providerId: batch.messageId };
        },
        evidence: async () => ({ kind: 'none' }),
        check: async () => ({ ok: true, detail: 'test' }),
        standing: async () => ({ kind: 'none' }),
      },
      alarm: {
        wakeAt: async (at) => {
          woken.push(at);
        },
      },
      ...noNetwork,
      unsubscribeAddress: `${config.portal.url}/u/nobody`,
      ...over,
    });
  const { campaigns, cards, freezes, rules } = build();

  const staff = async (roles: readonly Role[], surface: 'portal' | 'slack' | 'teams' = 'portal'): Promise<Actor> => {
    const made = await people.addStaff(systemActor('test'), {
      email: `${roles[0]}-${randomBytes(4).toString('hex')}@example.test`,
      name: `${roles[0]} ${randomBytes(2).toString('hex')}`,
      roles,
      lang: 'en',
      password: 'correct horse battery staple',
    });
    return staffActor(made, surface);
  };
  const author = await staff(['marketer']);
  const marketing = await staff(['marketing_reviewer'], 'slack');
  const it = await staff(['it_reviewer'], 'teams');

  /** Contacts `people` in number; every third lacks a first name. */
  const importPeople = async (count: number): Promise<void> => {
    const rows = Array.from(
      { length: count },
      (_, i) => `p${i}@example.test,${i % 3 === 0 ? '' : `Name ${i}`},${i % 2}`,
    );
    const { Readable } = await import('node:stream');
    const report = await contacts.queueImport(systemActor('test'), {
      fileName: 'people.csv',
      content: Readable.from([Buffer.from(['email,first_name,vip', ...rows].join('\n'))]),
      mapping: {
        columns: {
          email: { to: 'address' },
          first_name: { to: 'attribute', label: 'first_name', type: 'text' },
          vip: { to: 'attribute', label: 'vip', type: 'number' },
        },
        consent: { kind: 'declared', source: 'test' },
      },
    });
    await contacts.runImport(report.id);
  };

  /** A draft that can be submitted. */
  const aDraft = async (over: Record<string, unknown> = {}) => {
    const segment = await segments.create(systemActor('test'), {
      name: `everybody ${randomBytes(3).toString('hex')}`,
      rule: { kind: 'all', rules: [] },
    });
    return campaigns.create(author, {
      name: 'Spring',
      starter: 'announcement',
      brief: { goal: 'More visits' },
      audience: { segmentId: segment.id },
      ...over,
    });
  };

  const decide = async (
    actor: Actor,
    id: string,
    lane: 'marketing' | 'it',
    kind: 'approve' | 'request_changes' | 'reject' = 'approve',
    through: CampaignService = campaigns,
  ) => {
    const cycle = await approvals.current(id);
    return through.decide(actor, {
      subjectId: id,
      cycle: cycle?.number ?? 0,
      lane,
      laneHash: cycle?.laneHashes[lane] ?? '',
      kind,
      comment: kind === 'approve' ? '' : 'because',
    });
  };

  /** A campaign with both keys. */
  const aScheduled = async (over: Record<string, unknown> = {}) => {
    const draft = await aDraft(over);
    await campaigns.submit(author, draft.id);
    await decide(marketing, draft.id, 'marketing');
    return (await decide(it, draft.id, 'it')).campaign;
  };

  /** Gives the person a chat account, so that notices reach them. */
  const linkToSlack = (actor: Actor) =>
    people.linkIdentity(systemActor('test'), {
      platform: 'slack',
      workspaceId: 'T1',
      userId: `U-${actorId(actor)}`,
      displayName: 'somebody',
      staffId: actorId(actor),
    });
  /** Titles of what that person was told, the oldest first. */
  const told = async (actor: Actor): Promise<string[]> => {
    const found = await database.connection
      .collection<{ notice: Notice }>('notices')
      .find({ 'notice.to.staffId': actorId(actor) })
      .toArray();
    return found.map(({ notice }) => notice.title.en);
  };

  /** A freeze from now on, as a process leaves it that dies, or has not come further yet: nobody was told. */
  const storeFreeze = async (id: string): Promise<void> => {
    const now = await serverTime(database);
    await createFreezeStore(database).insert({
      id,
      kind: 'incident',
      reason: 'Stored.',
      from: now,
      until: null,
      announcedBy: actorId(it),
      announcedAt: now,
      endedAt: null,
      endedBy: null,
    });
  };

  return {
    ...shared,
    offered,
    topics,
    fields,
    fieldClock,
    ungranted,
    linkToSlack,
    storeFreeze,
    told,
    audit,
    people,
    channels,
    contacts,
    segments,
    approvals,
    policy,
    absences,
    notices,
    campaigns,
    cards,
    freezes,
    rules,
    woken,
    submitted,
    answers,
    staff,
    author,
    marketing,
    it,
    importPeople,
    aDraft,
    aScheduled,
    decide,
    /** The same campaigns in another process, so to say; with other approvals where something is to happen between. */
    another: build,
    kinds: async (id: string) => (await campaigns.thread(id)).map((entry) => entry.kind),
    close: async () => {
      await database.connection.dropDatabase();
      await closeDatabase(database);
    },
  };
};
