import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { closeDatabase, openDatabase } from '../../common/database-store.ts';
import type { ImportMapping } from '../../contacts/contact-import.ts';
import type { Core } from '../../create-core.ts';
import { staffActor } from '../../people/people-service.ts';
import type { Actor } from '../../people/staff.ts';
import { LocalError } from '../local-error.ts';
import { createRecipients, linksOf } from './recipients.ts';
import { DRAFT, FINISHED, WAITING } from './sample-campaigns.ts';
import { SAMPLE_ATTRIBUTES, sampleCsv } from './sample-contacts.ts';
import { type AddedStaff, addSampleStaff, SAMPLE, SAMPLE_STAFF, type SamplePersonKey } from './sample-staff.ts';
import { createSampleStore, type SampleStep } from './sample-store.ts';

const SAMPLE_TOPICS = [
  {
    name: { en: 'Offers', ko: '혜택' },
    about: { en: 'Courses at a reduced price.', ko: '할인된 가격의 강좌 소식입니다.' },
  },
  { name: { en: 'News', ko: '소식' }, about: { en: 'Once a month.', ko: '한 달에 한 번 보내 드립니다.' } },
];
const SEGMENT_NAME = 'Graduates aged 30 to 50 in Seoul or Busan';
const SEND_MS = 120_000;

const actorOf = async (core: Core, person: SamplePersonKey): Promise<Actor> => {
  const staff = await core.people.byEmail(SAMPLE_STAFF[person].email);
  if (staff === undefined) throw new LocalError(`The sample needs ${SAMPLE_STAFF[person].email}, who is gone.`);
  return staffActor(staff, 'portal');
};

const mapping = (consent: ImportMapping['consent']): ImportMapping => ({
  columns: {
    member_no: { to: 'externalId' },
    email: { to: 'address' },
    ...Object.fromEntries(
      Object.entries(SAMPLE_ATTRIBUTES).map(([label, type]) => [label, { to: 'attribute', label, type }] as const),
    ),
  },
  consent,
});

/** 360 members with a declared basis, 40 visitors of a fair whose consent nobody knows; five members opted out before. */
const addContacts = async (core: Core): Promise<void> => {
  const marketer = await actorOf(core, 'marketer');
  const files = [
    {
      fileName: 'members.csv',
      csv: sampleCsv({ first: 1_001, count: 360, seed: 7 }),
      consent: { kind: 'declared', source: 'Terms of the members’ programme, 2025 (sample)' },
    },
    { fileName: 'fair-visitors.csv', csv: sampleCsv({ first: 5_001, count: 40, seed: 11 }), consent: { kind: 'none' } },
  ] as const;
  for (const { fileName, csv, consent } of files) {
    const content = Readable.from([Buffer.from(csv)]);
    const queued = await core.contacts.queueImport(marketer, { fileName, content, mapping: mapping(consent) });
    const report = await core.contacts.runImport(queued.id);
    if (report.phase !== 'done') throw new LocalError(`The sample's ${fileName} could not be imported.`);
  }
  const { contacts } = await core.contacts.search({ limit: 100 });
  const reachable = contacts.flatMap(({ address }) => (address === null ? [] : [address]));
  for (const address of reachable.filter((_, i) => i % 19 === 0).slice(0, 5)) {
    await core.contacts.suppress(SAMPLE, { address, reason: 'manual', source: 'asked by telephone (sample)' });
  }
};

const birthYears = (from: number, to: number, year: number) => ({
  kind: 'number_between',
  attribute: 'birth_year',
  from: year - to,
  to: year - from,
});

const addSegment = async (core: Core): Promise<void> => {
  if ((await core.segments.list()).some(({ name }) => name === SEGMENT_NAME)) return;
  await core.segments.create(await actorOf(core, 'marketer'), {
    name: SEGMENT_NAME,
    rule: {
      kind: 'all',
      rules: [
        { kind: 'text_in', attribute: 'education', op: 'in', values: ['Bachelor', 'Master', 'PhD'] },
        birthYears(30, 50, core.clock.now().getFullYear()),
        {
          kind: 'any',
          rules: [
            { kind: 'text', attribute: 'city', op: 'is', value: 'Seoul' },
            { kind: 'text', attribute: 'city', op: 'is', value: 'Busan' },
          ],
        },
      ],
    },
  });
};

/** What recipients choose from, and an attribute that marketing has asked for and IT has not granted yet. */
const addChoices = async (core: Core): Promise<void> => {
  const known = (await core.consents.topics()).map(({ name }) => name.en);
  for (const { name, about } of SAMPLE_TOPICS) {
    if (!known.includes(name.en)) await core.consents.saveTopic(SAMPLE, { name, about });
  }
  // One of its own: what the file of a demonstration brings is used without asking.
  const { key } = await core.contacts.defineAttribute(SAMPLE, { label: 'household size', type: 'number' });
  await core.contacts.setRestricted(SAMPLE, key, true);
  if ((await core.fields.list()).length > 0) return;
  const reason = 'Family tickets are for households of three and more (sample)';
  await core.fields.ask(await actorOf(core, 'marketer'), { field: key, reason });
};

const segmentId = async (core: Core): Promise<string> => {
  const segment = (await core.segments.list()).find(({ name }) => name === SEGMENT_NAME);
  if (segment === undefined) throw new LocalError(`The sample needs the segment "${SEGMENT_NAME}", which is gone.`);
  return segment.id;
};

const existing = async (core: Core, name: string): Promise<string | undefined> =>
  (await core.campaigns.list({ query: name })).find((campaign) => campaign.name === name)?.id;

const giveKey = async (core: Core, id: string, lane: 'marketing' | 'it'): Promise<void> => {
  const cycle = (await core.campaigns.view(id))?.cycle;
  if (cycle === undefined) throw new LocalError(`The sample's campaign ${id} is not in review.`);
  const reviewer = await actorOf(core, lane === 'marketing' ? 'marketingReviewer' : 'itReviewer');
  const laneHash = cycle.laneHashes[lane];
  await core.campaigns.decide(reviewer, {
    subjectId: id,
    cycle: cycle.number,
    lane,
    laneHash,
    kind: 'approve',
    comment: '',
  });
};

/** Draft, both keys, send by the jobs of the bot, then openings and clicks over HTTP: nothing is written by hand. */
const runFinished = async (core: Core, portal: { url: string }): Promise<void> => {
  const marketer = await actorOf(core, 'marketer');
  const id =
    (await existing(core, FINISHED.name)) ??
    (
      await core.campaigns.create(marketer, {
        ...FINISHED,
        audience: { segmentId: await segmentId(core) },
        schedule: { localTime: null, zone: core.config.workspace.timeZone },
      })
    ).id;
  const state = async (): Promise<string | undefined> => (await core.campaigns.byId(id))?.state;
  if ((await state()) === 'draft') await core.campaigns.submit(marketer, id);
  if ((await state()) === 'in_review') {
    const given = (await core.campaigns.view(id))?.cycle?.decisions.map(({ lane }) => lane) ?? [];
    if (!given.includes('marketing')) await giveKey(core, id, 'marketing');
    if (!given.includes('it')) await giveKey(core, id, 'it');
  }
  const until = Date.now() + SEND_MS;
  while ((await state()) !== 'sent') {
    if (Date.now() > until)
      throw new LocalError(`The sample's campaign ${id} was not sent in time (${await state()}).`);
    await delay(200);
  }

  const recipients = createRecipients({ publicUrl: core.config.portal.url, url: portal.url });
  const { mails } = await core.outbox.search({ campaignId: id, limit: 500 });
  const inOrder = [...mails].sort((a, b) => (a.address < b.address ? -1 : 1));
  for (const [i, mail] of inOrder.entries()) {
    const { pixel, clicks, unsubscribe } = linksOf(mail);
    if (i % 5 < 3 && pixel !== undefined) await recipients.open(pixel, i);
    const link = clicks[i % Math.max(clicks.length, 1)];
    if (i % 6 === 0 && link !== undefined) await recipients.click(link, i);
    if (i % 29 === 7 && unsubscribe !== undefined) await recipients.oneClick(unsubscribe);
  }
};

/** Ten in the morning, a week from now. */
const nextWeek = (core: Core): { localTime: string; zone: string } => {
  const zone = core.config.workspace.timeZone;
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(core.clock.now().getTime() + 7 * 86_400_000);
  return { localTime: `${day}T10:00`, zone };
};

const addWaiting = async (core: Core): Promise<void> => {
  const marketer = await actorOf(core, 'marketer');
  const id =
    (await existing(core, WAITING.name)) ??
    (
      await core.campaigns.create(marketer, {
        ...WAITING,
        audience: { segmentId: await segmentId(core) },
        schedule: nextWeek(core),
      })
    ).id;
  if ((await core.campaigns.byId(id))?.state === 'draft') await core.campaigns.submit(marketer, id);
};

const addDraft = async (core: Core): Promise<void> => {
  if ((await existing(core, DRAFT.name)) !== undefined) return;
  await core.campaigns.create(await actorOf(core, 'marketer'), {
    ...DRAFT,
    audience: { segmentId: await segmentId(core) },
  });
};

/**
 * The sample workspace, made once by real calls of core and real requests to the portal. It is resumed where an earlier
 * start broke off; parts that were made are never made again.
 */
export const createSample = async (core: Core) => {
  const database = await openDatabase(core.config.database.uri, core.config.database.name);
  const store = createSampleStore(database);
  const once = async (step: SampleStep, make: () => Promise<void>): Promise<void> => {
    if ((await store.done()).has(step)) return;
    await make();
    await store.mark(step);
  };
  return {
    /** Before portal and bot run: who can sign in. Answers those who were added now, with their passwords. */
    staff: async (): Promise<AddedStaff[]> => {
      let added: AddedStaff[] = [];
      await once('staff', async () => {
        added = await addSampleStaff(core);
      });
      return added;
    },
    /** With portal and bot running: everything else. */
    work: async (portal: { url: string }, say: (line: string) => void): Promise<void> => {
      const before = await store.done();
      if (!before.has('draft')) say('Making the sample workspace …');
      await once('contacts', () => addContacts(core));
      await once('segment', () => addSegment(core));
      await once('choices', () => addChoices(core));
      await once('finished', () => runFinished(core, portal));
      await once('waiting', () => addWaiting(core));
      await once('draft', () => addDraft(core));
    },
    close: () => closeDatabase(database),
  };
};
