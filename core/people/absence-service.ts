import type { AuditService } from '../audit/audit-service.ts';
import { InvalidInput } from '../common/errors.ts';
import { type Absence, isAway, wayBack } from './absence.ts';
import { absenceErrors, LONGEST_ABSENCE_DAYS } from './absence-errors.ts';
import type { AbsenceStore } from './absence-store.ts';
import { peopleErrors } from './people-errors.ts';
import type { PeopleService } from './people-service.ts';
import { can } from './permissions.ts';
import { type Actor, actedBy } from './staff.ts';

const DAY_MS = 86_400_000;

/** Who is away, and who decides for them. A person sets their own; an administrator anybody's. Audited. */
export interface AbsenceService {
  /**
   * Replaces the person's absence.
   * @throws absence.forbidden, people.not_found, InvalidInput by field (`from`, `until`: after `from`, not past, at most 366
   *   days; `delegateId`: not oneself, active with campaigns.view, not away over the same time with a way back to oneself)
   */
  set(actor: Actor, input: { staffId: string; from: Date; until: Date; delegateId: string | null }): Promise<Absence>;
  /** Nothing happens where there is none. @throws absence.forbidden */
  clear(actor: Actor, staffId: string): Promise<void>;
  of(staffId: string): Promise<Absence | undefined>;
  /** Everybody who is away at that moment. */
  present(at: Date): Promise<readonly Absence[]>;
}

const requireOwn = (actor: Actor, staffId: string): void => {
  if (actor.kind === 'system' || actor.staff.id === staffId || can(actor.staff, 'people.manage')) return;
  throw absenceErrors.notYours();
};

export const createAbsenceService = ({
  store,
  people,
  audit,
  now,
  changed,
}: {
  store: AbsenceStore;
  people: PeopleService;
  audit: AuditService;
  now: () => Promise<Date>;
  /** Who decides for whom changed. */
  changed: () => Promise<void>;
}): AbsenceService => ({
  async set(actor, { staffId, from, until, delegateId }) {
    requireOwn(actor, staffId);
    const staff = await people.list();
    if (!staff.some(({ id }) => id === staffId)) throw peopleErrors.notFound();
    const delegate = staff.find(({ id }) => id === delegateId);
    const fromValid = !Number.isNaN(from.getTime());
    const untilValid = fromValid && until > from;
    const issues = [
      ...(fromValid ? [] : [absenceErrors.fromUnreadable()]),
      ...(fromValid && !untilValid ? [absenceErrors.untilBeforeFrom()] : []),
      ...(untilValid && until <= (await now()) ? [absenceErrors.untilPast()] : []),
      ...(untilValid && until.getTime() - from.getTime() > LONGEST_ABSENCE_DAYS * DAY_MS
        ? [absenceErrors.tooLong()]
        : []),
      ...(delegateId === staffId ? [absenceErrors.delegateOneself()] : []),
      ...(delegateId !== null && (delegate === undefined || !can(delegate, 'campaigns.view'))
        ? [absenceErrors.delegateUnknown()]
        : []),
    ];
    if (issues.length > 0) throw new InvalidInput(issues);

    const absence: Absence = { staffId, from, until, delegateId };
    await store.change((absences) => {
      const others = absences.filter((other) => other.staffId !== staffId);
      const way = wayBack(absence, others);
      if (way !== undefined) {
        const names = [staffId, ...way].map((id) => staff.find((person) => person.id === id)?.name ?? id);
        throw new InvalidInput([absenceErrors.delegateLeadsBack(names)]);
      }
      return [...others, absence];
    });
    await audit.append({
      ...actedBy(actor),
      action: 'people.absence_set',
      subject: staffId,
      data: { from: from.toISOString(), until: until.toISOString(), delegate: delegateId },
    });
    await changed();
    return absence;
  },

  async clear(actor, staffId) {
    requireOwn(actor, staffId);
    let cleared = false;
    await store.change((absences) => {
      cleared = absences.some((absence) => absence.staffId === staffId);
      return cleared ? absences.filter((absence) => absence.staffId !== staffId) : absences;
    });
    if (!cleared) return;
    await audit.append({ ...actedBy(actor), action: 'people.absence_cleared', subject: staffId, data: {} });
    await changed();
  },

  async of(staffId) {
    return (await store.all()).find((absence) => absence.staffId === staffId);
  },

  async present(at) {
    return (await store.all()).filter((absence) => isAway(absence, at));
  },
});
