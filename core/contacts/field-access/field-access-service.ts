import type { AuditService } from '../../audit/audit-service.ts';
import { type DomainError, InvalidInput } from '../../common/errors.ts';
import type { LocalText } from '../../common/lang.ts';
import { momentText } from '../../common/moment.ts';
import { nearest } from '../../common/nearest.ts';
import type { NoticeService } from '../../people/notice-service.ts';
import type { PeopleService } from '../../people/people-service.ts';
import { type Actor, actedBy, actorId } from '../../people/staff.ts';
import { attributeNamed } from '../attribute-key.ts';
import type { AttributeDefinition } from '../contact.ts';
import { FIELD_ACCESS_LIMITS, type FieldRequest, type FieldUses, type ShownFieldRequest } from './field-access.ts';
import { fieldAccessErrors, requireFieldPermission } from './field-access-errors.ts';
import { fieldNotices } from './field-access-notices.ts';
import { asOf, CLOCKWORK, dueWarning, grantEnd, standing } from './field-access-rules.ts';
import type { FieldAccessStore, FieldHistory } from './field-access-store.ts';

/** Who may use which restricted attribute, for what and until when. What is not restricted needs no grant. */
export interface FieldAccessService {
  /** Every request, as it stands now, the newest first. */
  list(): Promise<readonly ShownFieldRequest[]>;
  byId(id: string): Promise<ShownFieldRequest | undefined>;
  /** Of these attributes, those that are restricted and not granted now, in the order given. */
  ungranted(keys: readonly string[]): Promise<readonly string[]>;
  /** What reads a field now. */
  usesOf(key: string): Promise<FieldUses>;

  /**
   * @param input `field`: label or key of a restricted attribute; `campaign`: `C-12`, or empty
   * @throws InvalidInput (`field`, `reason`, `campaign`), field.asked_already, field.granted_already, field.not_allowed
   */
  ask(actor: Actor, input: { field: string; reason: string; campaign?: string }): Promise<ShownFieldRequest>;
  /**
   * By an IT reviewer who did not ask; of two who decide at once one wins.
   * @throws InvalidInput (`purpose`, `days`, `comment`), field.own_request, field.decided, field.not_found
   */
  grant(
    actor: Actor,
    id: string,
    input: { purpose: string; days: number | string; comment?: string },
  ): Promise<ShownFieldRequest>;
  /** @throws as grant; `comment` is required */
  refuse(actor: Actor, id: string, input: { comment: string }): Promise<ShownFieldRequest>;
  /** Ends a grant before its time: an IT reviewer, or whoever asked for it. @throws field.not_granted */
  end(actor: Actor, id: string): Promise<ShownFieldRequest>;

  /** Warns of what ends soon and notes what has ended. Idempotent; any process may call it at any time. */
  sweep(): Promise<void>;
}

/** A process that told a warning looks this much later for whoever came to use the field meanwhile. */
const TOLD_MS = 3_600_000;

const clean = (text: unknown): string =>
  typeof text === 'string' ? text.normalize('NFC').replaceAll('\r\n', '\n').trim() : '';

const daysOf = (value: number | string): number => {
  const text = String(value).trim();
  const days = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return days >= 1 && days <= FIELD_ACCESS_LIMITS.days ? days : Number.NaN;
};

const refuseIf = (issues: readonly (DomainError | false)[]): void => {
  const wrong = issues.filter((issue) => issue !== false);
  if (wrong.length > 0) throw new InvalidInput(wrong);
};

const tooLong = (field: 'reason' | 'purpose' | 'comment', text: string): DomainError | false =>
  text.length > FIELD_ACCESS_LIMITS[field] && fieldAccessErrors.tooLong(field, text.length);

export const createFieldAccess = (deps: {
  store: FieldAccessStore;
  attributes: () => Promise<readonly AttributeDefinition[]>;
  people: Pick<PeopleService, 'byId'>;
  notices: Pick<NoticeService, 'tell'>;
  audit: AuditService;
  /** The workspace's. */
  timeZone: string;
  campaignKnown: (id: string) => Promise<boolean>;
  /** What reads this attribute. */
  usesOf: (key: string) => Promise<FieldUses>;
  /** The request's cards are behind, and those of what uses the field. */
  changed: (id: string, campaigns: readonly string[]) => Promise<void>;
}): FieldAccessService => {
  const { store, people, notices, audit, timeZone } = deps;
  /** When this process last told which warning, by request and days. */
  const toldAt = new Map<string, number>();

  const labelled = async (request: FieldRequest): Promise<ShownFieldRequest> => {
    const label = (await deps.attributes()).find(({ key }) => key === request.key)?.label ?? request.key;
    return { ...request, label };
  };
  const nameOf = async (id: string): Promise<string> => (await people.byId(id))?.name ?? 'Tandem';
  const moment = (at: Date): LocalText => ({ en: momentText(at, timeZone, 'en'), ko: momentText(at, timeZone, 'ko') });

  const found = async (id: string): Promise<{ history: FieldHistory; request: FieldRequest }> => {
    const asked = String(id).trim().toUpperCase();
    for (const history of await store.all()) {
      const request = history.requests.find((one) => one.id === asked);
      if (request !== undefined) return { history, request };
    }
    throw fieldAccessErrors.notFound(asked.slice(0, 20));
  };

  /** Changes one request as it stands; whoever lost a race looks at it again, and `next` throws where it is too late. */
  const change = async (
    id: string,
    next: (request: FieldRequest, now: Date) => FieldRequest,
  ): Promise<FieldRequest> => {
    for (;;) {
      const { history, request } = await found(id);
      const now = await store.now();
      const changed = next(request, now);
      const requests = history.requests.map((one) => (one.id === request.id ? changed : one));
      if (await store.replace(history, requests)) return changed;
    }
  };

  const record = (actor: Actor, action: string, { id, key, days, campaignId }: FieldRequest) =>
    audit.append({ ...actedBy(actor), action, subject: id, data: { attribute: key, days, campaign: campaignId } });

  const show = async ({ id, key }: FieldRequest, uses?: FieldUses): Promise<void> =>
    deps.changed(
      id,
      (uses ?? (await deps.usesOf(key))).campaigns.map((campaign) => campaign.id),
    );

  const decidable = (actor: Actor, request: FieldRequest): void => {
    if (request.state !== 'asked') throw fieldAccessErrors.over(request.id, request.state);
    if (request.askedBy === actorId(actor)) throw fieldAccessErrors.ownRequest();
  };

  const attributeOf = async (field: string): Promise<AttributeDefinition> => {
    const all = await deps.attributes();
    const attribute = field === '' ? undefined : attributeNamed(all, field);
    if (attribute === undefined) {
      const restricted = all.filter((one) => one.restricted === true).map(({ key }) => key);
      throw new InvalidInput([fieldAccessErrors.unknown(field.slice(0, 64), nearest(field, restricted, 3))]);
    }
    if (attribute.restricted !== true) throw new InvalidInput([fieldAccessErrors.notRestricted(attribute.label)]);
    return attribute;
  };

  return {
    async list() {
      const [all, now, attributes] = await Promise.all([store.all(), store.now(), deps.attributes()]);
      const labels = new Map(attributes.map(({ key, label }) => [key, label]));
      return all
        .flatMap(({ requests }) => requests)
        .map((request) => ({ ...asOf(request, now), label: labels.get(request.key) ?? request.key }))
        .sort((a, b) => b.askedAt.getTime() - a.askedAt.getTime());
    },

    async byId(id) {
      const [all, now] = await Promise.all([store.all(), store.now()]);
      const request = all.flatMap(({ requests }) => requests).find((one) => one.id === id);
      return request === undefined ? undefined : labelled(asOf(request, now));
    },

    async ungranted(keys) {
      if (keys.length === 0) return [];
      const attributes = await deps.attributes();
      const restricted = new Set(attributes.filter((one) => one.restricted === true).map(({ key }) => key));
      const asked = [...new Set(keys)].filter((key) => restricted.has(key));
      if (asked.length === 0) return [];
      const [all, now] = await Promise.all([store.all(), store.now()]);
      const granted = new Set(
        all.flatMap(({ key, requests }) => (standing(requests, now)?.state === 'granted' ? [key] : [])),
      );
      return asked.filter((key) => !granted.has(key));
    },

    usesOf: deps.usesOf,

    async ask(actor, input) {
      requireFieldPermission(actor, 'fields.ask');
      const reason = clean(input.reason);
      const campaign = clean(input.campaign ?? '').toUpperCase();
      refuseIf([
        reason === '' && fieldAccessErrors.reasonRequired(),
        tooLong('reason', reason),
        campaign !== '' &&
          !(await deps.campaignKnown(campaign)) &&
          fieldAccessErrors.campaignUnknown(campaign.slice(0, 20)),
      ]);
      const { key, label } = await attributeOf(clean(input.field));
      for (;;) {
        const [history, now] = await Promise.all([store.of(key), store.now()]);
        const open = standing(history.requests, now);
        if (open?.state === 'asked') throw fieldAccessErrors.askedAlready(label, open.id);
        if (open !== undefined) {
          throw fieldAccessErrors.grantedAlready(label, open.id, moment(open.until ?? now));
        }
        const request: FieldRequest = {
          id: await store.nextId(),
          key,
          state: 'asked',
          reason,
          campaignId: campaign === '' ? null : campaign,
          askedBy: actorId(actor),
          askedAt: now,
          purpose: null,
          days: null,
          until: null,
          comment: '',
          decidedBy: null,
          decidedAt: null,
          endedBy: null,
          endedAt: null,
        };
        if (!(await store.replace(history, [...history.requests, request]))) continue;
        await record(actor, 'field.asked', request);
        await deps.changed(request.id, []);
        return { ...request, label };
      }
    },

    async grant(actor, id, input) {
      requireFieldPermission(actor, 'fields.grant');
      const [purpose, comment, days] = [clean(input.purpose), clean(input.comment ?? ''), daysOf(input.days)];
      refuseIf([
        purpose === '' && fieldAccessErrors.purposeRequired(),
        tooLong('purpose', purpose),
        Number.isNaN(days) && fieldAccessErrors.daysInvalid(),
        tooLong('comment', comment),
      ]);
      const granted = await change(id, (request, now) => {
        decidable(actor, asOf(request, now));
        const decided = { decidedBy: actorId(actor), decidedAt: now, until: grantEnd(days, now) };
        return { ...request, state: 'granted', purpose, comment, days, ...decided };
      });
      await record(actor, 'field.granted', granted);
      const shown = await labelled(granted);
      await notices.tell(fieldNotices.granted(shown, await nameOf(actorId(actor)), timeZone));
      await show(granted);
      return shown;
    },

    async refuse(actor, id, input) {
      requireFieldPermission(actor, 'fields.grant');
      const comment = clean(input.comment);
      refuseIf([comment === '' && fieldAccessErrors.commentRequired(), tooLong('comment', comment)]);
      const refused = await change(id, (request, now) => {
        decidable(actor, asOf(request, now));
        return { ...request, state: 'refused', comment, decidedBy: actorId(actor), decidedAt: now };
      });
      await record(actor, 'field.refused', refused);
      const shown = await labelled(refused);
      await notices.tell(fieldNotices.refused(shown, await nameOf(actorId(actor))));
      await deps.changed(refused.id, []);
      return shown;
    },

    async end(actor, id) {
      const { request: before } = await found(id);
      if (before.askedBy !== actorId(actor)) requireFieldPermission(actor, 'fields.grant');
      const ended = await change(id, (request, now) => {
        if (asOf(request, now).state !== 'granted') throw fieldAccessErrors.notGranted(request.id);
        return { ...request, state: 'ended', endedBy: actorId(actor), endedAt: now };
      });
      await record(actor, 'field.ended', ended);
      const shown = await labelled(ended);
      const byName = await nameOf(actorId(actor));
      const uses = await deps.usesOf(ended.key);
      for (const notice of fieldNotices.ended(shown, byName, uses)) await notices.tell(notice);
      await show(ended, uses);
      return shown;
    },

    async sweep() {
      const [all, now] = await Promise.all([store.all(), store.now()]);
      for (const request of all.flatMap(({ requests }) => requests)) {
        if (request.state !== 'granted') continue;
        const present = asOf(request, now);
        const days = dueWarning(request, now);
        if (present.state === 'granted' && days === undefined) continue;
        const warning = `${request.id}:${days}`;
        const lately = now.getTime() - (toldAt.get(warning) ?? Number.NEGATIVE_INFINITY) < TOLD_MS;
        // For a week it would be worked out again each round what uses the field.
        if (present.state === 'granted' && lately) continue;
        const [shown, uses] = await Promise.all([labelled(present), deps.usesOf(request.key)]);
        const told =
          present.state === 'ended'
            ? fieldNotices.ended(shown, undefined, uses)
            : fieldNotices.warnings(shown, days ?? 0, uses);
        // Before the end is noted: a process that dies in between leaves it to the next round.
        for (const notice of told) await notices.tell(notice);
        if (present.state !== 'ended') {
          toldAt.set(warning, now.getTime());
          continue;
        }
        let mine = false;
        await change(request.id, (current, at) => {
          // Of several processes the one that finds it granted notes the end.
          mine = current.state === 'granted';
          return asOf(current, at);
        });
        if (!mine) continue;
        await record(CLOCKWORK, 'field.ended', present);
        await show(present, uses);
      }
    },
  };
};
