import { actorId, systemActor } from '../../people/staff.ts';
import { type FieldRequest, WARNING_DAYS } from './field-access.ts';

const DAY_MS = 86_400_000;

/** Who ends what nobody ended. */
export const CLOCKWORK = systemActor('field-access');

/** The request as it stands at that moment: a grant ends with its time, whether or not somebody noted it. Pure. */
export const asOf = (request: FieldRequest, now: Date): FieldRequest =>
  request.state === 'granted' && request.until !== null && request.until <= now
    ? { ...request, state: 'ended', endedAt: request.until, endedBy: actorId(CLOCKWORK) }
    : request;

export const grantEnd = (days: number, from: Date): Date => new Date(from.getTime() + days * DAY_MS);

/** The one that is asked or granted at that moment; an attribute has at most one. Pure. */
export const standing = (requests: readonly FieldRequest[], now: Date): FieldRequest | undefined =>
  requests.map((one) => asOf(one, now)).find(({ state }) => state === 'asked' || state === 'granted');

/**
 * The warning that is due: the latest whose moment has come. None that would have come before the grant itself, because
 * whoever was granted three days knows it. Pure.
 */
export const dueWarning = ({ until, decidedAt }: FieldRequest, now: Date): number | undefined => {
  if (until === null || decidedAt === null || until <= now) return undefined;
  const momentOf = (days: number): number => until.getTime() - days * DAY_MS;
  return WARNING_DAYS.filter((days) => momentOf(days) > decidedAt.getTime() && momentOf(days) <= now.getTime()).at(-1);
};
