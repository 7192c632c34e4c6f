import { DateTime } from 'luxon';
import type { AuditService } from '../audit/audit-service.ts';
import { DomainError, InvalidInput } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { can } from '../people/permissions.ts';
import { type Actor, actedBy } from '../people/staff.ts';
import type { Pace } from './pace.ts';
import type { WarmUp } from './warm-up.ts';

export interface WarmUpStanding {
  /** The sending domain. */
  readonly domain: string;
  /** Null where there is none. */
  readonly warmUp: WarmUp | null;
  readonly revision: number;
  /** Of today; null where there is no limit. */
  readonly today: { readonly allowance: number; readonly used: number } | null;
}

/** The warm-up of the sending domain: a daily allowance that every process keeps. */
export interface WarmUpService {
  standing(): Promise<WarmUpStanding>;
  /** How many of so many people leave on each day, the first is that of `begin` or today; one number where nothing limits them. */
  daysFor(people: number, begin: Date | null): Promise<readonly number[]>;
  /**
   * Replaces it; no allowances end it. `revision` is the one that was read. Needs settings.manage. Audited.
   * @throws InvalidInput (`startsOn`, `allowances`), warm_up.changed_meanwhile, warm_up.forbidden
   */
  save(actor: Actor, input: { startsOn: string; allowances: string }, revision: number): Promise<void>;
}

const MOST_DAYS = 90;
const MOST_PEOPLE = 10_000_000;

const wrong = (field: string, text: LocalText): DomainError =>
  new DomainError({ code: 'warm_up.field_invalid', kind: 'invalid', field, text });

const parse = (input: { startsOn: string; allowances: string }): WarmUp | null => {
  const given = input.allowances.split(/[\s;]+|,(?!\d{3}\b)/).filter((part) => part !== '');
  if (given.length === 0) return null;
  const issues: DomainError[] = [];
  const allowances = given.map((part) =>
    Number(/^\d{1,3}(,\d{3})+$|^\d+$/.test(part) ? part.replaceAll(',', '') : 'none'),
  );
  if (allowances.length > MOST_DAYS || !allowances.every((n) => Number.isInteger(n) && n >= 1 && n <= MOST_PEOPLE)) {
    issues.push(
      wrong('allowances', {
        en: `Give a whole number of people for each day, at most ${MOST_DAYS} days, separated by spaces: 500 1000 2000.`,
        ko: `하루 인원을 정수로, 공백으로 구분하여 최대 ${MOST_DAYS}일까지 입력하세요. 예: 500 1000 2000`,
      }),
    );
  }
  const startsOn = input.startsOn.trim();
  if (!/^\d{4}-\d{2}-\d{2}$/.test(startsOn) || !DateTime.fromISO(startsOn).isValid) {
    issues.push(
      wrong('startsOn', {
        en: 'Give the first day as a date, such as 2026-03-02.',
        ko: '첫날을 2026-03-02와 같은 날짜로 입력하세요.',
      }),
    );
  }
  if (issues.length > 0) throw new InvalidInput(issues);
  return { startsOn, allowances };
};

export const createWarmUpService = (deps: {
  readonly pace: Pick<Pace, 'warmUp' | 'setWarmUp' | 'daysFor'>;
  readonly fromDomain: string;
  readonly audit: AuditService;
}): WarmUpService => ({
  async standing() {
    return { domain: deps.fromDomain, ...(await deps.pace.warmUp()) };
  },
  daysFor: (people, begin) => deps.pace.daysFor(people, begin),
  async save(actor, input, revision) {
    if (actor.kind === 'staff' && !can(actor.staff, 'settings.manage')) {
      throw new DomainError({
        code: 'warm_up.forbidden',
        kind: 'forbidden',
        text: {
          en: 'Only an administrator can change the warm-up. Ask one listed under People.',
          ko: '워밍업은 관리자만 변경할 수 있습니다. 구성원 화면의 관리자에게 요청하세요.',
        },
      });
    }
    const warmUp = parse(input);
    if (!(await deps.pace.setWarmUp(warmUp, revision))) {
      throw new DomainError({
        code: 'warm_up.changed_meanwhile',
        kind: 'conflict',
        text: {
          en: 'Somebody changed the warm-up meanwhile. Look at it again, then save.',
          ko: '그사이 다른 사람이 워밍업을 변경했습니다. 다시 확인한 뒤 저장하세요.',
        },
      });
    }
    await deps.audit.append({
      ...actedBy(actor),
      action: 'warm_up.changed',
      subject: deps.fromDomain,
      data: { startsOn: warmUp?.startsOn ?? null, days: warmUp?.allowances.length ?? 0 },
    });
  },
});
