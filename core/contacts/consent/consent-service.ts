import type { AuditService } from '../../audit/audit-service.ts';
import type { Clock } from '../../common/clock.ts';
import type { Database } from '../../common/database-store.ts';
import { type DomainError, InvalidInput } from '../../common/errors.ts';
import { HIDDEN_SIGNS } from '../../common/hidden-signs.ts';
import type { Ids } from '../../common/ids.ts';
import type { KeyedHash } from '../../common/keyed-hash.ts';
import type { Lang, LocalText } from '../../common/lang.ts';
import type { Config } from '../../config.ts';
import type { EmailProvider } from '../../mail/email-provider.ts';
import { type Actor, actedBy } from '../../people/staff.ts';
import { keyFromLabel } from '../attribute-key.ts';
import { requireContactPermission } from '../contact-errors.ts';
import type { ContactService } from '../contact-service.ts';
import { createContactStore } from '../contact-store.ts';
import { confirmationMail } from './confirmation-mail.ts';
import { consentErrors } from './consent-errors.ts';
import { createConsentStore } from './consent-store.ts';
import { confirmWording, preferenceWording } from './consent-wording.ts';
import { type ConsentRecord, PAUSE_DAYS, type Preferences, TOPIC_LIMITS, type Topic } from './topic.ts';

/** Who acts for themselves on a public page. */
export interface SelfService {
  /** Network address. */
  readonly network: string;
  readonly lang: Lang;
}

/** Consent by topic, with its evidence; what recipients choose for themselves; double opt-in. */
export interface ConsentService {
  /** Archived ones included, in the order in which they were made. */
  topics(): Promise<readonly Topic[]>;
  /** Makes a topic, or changes the one with this id. @throws InvalidInput by field, consent.too_many_topics, consent.topics_changed */
  saveTopic(
    actor: Actor,
    input: { id?: string; name: LocalText; about: LocalText; archived?: boolean },
  ): Promise<Topic>;

  /** What a recipient may choose; undefined where the contact is gone. `maskedAddress` is made by `mask`. */
  preferences(contactId: string, mask: (address: string) => string): Promise<Preferences | undefined>;
  /**
   * Of the topics that were `shown` (all that are offered where it is left out), just those of `granted` are chosen; what
   * stays as it was is not recorded again. Undefined where the contact is gone.
   */
  choose(
    contactId: string,
    granted: readonly string[],
    who: SelfService,
    shown?: readonly string[],
  ): Promise<{ changed: number } | undefined>;
  /** No mail for `PAUSE_DAYS` from now, or mail again. */
  pause(contactId: string, on: boolean, who: SelfService): Promise<void>;

  /**
   * Asks somebody by mail to confirm. Consent counts from the confirmation on, and not before.
   * @param input `source`: where the person asked for mail, in words
   * @throws consent.contact_unknown, consent.suppressed, consent.asked_lately, consent.not_sent, consent.request_invalid
   */
  ask(
    actor: Actor,
    input: { address: string; source: string; topics?: readonly string[]; lang: Lang },
  ): Promise<{ readonly until: Date }>;
  /** What a confirmation link is about; undefined for an unknown or altered one. */
  confirmation(token: string): Promise<{ lang: Lang; wording: string; state: 'open' | 'done' | 'late' } | undefined>;
  /** `late`: the link holds no more, or the address was suppressed or changed meanwhile. */
  confirm(token: string, who: SelfService): Promise<'done' | 'late' | undefined>;

  /** Evidence, the latest first, with the texts that were agreed to. */
  recordsOf(contactId: string): Promise<{ records: readonly ConsentRecord[]; wordings: ReadonlyMap<string, string> }>;
}

const DAY_MS = 86_400_000;
const ASK_EVERY_MS = 10 * 60_000;
const REQUEST_DAYS = 7;

export const createConsents = (deps: {
  readonly database: Database;
  readonly config: Config;
  readonly hash: KeyedHash;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditService;
  readonly contacts: ContactService;
  readonly provider: EmailProvider;
}): ConsentService => {
  const { config, hash, clock, ids, audit, contacts, provider } = deps;
  const store = createConsentStore(deps.database);
  const contactStore = createContactStore(deps.database);
  const { organisation, postalAddress } = config.workspace;

  const offered = async (): Promise<readonly Topic[]> =>
    (await store.topics()).topics.filter(({ archived }) => !archived);

  const record = (over: Omit<ConsentRecord, 'id' | 'at'>, at: Date): ConsentRecord => ({ id: ids.next(), at, ...over });

  const textsOf = (text: LocalText, most: number): LocalText | undefined => {
    const clean = (value: unknown): string =>
      String(value ?? '')
        .normalize('NFC')
        .trim();
    const texts = { en: clean(text.en), ko: clean(text.ko) };
    const fine = [texts.en, texts.ko].every((one) => one.length <= most && !HIDDEN_SIGNS.test(one));
    return fine ? texts : undefined;
  };

  const mac = (id: string): string => hash.mac('one-time-tokens', `consent ${id}`, 32);
  const requestOf = async (token: string) => {
    const [id = '', given = ''] = token.split('.');
    return hash.verify('one-time-tokens', `consent ${id}`, given) && given.length === 32
      ? store.request(id)
      : undefined;
  };

  return {
    topics: async () => (await store.topics()).topics,
    async saveTopic(actor, input) {
      requireContactPermission(actor, 'settings.manage');
      const issues: DomainError[] = [];
      const name = textsOf(input.name, TOPIC_LIMITS.nameLength);
      for (const lang of ['en', 'ko'] as const) {
        if (name === undefined || name[lang] === '') issues.push(consentErrors.nameInvalid(`name.${lang}`));
      }
      const about = textsOf(input.about, TOPIC_LIMITS.aboutLength);
      if (about === undefined) issues.push(consentErrors.aboutTooLong('about.en'));
      if (name === undefined || about === undefined || issues.length > 0) throw new InvalidInput(issues);
      const { topics, version } = await store.topics();
      const before = topics.find(({ id }) => id === input.id);
      if (input.id !== undefined && before === undefined) throw consentErrors.topicUnknown('id');
      const archived = input.archived ?? before?.archived ?? false;
      const taken = new Set(topics.map(({ id }) => id.toLowerCase()));
      const topic: Topic = { id: before?.id ?? keyFromLabel(name.en, taken) ?? ids.next(), name, about, archived };
      const next = before === undefined ? [...topics, topic] : topics.map((one) => (one === before ? topic : one));
      if (next.filter((one) => !one.archived).length > TOPIC_LIMITS.topics) throw consentErrors.tooManyTopics();
      if (!(await store.putTopics(next, version))) throw consentErrors.changedMeanwhile();
      await audit.append({ ...actedBy(actor), action: 'topic.saved', subject: topic.id, data: { archived } });
      return topic;
    },

    async preferences(contactId, mask) {
      const contact = await contactStore.byId(contactId);
      if (contact?.address === undefined) return undefined;
      const [topics, suppression] = await Promise.all([offered(), contacts.suppressionOf(contact.address)]);
      const until = contact.pausedUntil;
      return {
        contactId,
        maskedAddress: mask(contact.address),
        suppressed: suppression !== undefined,
        pausedUntil: until !== undefined && until > clock.now() ? until : null,
        topics: topics.map((topic) => {
          const said = contact.topics?.[topic.id]?.status;
          return { topic, granted: said === undefined ? contact.consent.status === 'granted' : said === 'granted' };
        }),
      };
    },

    async choose(contactId, granted, { network, lang }, shown) {
      const contact = await contactStore.byId(contactId);
      if (contact === undefined) return undefined;
      const at = clock.now();
      const wording = preferenceWording(organisation, lang);
      const set: Record<string, unknown> = {};
      const records: ConsentRecord[] = [];
      for (const { id } of await offered()) {
        // Made while the page was open: nobody refused what they never saw.
        if (shown?.includes(id) === false) continue;
        const before = contact.topics?.[id]?.status;
        const status = granted.includes(id) ? 'granted' : 'refused';
        // Whoever gets no mail and does not choose a topic now has said nothing; who gets mail was shown it as chosen.
        const saidNothing = before === undefined && status === 'refused' && contact.consent.status !== 'granted';
        if (before === status || saidNothing) continue;
        set[`topics.${id}`] = { status, at };
        records.push(
          record(
            {
              contactId: contact._id,
              topic: id,
              act: status,
              way: 'preferences',
              source: 'preferences',
              network,
              wording: wording.version,
            },
            at,
          ),
        );
      }
      if (records.length === 0) return { changed: 0 };
      await store.keepWording(wording, at);
      await store.addRecords(records);
      await contactStore.update(contact._id, { ...set, updatedAt: at }, []);
      return { changed: records.length };
    },

    async pause(contactId, on, { network }) {
      const contact = await contactStore.byId(contactId);
      if (contact === undefined) return;
      const id = contact._id;
      const at = clock.now();
      const act = on ? 'paused' : 'resumed';
      await store.addRecords([
        record(
          { contactId: id, topic: null, act, way: 'preferences', source: 'preferences', network, wording: null },
          at,
        ),
      ]);
      const pausedUntil = on ? new Date(at.getTime() + PAUSE_DAYS * DAY_MS) : at;
      await contactStore.update(id, { pausedUntil, updatedAt: at }, []);
    },

    async ask(actor, input) {
      requireContactPermission(actor, 'contacts.edit');
      const source = String(input.source).normalize('NFC').trim();
      if (source === '' || source.length > 200 || /\p{Cc}/u.test(source)) throw consentErrors.requestInvalid();
      const known = await offered();
      const topics = known.filter(({ id }) => input.topics?.includes(id) === true);
      if (topics.length < new Set(input.topics ?? []).size) throw consentErrors.topicUnknown('topics');
      const contact = await contacts.byAddress(input.address);
      if (contact === undefined || contact.address === null) throw consentErrors.contactUnknown();
      if ((await contacts.suppressionOf(contact.address)) !== undefined) throw consentErrors.suppressed();
      const at = clock.now();
      if (await store.askedSince(contact.id, new Date(at.getTime() - ASK_EVERY_MS))) throw consentErrors.askedLately();
      const wording = confirmWording(organisation, topics, input.lang);
      const id = ids.next();
      const until = new Date(at.getTime() + REQUEST_DAYS * DAY_MS);
      const staff = actor.kind === 'staff';
      await store.keepWording(wording, at);
      await store.addRequest({
        id,
        contactId: contact.id,
        addressHash: contacts.addressHash(contact.address),
        topics: topics.map((topic) => topic.id),
        source,
        lang: input.lang,
        wording: wording.version,
        at,
        until,
        confirmedAt: null,
      });
      const mail = confirmationMail({
        organisation,
        postalAddress,
        wording: wording.text,
        link: `${config.portal.url}/c/${id}.${mac(id)}`,
        lang: input.lang,
      });
      const answer = await provider.submit({
        runId: `consent/${id}`,
        batchId: `consent-${id}`,
        attempt: 1,
        campaignId: 'consent',
        messageId: `consent-${id}@${config.mail.fromDomain}`,
        from: `"${organisation.replace(/["\\\r\n]/g, '')}" <hello@${config.mail.fromDomain}>`,
        replyTo: `hello@${config.mail.fromDomain}`,
        ...mail,
        headers: {},
        recipients: [{ address: contact.address, variables: '{}' }],
      });
      if (answer.kind === 'rejected' || answer.kind === 'throttled' || answer.kind === 'not_sent') {
        await store.dropRequest(id);
        throw consentErrors.notSent();
      }
      await store.addRecords([
        record(
          {
            contactId: contact.id,
            topic: null,
            act: 'asked',
            way: staff ? 'staff' : 'api',
            source,
            network: null,
            wording: wording.version,
          },
          at,
        ),
      ]);
      if (staff) {
        await audit.append({ ...actedBy(actor), action: 'consent.asked', subject: contact.id, data: {} });
      }
      return { until };
    },

    async confirmation(token) {
      const request = await requestOf(token);
      if (request === undefined) return undefined;
      const { lang, wording, confirmedAt, until } = request;
      const text = (await store.wordings([wording])).get(wording) ?? '';
      const late = until <= clock.now();
      return { lang, wording: text, state: confirmedAt !== null ? 'done' : late ? 'late' : 'open' };
    },

    async confirm(token, { network }) {
      const request = await requestOf(token);
      if (request === undefined) return undefined;
      if (request.confirmedAt !== null) return 'done';
      const at = clock.now();
      const contact = await contactStore.byId(request.contactId);
      if (contact?.addressHash !== request.addressHash || contact.address === undefined) return 'late';
      if ((await contacts.suppressionOf(contact.address)) !== undefined) return 'late';
      if (request.until <= at) return 'late';
      const { topics, source, wording } = request;
      const shared = {
        contactId: contact._id,
        act: 'granted',
        way: 'double_opt_in',
        source,
        network,
        wording,
      } as const;
      await store.addRecords([null, ...topics].map((topic) => record({ ...shared, topic }, at)));
      await contactStore.update(
        contact._id,
        {
          consent: { status: 'granted', basis: 'form', source, at },
          ...Object.fromEntries(topics.map((topic) => [`topics.${topic}`, { status: 'granted', at }])),
          updatedAt: at,
        },
        [],
      );
      // Last, so that a confirmation that broke off can be given again.
      await store.confirm(request.id, at);
      return 'done';
    },

    async recordsOf(contactId) {
      const records = await store.recordsOf(String(contactId));
      const versions = [...new Set(records.flatMap(({ wording }) => wording ?? []))];
      return { records, wordings: await store.wordings(versions) };
    },
  };
};
