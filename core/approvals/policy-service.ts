import type { AuditService } from '../audit/audit-service.ts';
import { changedValues } from '../audit/changed-values.ts';
import { contentHash } from '../common/canonical-json.ts';
import { InvalidInput } from '../common/errors.ts';
import type { PeopleService } from '../people/people-service.ts';
import { can } from '../people/permissions.ts';
import { type Actor, actedBy, type Staff } from '../people/staff.ts';
import { LANES } from './approval.ts';
import { defaultPolicy, isReviewer, type ReviewPolicy, unsatisfiable } from './policy.ts';
import { policyErrors } from './policy-errors.ts';
import { parsePolicy } from './policy-input.ts';
import type { PolicyStore } from './policy-store.ts';

export interface PolicyService {
  /** The policy that holds; the default one (one approval a lane, Monday to Friday 9 to 18) where none was saved. */
  current(): Promise<ReviewPolicy>;
  /**
   * Replaces it; reviews that are open keep the number of approvals and the deadlines they were opened with. `revision`
   * is the one that was read. Needs settings.manage. Audited.
   * @throws InvalidInput by field (`lanes.it.approvals`, `hours.from` …) — a policy that nobody can satisfy is refused with the numbers —,
   *   policy.changed_meanwhile, policy.forbidden
   */
  save(actor: Actor, input: unknown, revision: number): Promise<ReviewPolicy>;
}

/** @throws InvalidInput where a person is named who may not, or where too few may */
const requirePeople = (policy: Pick<ReviewPolicy, 'lanes' | 'escalateTo'>, staff: readonly Staff[]): void => {
  const byId = new Map(staff.map((person) => [person.id, person]));
  const issues = [
    ...LANES.flatMap((lane) =>
      policy.lanes[lane].reviewers
        .filter((id) => {
          const person = byId.get(id);
          return person === undefined || !isReviewer(policy.lanes, lane, person);
        })
        .map((id) => policyErrors.notReviewer(lane, byId.get(id)?.name ?? id)),
    ),
    ...policy.escalateTo
      .filter((id) => {
        const person = byId.get(id);
        return person === undefined || !can(person, 'campaigns.view');
      })
      .map((id) => policyErrors.nobodyToEscalate(byId.get(id)?.name ?? id)),
    ...unsatisfiable(policy.lanes, staff).map(({ lane, needed, able }) =>
      lane === undefined
        ? policyErrors.lanesUnsatisfiable(needed, able)
        : policyErrors.laneUnsatisfiable(lane, needed, able),
    ),
  ];
  if (issues.length > 0) throw new InvalidInput(issues);
};

export const createPolicyService = ({
  store,
  people,
  audit,
  zone,
  saved,
}: {
  store: PolicyStore;
  people: PeopleService;
  audit: AuditService;
  /** Of the workspace, for the default policy. */
  zone: string;
  /** Who may decide changed. */
  saved: () => Promise<void>;
}): PolicyService => ({
  current: async () => (await store.read()) ?? defaultPolicy(zone),

  async save(actor, input, revision) {
    if (actor.kind === 'staff' && !can(actor.staff, 'settings.manage')) throw policyErrors.forbidden();
    const parsed = parsePolicy(input);
    requirePeople(parsed, await people.list());
    const { revision: _revision, ...before } = (await store.read()) ?? defaultPolicy(zone);
    const next: ReviewPolicy = { ...parsed, revision: revision + 1 };
    if (!(await store.replace(next, revision))) throw policyErrors.changedMeanwhile();
    await audit.append({
      ...actedBy(actor),
      action: 'policy.saved',
      subject: 'review-policy',
      data: {
        revision: next.revision,
        marketing: next.lanes.marketing.approvals,
        it: next.lanes.it.approvals,
        hash: contentHash(parsed),
        ...changedValues(before, parsed),
      },
    });
    await saved();
    return next;
  },
});
