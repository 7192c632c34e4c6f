import { DomainError, type DomainErrorInit } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { can } from '../people/permissions.ts';
import type { Actor } from '../people/staff.ts';
import { RULE_LIMITS } from './rule.ts';
import type { SegmentUse, SegmentUsers } from './segment-service.ts';

/** Hashes that one filter may hold, so that it stays under the database's 16 MB for a command. */
export const SUPPRESSIONS_LIMIT = 200_000;
/** Lines that are added to a static list at once. */
export const LIST_ENTRIES_LIMIT = 20_000;
/** People whom a snapshot may have: it is made while somebody waits. */
export const SNAPSHOT_LIMIT = 50_000;

const make = (init: Omit<DomainErrorInit, 'text'>, en: string, ko: string): DomainError =>
  new DomainError({ ...init, text: { en, ko } });

/** @throws segment.not_allowed */
export const requireSegmentPermission = (actor: Actor): void => {
  if (actor.kind === 'system' || can(actor.staff, 'segments.edit')) return;
  throw make(
    { code: 'segment.not_allowed', kind: 'forbidden' },
    'Your role does not allow changing segments. Ask an administrator for the marketer role.',
    '세그먼트를 바꿀 권한이 없습니다. 관리자에게 마케터 역할을 요청하세요.',
  );
};

export const segmentErrors = {
  notFound: () =>
    make({ code: 'segment.not_found', kind: 'not_found' }, 'There is no such segment.', '해당 세그먼트가 없습니다.'),
  nameInvalid: () =>
    make(
      { code: 'segment.name_invalid', kind: 'invalid', field: 'name' },
      'Give the segment a name of 1 to 100 characters.',
      '세그먼트 이름을 1~100자로 입력하세요.',
    ),
  nameTaken: () =>
    make(
      { code: 'segment.name_taken', kind: 'conflict', field: 'name' },
      'Another segment has this name. Choose a different one.',
      '같은 이름의 세그먼트가 있습니다. 다른 이름을 고르세요.',
    ),
  changedMeanwhile: () =>
    make(
      { code: 'segment.changed_meanwhile', kind: 'conflict', field: 'version' },
      'Somebody changed this segment meanwhile. Read it again and repeat your change.',
      '그사이 다른 사람이 이 세그먼트를 바꿨습니다. 다시 읽고 변경을 반복하세요.',
    ),
  fieldNotGranted: (field: string, key: string) =>
    make(
      { code: 'segment.field_not_granted', kind: 'invalid', field },
      `The field ${key} is restricted and its access is not granted. Ask in chat with "fields request ${key} because …" or under Fields.`,
      `${key}은(는) 제한된 속성이며 사용이 허가되지 않았습니다. 채팅에서 "fields request ${key} because …"로 또는 속성 사용 화면에서 요청하세요.`,
    ),
  segmentUnknown: (field: string) =>
    make(
      { code: 'segment.segment_unknown', kind: 'invalid', field },
      'A segment that the rule names no longer exists. Choose another one.',
      '규칙에 지정된 세그먼트가 더 이상 없습니다. 다른 세그먼트를 고르세요.',
    ),
  /** `names`: the way round, the first one again at its end. */
  cycle: (field: string, names: readonly string[]) =>
    make(
      { code: 'segment.cycle', kind: 'invalid', field },
      `These segments would name each other in a circle: ${names.join(' → ')}. Choose another segment here.`,
      `세그먼트가 서로를 순환 참조하게 됩니다: ${names.join(' → ')}. 다른 세그먼트를 고르세요.`,
    ),
  wholeTooLong: (field: string) =>
    make(
      { code: 'segment.rule_too_long', kind: 'invalid', field },
      `A rule and the segments inside may have at most ${RULE_LIMITS.whole.conditions} conditions together. Name fewer segments.`,
      `규칙과 그 안의 세그먼트는 조건이 모두 합해 최대 ${RULE_LIMITS.whole.conditions}개입니다. 세그먼트를 줄이세요.`,
    ),
  wholeTooDeep: (field: string) =>
    make(
      { code: 'segment.rule_too_deep', kind: 'invalid', field },
      `A rule and the segments inside may stand in each other at most ${RULE_LIMITS.whole.depth} deep together. Name segments whose rules are flatter.`,
      `규칙과 그 안의 세그먼트는 모두 합해 ${RULE_LIMITS.whole.depth}단계까지 중첩할 수 있습니다. 더 단순한 세그먼트를 쓰세요.`,
    ),
  userTooLarge: (name: string) =>
    make(
      { code: 'segment.user_too_large', kind: 'invalid', field: 'rule' },
      `“${name}” names this segment and would become too long or too deep with this rule. Make this rule smaller.`,
      `“${name}” 세그먼트가 이 세그먼트를 쓰고 있어, 이 규칙으로는 너무 길거나 깊어집니다. 규칙을 줄이세요.`,
    ),
  busy: () =>
    make(
      { code: 'segment.busy', kind: 'unavailable', retrySafe: true },
      'Many segments are being saved at this moment. Try again.',
      '지금 많은 세그먼트가 저장되고 있습니다. 다시 시도하세요.',
    ),
  inUse: (users: SegmentUsers) => {
    const of = (word: string, uses: readonly SegmentUse[]): string[] => uses.map(({ name }) => `${word} “${name}”`);
    const { segments, campaigns, personas } = users;
    return make(
      { code: 'segment.in_use', kind: 'conflict' },
      `This segment is in use: ${[...of('segment', segments), ...of('campaign', campaigns), ...of('persona', personas)].join(', ')}. Take it out there first.`,
      `사용 중인 세그먼트입니다: ${[...of('세그먼트', segments), ...of('캠페인', campaigns), ...of('페르소나', personas)].join(', ')}. 먼저 그곳에서 빼세요.`,
    );
  },
  followedByPersona: (names: readonly string[]) =>
    make(
      { code: 'segment.followed_by_persona', kind: 'conflict' },
      `Personas show the trend of this segment: ${names.join(', ')}. Tie them to another segment first.`,
      `이 세그먼트의 추세를 보여 주는 페르소나가 있습니다: ${names.join(', ')}. 먼저 다른 세그먼트로 바꾸세요.`,
    ),
  tooManySuppressed: () =>
    make(
      { code: 'segment.too_many_suppressed', kind: 'unavailable' },
      `More than ${SUPPRESSIONS_LIMIT} addresses are suppressed, too many to ask for in a rule. Take the condition out: suppressed contacts are never mailed anyway.`,
      `수신 거부 주소가 ${SUPPRESSIONS_LIMIT}개를 넘어 규칙 조건으로 쓸 수 없습니다. 조건을 빼세요. 수신 거부한 연락처에는 어차피 발송되지 않습니다.`,
    ),
  tagRunNotDone: () =>
    make(
      { code: 'segment.tag_run_not_done', kind: 'conflict' },
      'It is still going on, or was undone before. Look at its page.',
      '아직 진행 중이거나 이미 되돌렸습니다. 해당 페이지를 확인하세요.',
    ),
  notAList: () =>
    make(
      { code: 'segment.not_a_list', kind: 'conflict' },
      'This segment follows a rule, so nobody is added or taken out by hand. Save it as a list first.',
      '규칙을 따르는 세그먼트라 직접 추가하거나 뺄 수 없습니다. 먼저 고정 목록으로 저장하세요.',
    ),
  listHasNoRule: () =>
    make(
      { code: 'segment.list_has_no_rule', kind: 'conflict', field: 'rule' },
      'A static list has no rule to change. Add people to it or take them out.',
      '고정 목록에는 바꿀 규칙이 없습니다. 연락처를 추가하거나 빼세요.',
    ),
  entriesInvalid: () =>
    make(
      { code: 'segment.entries_invalid', kind: 'invalid', field: 'entries' },
      `Give 1 to ${LIST_ENTRIES_LIMIT} addresses or ids, one a line.`,
      `주소나 ID를 한 줄에 하나씩 1~${LIST_ENTRIES_LIMIT}개 입력하세요.`,
    ),
  snapshotTooLarge: () =>
    make(
      { code: 'segment.snapshot_too_large', kind: 'conflict' },
      `A snapshot may have at most ${SNAPSHOT_LIMIT} people. Narrow the rule first.`,
      `스냅샷은 최대 ${SNAPSHOT_LIMIT}명까지 저장할 수 있습니다. 먼저 규칙의 범위를 줄이세요.`,
    ),
  rule: (code: string, field: string, text: LocalText) =>
    make({ code: `segment.${code}`, kind: 'invalid', field }, text.en, text.ko),
} as const;
