import { machineEvents } from './machine-traffic.ts';
import { type CampaignReport, type Totals, TRACKING_KINDS, type TrackingKind } from './tracking.ts';
import type { EventDoc } from './tracking-store.ts';

type Fact = Pick<EventDoc, '_id' | 'kind' | 'contactId' | 'at' | 'linkId' | 'agent'>;

const HOUR_MS = 3_600_000;
/** The chart shows two weeks at most. */
const MOST_HOURS = 14 * 24;

export const byPerson = <F extends Pick<Fact, 'contactId'>>(facts: Iterable<F>): Map<string, F[]> => {
  const people = new Map<string, F[]>();
  for (const fact of facts) {
    const own = people.get(fact.contactId);
    if (own === undefined) people.set(fact.contactId, [fact]);
    else own.push(fact);
  }
  return people;
};

/** Totals, links and hours from the facts alone: counting again gives the same. Pure. */
export const reportFrom = (input: {
  readonly campaignId: string;
  readonly submitted: number;
  readonly links: readonly string[];
  readonly startedAt: Date;
  readonly facts: Iterable<Fact>;
  readonly now: Date;
}): CampaignReport => {
  const totals = Object.fromEntries(
    TRACKING_KINDS.map((kind) => [kind, { people: 0, events: 0, machineOnly: 0 }]),
  ) as Record<TrackingKind, { -readonly [K in keyof Totals]: Totals[K] }>;
  const links = input.links.map((url, index) => ({
    linkId: String(index),
    url,
    people: 0,
    clicks: 0,
    firstAt: null as Date | null,
  }));
  const hours = new Map<number, { opened: number; clicked: number }>();
  const start = Math.floor(input.startedAt.getTime() / HOUR_MS);
  let lastHour = start;

  for (const own of byPerson(input.facts).values()) {
    const machine = machineEvents(own, input.links.length);
    for (const kind of TRACKING_KINDS) {
      const those = own.filter((event) => event.kind === kind);
      if (those.length === 0) continue;
      totals[kind].people += 1;
      totals[kind].events += those.length;
      if (those.every((event) => machine.has(event._id))) totals[kind].machineOnly += 1;
    }
    const clicked = new Set<number>();
    for (const event of own) {
      if (event.kind !== 'opened' && event.kind !== 'clicked') continue;
      const link = event.kind === 'clicked' ? links[Number(event.linkId)] : undefined;
      if (link !== undefined) {
        link.clicks += 1;
        if (!machine.has(event._id)) clicked.add(Number(event.linkId));
        if (!machine.has(event._id) && (link.firstAt === null || event.at < link.firstAt)) link.firstAt = event.at;
      }
      if (machine.has(event._id)) continue;
      const hour = Math.max(start, Math.floor(event.at.getTime() / HOUR_MS));
      if (hour - start >= MOST_HOURS) continue;
      lastHour = Math.max(lastHour, hour);
      const counts = hours.get(hour) ?? { opened: 0, clicked: 0 };
      hours.set(hour, counts);
      counts[event.kind] += 1;
    }
    for (const index of clicked) {
      const link = links[index];
      if (link !== undefined) link.people += 1;
    }
  }

  return {
    campaignId: input.campaignId,
    submitted: input.submitted,
    totals,
    links,
    byHour: Array.from({ length: lastHour - start + 1 }, (_, index) => ({
      hour: new Date((start + index) * HOUR_MS),
      ...(hours.get(start + index) ?? { opened: 0, clicked: 0 }),
    })),
    computedAt: input.now,
  };
};
