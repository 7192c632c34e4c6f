import { DateTime } from 'luxon';
import { type Absence, can, type Staff } from '../../core/index.ts';
import { dayIn, type Fields, textOf } from '../http/index.ts';

/** What stands in the form: days of the person's own zone. */
export interface AwayValues {
  readonly from: string;
  readonly until: string;
  readonly delegateId: string;
}

const dayOf = (at: Date, zone: string): string => DateTime.fromJSDate(at, { zone }).toISODate() ?? '';

/** The midnight at which that day begins; an invalid date where it is none, which core says beside the field. */
const beginning = (day: string, zone: string): Date => dayIn(day, zone)?.toJSDate() ?? new Date(Number.NaN);

export const awayValues = (absence: Absence | undefined, zone: string): AwayValues =>
  absence === undefined
    ? { from: '', until: '', delegateId: '' }
    : {
        from: dayOf(absence.from, zone),
        until: dayOf(absence.until, zone),
        delegateId: absence.delegateId ?? '',
      };

export const typedAway = (fields: Fields): AwayValues => ({
  from: textOf(fields, 'from').trim(),
  until: textOf(fields, 'until').trim(),
  delegateId: textOf(fields, 'delegateId'),
});

/** As `AbsenceService.set` takes it. */
export const absenceOf = ({ id, timeZone }: Staff, { from, until, delegateId }: AwayValues): Absence => ({
  staffId: id,
  from: beginning(from, timeZone),
  until: beginning(until, timeZone),
  delegateId: delegateId === '' ? null : delegateId,
});

/** Who may decide for somebody meanwhile. */
export const delegatesFor = (staffId: string, people: readonly Staff[]): readonly Staff[] =>
  people.filter((person) => person.id !== staffId && can(person, 'campaigns.view'));
