import { DomainError, type DomainErrorInit } from '../../common/errors.ts';
import type { LocalText } from '../../common/lang.ts';
import { can, type Permission } from '../../people/permissions.ts';
import type { Actor } from '../../people/staff.ts';
import { FIELD_ACCESS_LIMITS, type FieldRequestState } from './field-access.ts';

const make = (init: Omit<DomainErrorInit, 'text'>, en: string, ko: string): DomainError =>
  new DomainError({ ...init, text: { en, ko } });

/** What happened to it, as a sentence says it. */
const DONE: Readonly<Record<Exclude<FieldRequestState, 'asked'>, { en: string; ko: string }>> = {
  granted: { en: 'is granted already', ko: '이미 허가되었습니다' },
  refused: { en: 'was refused', ko: '거절되었습니다' },
  ended: { en: 'has ended', ko: '종료되었습니다' },
};

export const fieldAccessErrors = {
  notAllowed: (permission: Permission) =>
    permission === 'fields.grant'
      ? make(
          { code: 'field.not_allowed', kind: 'forbidden' },
          'IT reviewers alone grant, refuse and end access to a field. An administrator can change roles under People.',
          '속성 사용 허가, 거절, 종료는 IT 검토자만 할 수 있습니다. 역할은 관리자가 구성원 화면에서 바꿀 수 있습니다.',
        )
      : make(
          { code: 'field.not_allowed', kind: 'forbidden' },
          'Your role does not allow you to ask for a field. Marketers and administrators do.',
          '현재 역할로는 속성 사용을 요청할 수 없습니다. 마케터나 관리자가 요청할 수 있습니다.',
        ),
  notFound: (id: string) =>
    make(
      { code: 'field.not_found', kind: 'not_found', field: 'id' },
      `There is no field request ${id}. "fields" lists those there are.`,
      `${id} 속성 요청이 없습니다. fields 명령으로 목록을 확인하세요.`,
    ),
  unknown: (name: string, near: readonly string[]) =>
    make(
      { code: 'field.unknown', kind: 'invalid', field: 'field' },
      `There is no attribute "${name}".${near.length === 0 ? ' The settings list those there are.' : ` Did you mean ${near.join(' or ')}?`}`,
      `"${name}" 속성이 없습니다.${near.length === 0 ? ' 설정 화면에서 속성 목록을 확인하세요.' : ` 혹시 ${near.join(', ')}인가요?`}`,
    ),
  notRestricted: (label: string) =>
    make(
      { code: 'field.not_restricted', kind: 'invalid', field: 'field' },
      `"${label}" is not restricted: everybody may use it, without asking.`,
      `"${label}" 속성은 제한되어 있지 않아 요청 없이 사용할 수 있습니다.`,
    ),
  askedAlready: (label: string, id: string) =>
    make(
      { code: 'field.asked_already', kind: 'conflict', field: 'field' },
      `"${label}" is asked for already: ${id} waits for IT.`,
      `"${label}" 속성은 이미 요청되었습니다. ${id}의 IT 결정을 기다리고 있습니다.`,
    ),
  grantedAlready: (label: string, id: string, until: LocalText) =>
    make(
      { code: 'field.granted_already', kind: 'conflict', field: 'field' },
      `"${label}" is granted already, until ${until.en} (${id}): it can be used now.`,
      `"${label}" 속성은 이미 ${until.ko}까지 허가되어 지금 사용할 수 있습니다(${id}).`,
    ),
  reasonRequired: () =>
    make(
      { code: 'field.reason_required', kind: 'invalid', field: 'reason' },
      'Say what the field is needed for.',
      '속성이 필요한 이유를 적어 주세요.',
    ),
  purposeRequired: () =>
    make(
      { code: 'field.purpose_required', kind: 'invalid', field: 'purpose' },
      'Say what the field may be used for.',
      '속성을 어떤 목적으로 사용할 수 있는지 적어 주세요.',
    ),
  commentRequired: () =>
    make(
      { code: 'field.comment_required', kind: 'invalid', field: 'comment' },
      'Say why it is refused: whoever asked reads it.',
      '거절하는 이유를 적어 주세요. 요청한 사람에게 전달됩니다.',
    ),
  tooLong: (field: 'reason' | 'purpose' | 'comment', length: number) =>
    make(
      { code: 'field.too_long', kind: 'invalid', field },
      `At most ${FIELD_ACCESS_LIMITS[field]} characters; this has ${length}.`,
      `최대 ${FIELD_ACCESS_LIMITS[field]}자까지 가능합니다(현재 ${length}자).`,
    ),
  daysInvalid: () =>
    make(
      { code: 'field.days_invalid', kind: 'invalid', field: 'days' },
      `Give the period in whole days, from 1 to ${FIELD_ACCESS_LIMITS.days}.`,
      `기간은 1~${FIELD_ACCESS_LIMITS.days}일 사이의 정수로 입력하세요.`,
    ),
  campaignUnknown: (id: string) =>
    make(
      { code: 'field.campaign_unknown', kind: 'invalid', field: 'campaign' },
      `There is no campaign ${id}. Name another, or none.`,
      `${id} 캠페인이 없습니다. 다른 캠페인을 적거나 비워 두세요.`,
    ),
  ownRequest: () =>
    make(
      { code: 'field.own_request', kind: 'forbidden' },
      'You asked for this field yourself: another IT reviewer decides.',
      '본인이 요청한 속성입니다. 다른 IT 검토자가 결정해야 합니다.',
    ),
  over: (id: string, state: Exclude<FieldRequestState, 'asked'>) =>
    make(
      { code: 'field.decided', kind: 'conflict' },
      `${id} ${DONE[state].en}. Nothing was changed.`,
      `${id}은(는) ${DONE[state].ko}. 바뀐 것은 없습니다.`,
    ),
  notGranted: (id: string) =>
    make(
      { code: 'field.not_granted', kind: 'conflict' },
      `${id} is not granted, so there is nothing to end.`,
      `${id}은(는) 허가되지 않은 상태라 종료할 것이 없습니다.`,
    ),
} as const;

/** @throws field.not_allowed where a member of staff lacks the permission; the system may do everything. */
export const requireFieldPermission = (actor: Actor, permission: Permission): void => {
  if (actor.kind === 'system' || can(actor.staff, permission)) return;
  throw fieldAccessErrors.notAllowed(permission);
};
