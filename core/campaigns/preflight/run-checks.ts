import { isDomainError } from '../../common/errors.ts';
import type { LocalText } from '../../common/lang.ts';
import { isTimeZone } from '../../common/time-zone.ts';
import type { Config } from '../../config.ts';
import type { Contact } from '../../contacts/contact.ts';
import type { ContactService } from '../../contacts/contact-service.ts';
import type { EmailProvider, ProviderStanding } from '../../mail/email-provider.ts';
import { substitute } from '../../mail/substitute.ts';
import { attributesIn, type Rule } from '../../segments/rule.ts';
import type { SegmentService } from '../../segments/segment-service.ts';
import { bareLinksIn } from '../bare-links.ts';
import type { Campaign, SendingLimits } from '../campaign.ts';
import type { AudienceCount } from '../campaign-service.ts';
import type { Compilation } from '../compile-mail.ts';
import {
  type CompiledMail,
  PIXEL_PLACEHOLDER,
  UNSUBSCRIBE_HEADERS,
  UNSUBSCRIBE_PLACEHOLDER,
} from '../compiled-mail.ts';
import { madeUpContact } from '../made-up-contact.ts';
import {
  checkAudience,
  checkMergeFields,
  checkMissing,
  checkRuleFields,
  checkZones,
  type ZoneInput,
} from './audience-checks.ts';
import { type Finding, say } from './finding.ts';
import { checkLaw, type LawInput } from './law-checks.ts';
import { checkLink, checkValueLinks, isReservedName } from './link-checks.ts';
import { checkSize, checkTemplate, checkTextPart, checkUnsubscribe, type RenderedSizes } from './message-checks.ts';
import { checkPictures, type PictureInput, picturesIn } from './picture-checks.ts';
import type { LinkAnswer, LinkProbe, NameLookup, PreflightPolicy } from './preflight-service.ts';
import { checkProvider } from './provider-checks.ts';
import { checkSender } from './sender-checks.ts';

/** Everything that asks somebody else ends by then; the rest of ten seconds is for the database. */
const ASKING_MS = 9_000;
const AT_ONCE = 8;
/** Contacts rendered to find the heaviest mail and every subject. */
const RENDERED = 100;
const CONSENT_MS = 2_000;
/** Names of time zones that are remembered while looking. */
const KEPT_NAMES = 2_000;
const TWO_YEARS_MS = 2 * 365.25 * 86_400_000;

export interface ChecksDeps {
  readonly config: Config;
  readonly contacts: ContactService;
  readonly segments: SegmentService;
  readonly provider: EmailProvider;
  readonly lookup: NameLookup;
  readonly probe: LinkProbe;
  /** Bytes of stored pictures by id. */
  readonly pictureBytes: (ids: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** The unsubscribe address of a link that belongs to nobody. */
  readonly unsubscribeAddress: string;
  /** Of these attribute keys, those that IT has to grant first. */
  readonly ungranted: (keys: readonly string[]) => Promise<readonly string[]>;
}

export interface ChecksInput {
  readonly campaign: Campaign;
  readonly occasion: 'submit' | 'launch';
  readonly compilation: Compilation;
  readonly rule: Rule | undefined;
  readonly limits: SendingLimits;
  /** The only contacts that are meant; undefined where the rule alone says it. */
  readonly among: readonly string[] | undefined;
  /** Who would get it now; undefined with the rule. */
  readonly count: AudienceCount | undefined;
  readonly policy: PreflightPolicy;
  readonly at: Date;
}

/** The answer, or what stands for it where the time is over. */
const inTime = <T>(work: Promise<T>, deadline: number, otherwise: T): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(otherwise), Math.max(0, deadline - performance.now()));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });

const noAnswer = (url: string): LinkAnswer => ({ kind: 'failed', cause: 'timeout', hops: [url], detail: '' });

const hostOf = (url: string): string => new URL(url).hostname;

/** Asks many addresses, a few at once; those that the time does not reach have no answer. */
const createAsking = (probe: LinkProbe, privateHosts: readonly string[], deadline: number) => {
  let free = AT_ONCE;
  const waiting: (() => void)[] = [];
  return async (url: string, method?: 'GET'): Promise<LinkAnswer> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      // A timer may ring a moment early.
      if (performance.now() >= deadline - 50) return noAnswer(url);
      const options = { privateHosts, ...(method === undefined ? {} : { method }) };
      return await inTime(probe.probe(url, options), deadline, noAnswer(url));
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
};

interface Rendered extends RenderedSizes {
  readonly html: string;
  readonly subjects: readonly string[];
  /** Addresses in what differs by person. */
  readonly valueLinks: readonly string[];
}

/** The heaviest mail among some people, with addresses as long as they will be, and every subject. */
const renderSome = (mail: CompiledMail, people: readonly Contact[], address: string): Rendered => {
  let heaviest: Rendered | undefined;
  const subjects = new Set<string>();
  const valueLinks = new Set<string>();
  for (const contact of people) {
    const { variant, variables } = mail.for(contact);
    for (const value of Object.values(variables)) for (const link of bareLinksIn(value).links) valueLinks.add(link);
    const all: Record<string, string> = { ...variables, unsubscribe: address, view: address };
    for (let i = 0; i < mail.links.length; i += 1) all[`l${i}`] = address;
    subjects.add(substitute(variant.subject, all));
    const html = substitute(variant.html.replaceAll(PIXEL_PLACEHOLDER, ''), all);
    const text = substitute(variant.text, all);
    const [htmlBytes, textBytes] = [Buffer.byteLength(html), Buffer.byteLength(text)];
    if (heaviest === undefined || htmlBytes > heaviest.htmlBytes) {
      heaviest = { html: variant.html, htmlBytes, textBytes, text, subjects: [], valueLinks: [] };
    }
  }
  const found = { subjects: [...subjects], valueLinks: [...valueLinks] };
  return { html: '', htmlBytes: 0, textBytes: 0, text: '', ...heaviest, ...found };
};

/** How many gave their consent too long ago, as far as the time allows to look. */
const oldConsents = async (
  segments: SegmentService,
  { rule, among, at }: { rule: Rule; among: readonly string[] | undefined; at: Date },
): Promise<LawInput['consent']> => {
  const until = performance.now() + CONSENT_MS;
  let [looked, old, whole] = [0, 0, true];
  for await (const some of segments.everyone(rule, among)) {
    for (const { consent } of some) {
      if (consent.status !== 'granted') continue;
      looked += 1;
      if (at.getTime() - consent.at.getTime() > TWO_YEARS_MS) old += 1;
    }
    if (performance.now() > until) {
      whole = false;
      break;
    }
  }
  return { old, looked, whole };
};

/** How people's zones are known, as far as the time allows to look. */
const zonesOf = async (
  segments: SegmentService,
  { rule, among, attribute }: { rule: Rule; among: readonly string[] | undefined; attribute: string },
): Promise<ZoneInput> => {
  const until = performance.now() + CONSENT_MS;
  const strange = new Map<string, boolean>();
  let [known, missing, unknown, whole] = [0, 0, 0, true];
  for await (const some of segments.everyone(rule, among)) {
    for (const { attributes } of some) {
      const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
      const name = typeof value === 'string' ? value.trim() : '';
      if (name === '') {
        missing += 1;
        continue;
      }
      const zone = strange.get(name) ?? isTimeZone(name);
      if (strange.size < KEPT_NAMES) strange.set(name, zone);
      if (zone) known += 1;
      else unknown += 1;
    }
    if (performance.now() > until) {
      whole = false;
      break;
    }
  }
  const examples = [...strange].filter(([, zone]) => !zone).map(([name]) => name);
  return { known, missing, unknown, examples: examples.slice(0, 3), whole };
};

export interface Checked {
  readonly findings: readonly Finding[];
  /** How many match now. */
  readonly matching: number;
}

/** Every check of one campaign. Takes ten seconds at most; what has no answer by then says so. */
export const runChecks = async (deps: ChecksDeps, input: ChecksInput): Promise<Checked> => {
  const { config, contacts, segments, provider } = deps;
  const { campaign, compilation, rule, among, policy } = input;
  const deadline = performance.now() + ASKING_MS;
  const portal = new URL(config.portal.url);
  const privateHosts = [...policy.privateHosts, portal.host];
  const ask = createAsking(deps.probe, privateHosts, deadline);
  const isSample = (host: string): boolean => config.local && host !== portal.hostname && isReservedName(host);
  const outbox = provider.kind === 'outbox';

  // Before the links, which may use up the time.
  const unsubscribePage = ask(deps.unsubscribeAddress, 'GET');

  const attributes = await contacts.attributes();
  const madeUp = madeUpContact(attributes, campaign.content.lang);
  const audience = rule ?? { kind: 'any' as const, rules: [] };
  const count = input.count ?? { matching: 0, eligible: 0 };
  const some: Contact[] = [];
  if (among === undefined) some.push(...(await segments.page(audience, { limit: RENDERED })).contacts);
  else for await (const people of segments.everyone(audience, among.slice(0, RENDERED))) some.push(...people);

  let problem: LocalText | undefined = compilation.problems[0];
  let rendered: Rendered | undefined;
  try {
    const mail = compilation.mail?.();
    if (mail !== undefined) rendered = renderSome(mail, [madeUp, ...some], deps.unsubscribeAddress);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    problem = error.text;
  }

  const unread: ProviderStanding = outbox ? { kind: 'none' } : { kind: 'unreadable', reason: 'no answer in time' };
  const sender = async (): Promise<readonly Finding[]> => {
    const standing = await inTime(provider.standing(), deadline - 3_000, unread);
    const load = { eligible: count.eligible, ...config.sending };
    const domain = campaign.senderDomain;
    const checked = (lookup: NameLookup) =>
      checkSender({ domain, reserved: isSample(domain), provider: standing }, lookup);
    const nobody: NameLookup = {
      txt: () => Promise.reject(new Error('no answer in time')),
      addresses: () => Promise.reject(new Error('no answer in time')),
    };
    const names = await inTime(checked(deps.lookup), deadline, undefined);
    return [...(names ?? (await checked(nobody))), ...checkProvider(standing, load)];
  };

  const links = async (): Promise<readonly Finding[]> =>
    Promise.all(
      [
        ...compilation.links.map((url) => ({ url, tracked: true })),
        ...compilation.bareLinks.map((url) => ({ url, tracked: false })),
      ].map(async ({ url, tracked }) =>
        checkLink({
          url,
          tracked,
          answer: isSample(hostOf(url)) ? undefined : await ask(url),
          allowedHosts: policy.allowedHosts,
          ownHosts: [portal.hostname],
        }),
      ),
    );

  const pictures = async (html: string): Promise<readonly Finding[]> => {
    const found = picturesIn(html);
    const stored = `${config.portal.url}/pictures/`;
    const bytes = await deps.pictureBytes(
      found.filter(({ url }) => url.startsWith(stored)).map(({ url }) => url.slice(stored.length)),
    );
    const inputs = found.map(async (picture): Promise<PictureInput> => {
      const own = picture.url.startsWith(stored) ? bytes.get(picture.url.slice(stored.length)) : undefined;
      if (own !== undefined) return { ...picture, source: { kind: 'stored', bytes: own } };
      if (!URL.canParse(picture.url))
        return { ...picture, source: { kind: 'external', answer: noAnswer(picture.url) } };
      if (isSample(hostOf(picture.url))) return { ...picture, source: { kind: 'reserved' } };
      return { ...picture, source: { kind: 'external', answer: await ask(picture.url, 'GET') } };
    });
    return checkPictures(await Promise.all(inputs));
  };

  const data = async (): Promise<readonly Finding[]> => {
    const keys = compilation.mergeFields.map((field) => field.replace(/^contact\./, ''));
    const missing = keys
      .filter((key) => key !== 'address')
      .map(async (key) => {
        const without: Rule = { kind: 'all', rules: [audience, { kind: 'presence', attribute: key, op: 'empty' }] };
        const lacking = await segments.count(without, among);
        // Without a default the mail is refused for whoever matches: consent may come until it is sent.
        const needed = compilation.needed.includes(key);
        return checkMissing({
          key,
          label: attributes.find((attribute) => attribute.key === key)?.label ?? key,
          missing: needed ? lacking.matching : Math.min(lacking.eligible, count.eligible),
          of: needed ? count.matching : count.eligible,
          needed,
        });
      });
    const [inMail, inRule] = await Promise.all([
      deps.ungranted(keys),
      rule === undefined ? [] : deps.ungranted(attributesIn(rule)),
    ]);
    return [checkMergeFields(keys, inMail), ...checkRuleFields(inRule), ...(await Promise.all(missing))];
  };

  const law = async ({ subjects, text }: Rendered): Promise<readonly Finding[]> => {
    const { lang } = campaign.content;
    const asked = lang === 'ko' && rule !== undefined && subjects.some((subject) => subject.includes('광고'));
    const { organisation, postalAddress } = config.workspace;
    const consent = asked ? await oldConsents(segments, { rule, among, at: input.at }) : undefined;
    return checkLaw({ lang, subjects, text, organisation, postalAddress, consent });
  };

  const zones = async (): Promise<readonly Finding[]> => {
    const attribute = input.limits.zoneAttribute;
    if (attribute === null || rule === undefined) return [];
    const { schedule } = campaign;
    const fallback = schedule.local?.fallbackZone ?? schedule.zone;
    return [checkZones(await zonesOf(segments, { rule, among, attribute }), fallback)];
  };

  const unsubscribe = async (html: string): Promise<Finding> =>
    checkUnsubscribe({
      headers: UNSUBSCRIBE_HEADERS,
      html,
      placeholder: UNSUBSCRIBE_PLACEHOLDER,
      answer: await unsubscribePage,
      address: config.portal.url,
      harmless,
    });

  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(portal.hostname);
  const here = loopback ? say('the portal is for this machine only', '포털이 이 컴퓨터에서만 열려 있음') : undefined;
  const harmless = outbox ? say('nothing leaves the outbox', '보낼 편지함 밖으로 발송되지 않음') : here;
  const launched = input.occasion === 'launch' ? campaign.approved?.matching : undefined;
  const mail = rendered;
  const groups = await Promise.all([
    sender(),
    links(),
    mail === undefined ? [] : checkValueLinks(mail.valueLinks.filter((url) => !compilation.bareLinks.includes(url))),
    mail === undefined ? [] : pictures(mail.html),
    mail === undefined
      ? [checkTemplate(problem ?? say('cannot be made', '메일을 만들 수 없음'))]
      : unsubscribe(mail.html).then((found) => [checkTemplate(problem), checkSize(mail), checkTextPart(mail), found]),
    data(),
    [checkAudience({ ...count, approved: launched, driftPercent: policy.driftPercent, audience: campaign.audience })],
    zones(),
    mail === undefined ? [] : law(mail),
  ]);
  return { findings: groups.flat(), matching: count.matching };
};
