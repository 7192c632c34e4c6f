import type { RequestFacts } from './tracking.ts';
import type { EventDoc } from './tracking-store.ts';

/** Link scanners, previewers, mail-privacy proxies and scripts, by what they call themselves. */
const AGENTS =
  /bot\b|crawl|spider|scanner|preview|proxy|prefetch|monitor|barracuda|mimecast|proofpoint|safelinks|urldefense|symantec|fireeye|cloudmark|curl\/|wget\/|python-|go-http-client|java\/|okhttp|headlesschrome|phantomjs|facebookexternalhit|slack-imgproxy/i;

/** No person reads and acts within this time of delivery. */
const TOO_SOON_MS = 3_000;
/** A scanner opens every link of a mail within this time; a person does not open this many. */
const BURST = { windowMs: 10_000, leastLinks: 3 } as const;

/** What the request alone shows. A missing agent counts as a machine. */
export const looksLikeMachine = (request: RequestFacts): boolean =>
  request.method === 'HEAD' || request.userAgent.trim() === '' || AGENTS.test(request.userAgent);

type Judged = Pick<EventDoc, '_id' | 'kind' | 'at' | 'linkId' | 'agent'>;

/**
 * Keys of a person's events in one campaign that a machine made: by agent, too soon after delivery, or as a burst over
 * all links (at least 3). Pure, so that a later, better rule re-reads the same facts. `linkCount` is the mail's.
 */
export const machineEvents = (events: readonly Judged[], linkCount: number): ReadonlySet<string> => {
  const machine = new Set(events.filter((event) => event.agent).map((event) => event._id));
  const delivered = events.filter((event) => event.kind === 'delivered').map((event) => event.at.getTime());
  const deliveredAt = delivered.length === 0 ? undefined : Math.min(...delivered);
  const acts = events.filter((event) => event.kind === 'opened' || event.kind === 'clicked');
  if (deliveredAt !== undefined) {
    for (const event of acts) {
      const after = event.at.getTime() - deliveredAt;
      if (after >= 0 && after < TOO_SOON_MS) machine.add(event._id);
    }
  }
  const clicks = acts.filter((event) => event.kind === 'clicked').sort((a, b) => a.at.getTime() - b.at.getTime());
  const needed = Math.max(BURST.leastLinks, linkCount);
  for (const first of clicks) {
    const start = first.at.getTime();
    const burst = clicks.filter((event) => event.at.getTime() >= start && event.at.getTime() - start <= BURST.windowMs);
    if (new Set(burst.map((event) => event.linkId)).size >= needed) for (const event of burst) machine.add(event._id);
  }
  return machine;
};
