import type { MissedAudience } from '../campaigns/campaign.ts';
import type { Outcome } from '../deliveries/delivery.ts';
import type { SentMail } from '../deliveries/sent-mail.ts';
import { byPerson } from './campaign-report.ts';
import { machineEvents } from './machine-traffic.ts';
import type { TrackingKind } from './tracking.ts';
import type { EventDoc, TrackingStore } from './tracking-store.ts';

/** Whoever clicked has read it, and whoever read it has it. */
const SHOWN_BY: Readonly<Record<MissedAudience['event'], readonly TrackingKind[]>> = {
  delivered: ['delivered', 'opened', 'clicked'],
  opened: ['opened', 'clicked'],
  clicked: ['clicked'],
};

/** Nobody knows yet what became of these, and those held out are to get nothing. */
const LEFT_ALONE: ReadonlySet<Outcome> = new Set(['pending', 'submitting', 'uncertain', 'needs_human', 'held_out']);

/** True where one of a person's events shows that they were reached; what a machine opened or clicked shows nothing. Pure. */
export const wasReached = (
  event: MissedAudience['event'],
  own: readonly Pick<EventDoc, '_id' | 'kind' | 'at' | 'linkId' | 'agent'>[],
  linkCount: number,
): boolean => {
  const machine = machineEvents(own, linkCount);
  return own.some(({ _id, kind }) => SHOWN_BY[event].includes(kind) && !machine.has(_id));
};

/** Contact ids of a campaign's audience, ascending, less those whom its mail reached. */
export const missedContacts = async (
  deps: {
    readonly store: Pick<TrackingStore, 'ofCampaign'>;
    readonly sentMail: Pick<SentMail, 'everyPlace' | 'links'>;
  },
  { campaignId, event }: MissedAudience,
): Promise<readonly string[]> => {
  const links = (await deps.sentMail.links(campaignId)).length;
  const people = byPerson(await deps.store.ofCampaign(campaignId).toArray());
  const missed = new Set<string>();
  for await (const places of deps.sentMail.everyPlace(campaignId)) {
    for (const { contactId, outcome } of places) {
      if (!LEFT_ALONE.has(outcome) && !wasReached(event, people.get(contactId) ?? [], links)) missed.add(contactId);
    }
  }
  return [...missed].sort();
};

/** Contact ids of those among these whom that campaign's mail has reached, in no order. */
export const reachedAmong = async (
  deps: {
    readonly store: Pick<TrackingStore, 'ofCampaign'>;
    readonly sentMail: Pick<SentMail, 'links'>;
  },
  { campaignId, event }: MissedAudience,
  contactIds: readonly string[],
): Promise<readonly string[]> => {
  const [links, facts] = await Promise.all([
    deps.sentMail.links(campaignId),
    deps.store.ofCampaign(campaignId, contactIds).toArray(),
  ]);
  return [...byPerson(facts)].filter(([, own]) => wasReached(event, own, links.length)).map(([id]) => id);
};
