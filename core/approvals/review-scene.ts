import type { AbsenceService } from '../people/absence-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import type { ReviewPeople } from './may-decide.ts';
import type { ReviewPolicy } from './policy.ts';
import type { PolicyService } from './policy-service.ts';

/** Everything outside a cycle that a rule of review looks at, read at one moment. */
export interface ReviewScene {
  readonly now: Date;
  readonly policy: ReviewPolicy;
  readonly people: ReviewPeople;
}

/** Reads it anew each time: roles, policy and absences are those of the decision, not those of the card. */
export const createReviewScene =
  (deps: {
    people: PeopleService;
    absences: AbsenceService;
    policy: PolicyService;
    now: () => Promise<Date>;
  }): (() => Promise<ReviewScene>) =>
  async () => {
    const now = await deps.now();
    const [staff, policy, absences] = await Promise.all([
      deps.people.list(),
      deps.policy.current(),
      deps.absences.present(now),
    ]);
    return { now, policy, people: { staff, lanes: policy.lanes, absences } };
  };
