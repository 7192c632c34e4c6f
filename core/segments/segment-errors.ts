import { DomainError, type DomainErrorInit } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { can } from '../people/permissions.ts';
import type { Actor } from '../people/staff.ts';

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
  rule: (code: string, field: string, text: LocalText) =>
    make({ code: `segment.${code}`, kind: 'invalid', field }, text.en, text.ko),
} as const;
