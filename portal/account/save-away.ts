import type { Request, Response } from 'express';
import type { Staff } from '../../core/index.ts';
import { actorOf, flash, formErrors, formOf, type PortalContext } from '../http/index.ts';
import { AWAY_PLACE, type AwayProps } from './away-card.tsx';
import { absenceOf, typedAway } from './away-form.ts';
import { AWAY } from './away-words.ts';

/** What the card of a person's absence shows; one that is over is none. */
export const loadAway = async ({ core }: PortalContext, staffId: string): Promise<AwayProps> => {
  const [absence, people, now] = await Promise.all([core.absences.of(staffId), core.people.list(), core.serverTime()]);
  return { absence: absence !== undefined && absence.until > now ? absence : undefined, people, now };
};

/** Saves what the form says of this person; `again` shows it once more with what is wrong. */
export const saveAway = async (
  { core }: PortalContext,
  req: Request,
  res: Response,
  input: { person: Staff; next: string; again: (typed: NonNullable<AwayProps['typed']>) => Promise<void> },
): Promise<void> => {
  const values = typedAway(formOf(req));
  try {
    await core.absences.set(actorOf(res), absenceOf(input.person, values));
  } catch (error) {
    return input.again({ values, errors: formErrors(error) });
  }
  flash(req, AWAY.saved, 'good', AWAY_PLACE);
  res.redirect(303, `${input.next}#${AWAY_PLACE}`);
};

export const clearAway = async (
  { core }: PortalContext,
  req: Request,
  res: Response,
  input: { staffId: string; next: string },
): Promise<void> => {
  await core.absences.clear(actorOf(res), input.staffId);
  flash(req, AWAY.cleared, 'good', AWAY_PLACE);
  res.redirect(303, `${input.next}#${AWAY_PLACE}`);
};
