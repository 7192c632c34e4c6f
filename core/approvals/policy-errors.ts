import { DomainError } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { LANE_WORDS } from '../common/words.ts';
import type { Lane } from './approval.ts';

export const policyFieldError = (field: string, text: LocalText): DomainError =>
  new DomainError({ code: 'policy.field_invalid', kind: 'invalid', field, text });

const people = (n: number): string => (n === 1 ? '1 person' : `${n} people`);
const approvals = (n: number): string => (n === 1 ? '1 approval' : `${n} approvals`);

export const policyErrors = {
  forbidden: () =>
    new DomainError({
      code: 'policy.forbidden',
      kind: 'forbidden',
      text: {
        en: 'Only an administrator can change the review policy. Ask one listed under People.',
        ko: '검토 정책은 관리자만 변경할 수 있습니다. 구성원 화면의 관리자에게 요청하세요.',
      },
    }),
  changedMeanwhile: () =>
    new DomainError({
      code: 'policy.changed_meanwhile',
      kind: 'conflict',
      text: {
        en: 'Somebody else changed the review policy meanwhile. Look at it as it is now, then save yours again.',
        ko: '그사이 다른 사람이 검토 정책을 변경했습니다. 현재 정책을 확인한 뒤 다시 저장하세요.',
      },
    }),
  /** A lane that nobody could ever approve. */
  laneUnsatisfiable: (lane: Lane, needed: number, able: number) =>
    new DomainError({
      code: 'policy.unsatisfiable',
      kind: 'invalid',
      field: `lanes.${lane}.approvals`,
      text: {
        en: `${LANE_WORDS[lane].en} needs ${approvals(needed)}; ${people(able)} can give one. Ask for fewer, or let more people decide.`,
        ko: `${LANE_WORDS[lane].ko} 영역에는 ${needed}명의 승인이 필요하지만 승인할 수 있는 사람은 ${able}명입니다. 필요한 승인을 줄이거나 검토자를 늘리세요.`,
      },
    }),
  /** Each lane could be approved, but not both, because nobody decides in both. */
  lanesUnsatisfiable: (needed: number, able: number) =>
    new DomainError({
      code: 'policy.unsatisfiable',
      kind: 'invalid',
      field: 'lanes.it.approvals',
      text: {
        en: `Both lanes together need ${approvals(needed)} of different people; ${people(able)} can give one, because nobody decides in both lanes. Ask for fewer, or let more people decide.`,
        ko: `두 영역을 합쳐 서로 다른 ${needed}명의 승인이 필요하지만, 한 사람이 두 영역을 모두 결정할 수 없어 승인할 수 있는 사람은 ${able}명입니다. 필요한 승인을 줄이거나 검토자를 늘리세요.`,
      },
    }),
  notReviewer: (lane: Lane, name: string) =>
    policyFieldError(`lanes.${lane}.reviewers`, {
      en: `${name} is not an active ${LANE_WORDS[lane].en} reviewer. Give them that role under People first, or take them off the list.`,
      ko: `${name} 님은 활성 상태의 ${LANE_WORDS[lane].ko} 검토자가 아닙니다. 구성원 화면에서 역할을 주거나 목록에서 빼세요.`,
    }),
  nobodyToEscalate: (name: string) =>
    policyFieldError('escalateTo', {
      en: `${name} is not an active member of staff who can see campaigns. Choose somebody else.`,
      ko: `${name} 님은 캠페인을 볼 수 있는 활성 구성원이 아닙니다. 다른 사람을 선택하세요.`,
    }),
};
