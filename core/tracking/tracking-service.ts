import { stringify } from 'csv-stringify/sync';
import type { MissedAudience } from '../campaigns/campaign.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Lang } from '../common/lang.ts';
import type { Logger } from '../common/logger.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { Place } from '../deliveries/delivery.ts';
import type { DeliveryService } from '../deliveries/delivery-service.ts';
import { type LinkTarget, NOBODYS_LINK } from '../deliveries/link-token.ts';
import type { SentMail } from '../deliveries/sent-mail.ts';
import { systemActor } from '../people/staff.ts';
import { byPerson, reportFrom } from './campaign-report.ts';
import type { EventIntake } from './event-intake.ts';
import { looksLikeMachine, machineEvents } from './machine-traffic.ts';
import { maskedAddress } from './masked-address.ts';
import { missedContacts, reachedAmong } from './missed-contacts.ts';
import { recipientRow } from './recipient-rows.ts';
import type { CampaignReport, RecipientRow, RequestFacts, TrackingEvent, TrackingKind } from './tracking.ts';
import type { EventDoc, TrackingStore } from './tracking-store.ts';
import { createWebhookIntake, type WebhookAnswer } from './webhook-intake.ts';

const TRACKING = systemActor('tracking');

export interface TrackingService {
  /** `token` is `<id>.<mac>` as it stands in the URL. Undefined for an unknown or altered one (404). Records the click before it answers. */
  click(token: string, request: RequestFacts): Promise<{ url: string } | undefined>;
  /** Records an open; undefined for an unknown or altered token. */
  open(token: string, request: RequestFacts): Promise<{ ok: true } | undefined>;
  /** Who would unsubscribe from what (for the page that GET shows); changes nothing. */
  unsubscribePage(
    token: string,
  ): Promise<{ campaignId: string; maskedAddress: string; already: boolean; lang: Lang } | undefined>;
  /** Whose unsubscribe link it is; undefined for an unknown or altered one. */
  recipientOf(token: string): Promise<{ contactId: string; lang: Lang } | undefined>;
  /** Suppresses the address and records the fact. Idempotent. */
  unsubscribe(token: string, request: RequestFacts & { oneClick: boolean }): Promise<{ ok: true } | undefined>;
  /** The mail as sent to this person, for "view in browser". */
  viewInBrowser(token: string): Promise<{ html: string } | undefined>;
  /** A Mailgun webhook as parsed JSON. @throws tracking.webhook_forged, tracking.webhook_malformed, tracking.webhook_stale */
  webhook(body: unknown): Promise<WebhookAnswer>;
  report(campaignId: string): Promise<CampaignReport | undefined>;
  /** Contact ids of a campaign's audience, ascending, less those whom its mail reached. */
  missed(missed: MissedAudience): Promise<readonly string[]>;
  /** Contact ids of those among these whom that campaign's mail has reached, in no order. */
  reachedAmong(missed: MissedAudience, contactIds: readonly string[]): Promise<readonly string[]>;
  recipients(
    campaignId: string,
    input: { kind?: TrackingKind; linkId?: string; query?: string; after?: string; limit?: number },
  ): Promise<{ rows: readonly RecipientRow[]; next: string | null }>;
  /** CSV of every person of the run, streamed in chunks; formulas escaped. */
  csv(campaignId: string): AsyncIterable<string>;
  eventsOf(contactId: string): Promise<readonly TrackingEvent[]>;
}

const PAGE = 50;
const CSV_TIMES = ['delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed'] as const;

export interface TrackingDeps {
  readonly store: TrackingStore;
  readonly intake: EventIntake;
  readonly sentMail: SentMail;
  readonly contacts: ContactService;
  readonly campaigns: CampaignService;
  readonly deliveries: DeliveryService;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signingKey: string;
}

export const createTrackingService = (deps: TrackingDeps): TrackingService => {
  const { store, intake, sentMail, contacts, clock } = deps;

  /** The same person, thing and second are one fact: reloading does not count up. */
  const recordAct = async (
    target: LinkTarget,
    request: RequestFacts,
    act: Pick<EventDoc, 'kind' | 'linkId' | 'source'>,
  ): Promise<void> => {
    const at = clock.now();
    const second = Math.floor(at.getTime() / 1_000);
    await intake.add({
      _id: `${target.kind}/${target.runId}/${target.contactId}/${target.link}/${second}`,
      ...act,
      campaignId: sentMail.campaignOf(target.runId),
      contactId: target.contactId,
      at,
      agent: looksLikeMachine(request),
      detail: null,
    });
  };

  const readAs = (token: string, kind: LinkTarget['kind']): LinkTarget | undefined => {
    const target = sentMail.read(token);
    return target?.kind === kind ? target : undefined;
  };

  const unsubscriber = async (token: string) => {
    const target = readAs(token, 'unsubscribe');
    return target === undefined ? undefined : sentMail.sentTo(target.runId, target.contactId);
  };

  const eventsBy = async (campaignId: string, people?: readonly string[]): Promise<Map<string, EventDoc[]>> =>
    byPerson(await store.ofCampaign(campaignId, people).toArray());

  return {
    async click(token, request) {
      const target = readAs(token, 'click');
      const url = target === undefined ? undefined : await sentMail.linkUrl(target.runId, target.link);
      if (target === undefined || url === undefined) return undefined;
      await recordAct(target, request, { kind: 'clicked', linkId: String(target.link), source: 'link' });
      return { url };
    },

    async open(token, request) {
      const target = readAs(token, 'open');
      if (target === undefined) return undefined;
      await recordAct(target, request, { kind: 'opened', linkId: null, source: 'pixel' });
      return { ok: true };
    },

    async unsubscribePage(token) {
      const { runId, contactId } = NOBODYS_LINK;
      const target = readAs(token, 'unsubscribe');
      if (target?.runId === runId && target.contactId === contactId) {
        return { campaignId: 'C-0', maskedAddress: 'nobody@example.com', already: false, lang: 'en' };
      }
      const sent = await unsubscriber(token);
      if (sent === undefined) return undefined;
      const [campaign, suppression] = await Promise.all([
        deps.campaigns.byId(sent.campaignId),
        contacts.suppressionOf(sent.address),
      ]);
      return {
        campaignId: sent.campaignId,
        maskedAddress: maskedAddress(sent.address),
        already: suppression !== undefined,
        lang: campaign?.content.lang ?? 'en',
      };
    },

    async recipientOf(token) {
      const sent = await unsubscriber(token);
      if (sent === undefined) return undefined;
      const campaign = await deps.campaigns.byId(sent.campaignId);
      return { contactId: sent.contactId, lang: campaign?.content.lang ?? 'en' };
    },

    async unsubscribe(token, request) {
      const sent = await unsubscriber(token);
      if (sent === undefined) return undefined;
      const contact = await contacts.byId(sent.contactId);
      // Erased: their addresses stay suppressed, and nothing new is kept of them.
      if (contact === undefined) return { ok: true };
      const now = contact.address;
      // Whoever got mail at an old address means the person, not the spelling: both addresses are closed.
      for (const address of new Set([sent.address, ...(now === null ? [] : [now])])) {
        await contacts.suppress(TRACKING, { address, reason: 'unsubscribed', source: sent.campaignId });
      }
      await intake.add({
        _id: `unsubscribe/${sent.runId}/${sent.contactId}`,
        kind: 'unsubscribed',
        campaignId: sent.campaignId,
        contactId: sent.contactId,
        at: clock.now(),
        linkId: null,
        source: 'page',
        agent: false,
        detail: request.oneClick ? 'one-click' : 'page',
      });
      return { ok: true };
    },

    async viewInBrowser(token) {
      const target = readAs(token, 'view');
      const mail = target === undefined ? undefined : await sentMail.render(target.runId, target.contactId);
      return mail === undefined ? undefined : { html: mail.html };
    },

    webhook: createWebhookIntake(deps),

    missed: (missed) => missedContacts(deps, missed),
    reachedAmong: (missed, contactIds) => reachedAmong(deps, missed, contactIds),

    async report(campaignId) {
      const [sum, run] = await Promise.all([deps.deliveries.sum(campaignId), deps.deliveries.run(campaignId)]);
      if (sum === undefined || run === undefined) return undefined;
      const [links, facts] = await Promise.all([sentMail.links(campaignId), store.ofCampaign(campaignId).toArray()]);
      const { submitted } = sum.outcomes;
      return reportFrom({ campaignId, submitted, links, startedAt: run.startedAt, facts, now: clock.now() });
    },

    async recipients(campaignId, { kind, linkId, query, after, limit = PAGE }) {
      const size = Math.min(Math.max(Math.trunc(limit), 1), 1_000);
      const linkCount = (await sentMail.links(campaignId)).length;
      if (kind === undefined && linkId === undefined) {
        const page = await deps.deliveries.places(campaignId, {
          ...(query === undefined ? {} : { query }),
          ...(after === undefined ? {} : { after }),
          limit: size,
        });
        const events = await eventsBy(
          campaignId,
          page.places.map((place) => place.contactId),
        );
        return {
          rows: page.places.map((p) => recipientRow(p, events.get(p.contactId) ?? [], linkCount)),
          next: page.next,
        };
      }
      const events = await eventsBy(campaignId);
      const prefix = query?.trim().toLowerCase() ?? '';
      const wanted = (place: Place): boolean =>
        (prefix === '' || place.address?.startsWith(prefix) === true) &&
        (events.get(place.contactId) ?? []).some(
          (event) => event.kind === (kind ?? 'clicked') && (linkId === undefined || event.linkId === linkId),
        );
      const skip = Math.max(0, Math.trunc(Number(after ?? 0)) || 0);
      const found: Place[] = [];
      for await (const places of sentMail.everyPlace(campaignId)) {
        found.push(...places.filter(wanted));
        if (found.length > skip + size) break;
      }
      return {
        rows: found
          .slice(skip, skip + size)
          .map((place) => recipientRow(place, events.get(place.contactId) ?? [], linkCount)),
        next: found.length > skip + size ? String(skip + size) : null,
      };
    },

    async *csv(campaignId) {
      yield stringify([['contact', 'address', 'outcome', ...CSV_TIMES, 'machine_only']], { bom: true });
      const linkCount = (await sentMail.links(campaignId)).length;
      for await (const places of sentMail.everyPlace(campaignId)) {
        const events = await eventsBy(
          campaignId,
          places.map((place) => place.contactId),
        );
        const rows = places.map((place) => {
          const row = recipientRow(place, events.get(place.contactId) ?? [], linkCount);
          const times = CSV_TIMES.map((kind) => row[kind]?.toISOString() ?? '');
          return [row.contactId, row.address ?? '', row.outcome, ...times, row.machineOnly.join(' ')];
        });
        if (rows.length > 0) yield stringify(rows, { escape_formulas: true });
      }
    },

    async eventsOf(contactId) {
      const docs = await store.ofContact(contactId);
      const found: TrackingEvent[] = [];
      for (const campaignId of new Set(docs.map((doc) => doc.campaignId))) {
        const own = docs.filter((doc) => doc.campaignId === campaignId);
        const machine = machineEvents(own, (await sentMail.links(campaignId)).length);
        for (const { _id, token, effect, agent, ...event } of own) {
          found.push({ ...event, key: _id, machine: machine.has(_id) });
        }
      }
      return found.sort((a, b) => b.at.getTime() - a.at.getTime());
    },
  };
};
