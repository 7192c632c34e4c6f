import type { Place } from '../deliveries/delivery.ts';
import { machineEvents } from './machine-traffic.ts';
import { type RecipientRow, TRACKING_KINDS, type TrackingKind } from './tracking.ts';
import type { EventDoc } from './tracking-store.ts';

/** First time of each kind. */
const firsts = (events: readonly Pick<EventDoc, 'kind' | 'at'>[]): Record<TrackingKind, Date | null> => {
  const found = Object.fromEntries(TRACKING_KINDS.map((kind) => [kind, null])) as Record<TrackingKind, Date | null>;
  for (const { kind, at } of events) {
    const known = found[kind];
    if (known === null || at < known) found[kind] = at;
  }
  return found;
};

/** One person's place and what followed; `linkCount` is the mail's. Pure. */
export const recipientRow = (place: Place, events: readonly EventDoc[], linkCount: number): RecipientRow => {
  const machine = machineEvents(events, linkCount);
  const kinds = (some: readonly EventDoc[]): ReadonlySet<TrackingKind> => new Set(some.map(({ kind }) => kind));
  const byPerson = kinds(events.filter(({ _id }) => !machine.has(_id)));
  const { delivered, opened, clicked, bounced, complained, unsubscribed } = firsts(events);
  return {
    contactId: place.contactId,
    address: place.address,
    outcome: place.outcome,
    delivered,
    opened,
    clicked,
    bounced,
    complained,
    unsubscribed,
    machineOnly: [...kinds(events)].filter((kind) => !byPerson.has(kind)),
  };
};
