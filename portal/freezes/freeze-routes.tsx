import { type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { type ChangeFreeze, InvalidInput, isDomainError, stillFrozen } from '../../core/index.ts';
import {
  actorOf,
  type Fields,
  type FormErrors,
  flash,
  formErrors,
  formOf,
  invalid,
  needs,
  type PortalContext,
  param,
  render,
  staffOf,
  textOf,
} from '../http/index.ts';
import { FreezesPage, type ShownFreeze } from './freezes-page.tsx';
import { FREEZES } from './words.ts';

/** A time as a browser gives it, in the reader's zone; null where it is empty. @throws InvalidInput naming the field */
const timeOf = (fields: Fields, name: string, zone: string): Date | null => {
  const text = textOf(fields, name).trim();
  if (text === '') return null;
  const time = DateTime.fromISO(text, { zone });
  if (!time.isValid) {
    throw new InvalidInput([invalid(name, FREEZES.badTime)]);
  }
  return time.toJSDate();
};

const stateOf = (freeze: ChangeFreeze, now: Date): ShownFreeze['state'] => {
  if (freeze.endedAt !== null || (freeze.until !== null && freeze.until <= now)) return 'over';
  return freeze.from <= now ? 'now' : 'planned';
};

/** Freezes: everybody who sees campaigns reads them, IT and administrators announce and end them. */
export const freezeRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  const show = async (res: Response, fields: Fields = {}, errors?: FormErrors): Promise<void> => {
    const [freezes, now] = await Promise.all([core.freezes.list(), core.serverTime()]);
    const people = await core.people.byIds([...new Set(freezes.map((freeze) => freeze.announcedBy))]);
    const names = new Map(people.map((one) => [one.id, one.name]));
    const shown = await Promise.all(
      freezes.map(async (freeze): Promise<ShownFreeze> => {
        const state = stateOf(freeze, now);
        return {
          freeze,
          state,
          campaigns: state === 'over' ? [] : await core.freezes.affected(freeze.id),
          announcedBy: names.get(freeze.announcedBy) ?? '–',
        };
      }),
    );
    render(res, <FreezesPage freezes={shown} fields={fields} errors={errors} />, errors?.status);
  };

  router.get('/freezes', needs('campaigns.view'), (_req, res) => show(res));

  router.post('/freezes', needs('freezes.manage'), async (req, res) => {
    const fields = formOf(req);
    try {
      const zone = staffOf(res).timeZone;
      await core.freezes.announce(actorOf(res), {
        kind: textOf(fields, 'kind') === 'window' ? 'window' : 'incident',
        reason: textOf(fields, 'reason'),
        from: timeOf(fields, 'from', zone),
        until: timeOf(fields, 'until', zone),
      });
      await core.campaigns.followFreeze();
      flash(req, FREEZES.announced);
      res.redirect(303, '/freezes');
    } catch (error) {
      await show(res, fields, formErrors(error));
    }
  });

  router.post('/freezes/:id/end', needs('freezes.manage'), async (req, res) => {
    try {
      await core.freezes.end(actorOf(res), param(req, 'id'));
      await core.campaigns.followFreeze();
      const still = stillFrozen(await core.freezes.holding(), core.config.workspace.timeZone);
      if (still === undefined) flash(req, FREEZES.ended);
      else
        flash(req, { en: `${FREEZES.oneEnded.en} ${still.en}`, ko: `${FREEZES.oneEnded.ko} ${still.ko}` }, 'warning');
    } catch (error) {
      if (!isDomainError(error) || error.kind === 'not_found') throw error;
      flash(req, error.text, 'danger');
    }
    res.redirect(303, '/freezes');
  });

  return router;
};
