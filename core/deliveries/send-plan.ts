import type { Schedule, SendingLimits } from '../campaigns/campaign.ts';
import { localInstant, quietUntil } from '../campaigns/quiet-hours.ts';
import { isTimeZone } from '../common/time-zone.ts';
import type { Contact } from '../contacts/contact.ts';

/** When a person's mail may leave, and the zone whose quiet hours are kept for it. */
export interface Planned {
  readonly at: Date;
  /** Null where no hour is quiet. */
  readonly zone: string | null;
  /** True where that moment was chosen for this person: being late for it is worth a question. */
  readonly timed: boolean;
}

/** A person's time zone as their attribute names it; undefined where it names none. */
export const zoneOf = (contact: Pick<Contact, 'attributes'>, attribute: string | null): string | undefined => {
  const value =
    attribute !== null && Object.hasOwn(contact.attributes, attribute) ? contact.attributes[attribute] : undefined;
  const name = typeof value === 'string' ? value.trim() : '';
  return name !== '' && isTimeZone(name) ? name : undefined;
};

export type SendPlan = (contact: Pick<Contact, 'attributes'>) => Planned | 'quiet_hours';

/** Plans that are kept: garbage in the attribute can differ by person. */
const KEPT_PLANS = 2_000;

/**
 * When each recipient's mail may leave: at the approved wall-clock time where they are, never before the approved moment
 * nor before now, and not in quiet hours. `quiet_hours` where the rules drop what falls into them. Pure.
 */
export const createSendPlan = (input: {
  readonly schedule: Schedule;
  readonly limits: SendingLimits;
  readonly now: Date;
}): SendPlan => {
  const { schedule, limits, now } = input;
  const { quietHours, zoneAttribute } = limits;
  const floor = schedule.at !== null && schedule.at > now ? schedule.at : now;
  const local = schedule.localTime === null ? undefined : schedule.local;
  const plain: Planned = { at: floor, zone: null, timed: false };
  if (local === undefined && quietHours === null) return () => plain;

  const planFor = (zone: string): Planned | 'quiet_hours' => {
    const own = local === undefined ? floor : localInstant(schedule.localTime ?? '', zone);
    const at = own > floor ? own : floor;
    const until = quietHours === null ? null : quietUntil(quietHours, zone, at);
    if (until !== null && quietHours?.policy === 'drop') return 'quiet_hours';
    return { at: until ?? at, zone: quietHours === null ? null : zone, timed: local !== undefined || until !== null };
  };
  const fallback = local?.fallbackZone ?? schedule.zone;
  /** By the attribute's value: people share few. */
  const plans = new Map<unknown, Planned | 'quiet_hours'>();
  return (contact) => {
    const key = zoneAttribute === null ? null : contact.attributes[zoneAttribute];
    const known = plans.get(key);
    if (known !== undefined) return known;
    const plan = planFor(zoneOf(contact, zoneAttribute) ?? fallback);
    if (plans.size < KEPT_PLANS) plans.set(key, plan);
    return plan;
  };
};
