import { DomainError, type DomainErrorInit } from '../../common/errors.ts';
import type { LocalText } from '../../common/lang.ts';
import { EVENT_LIMITS, type EventValueType } from './event.ts';

const make = (init: Omit<DomainErrorInit, 'text'>, en: string, ko: string): DomainError =>
  new DomainError({ ...init, text: { en, ko } });

const refusal = (code: string, field: string, en: string, ko: string) => ({
  code: `event.${code}`,
  field,
  text: { en, ko } satisfies LocalText,
});

const TYPE_WORDS: Readonly<Record<EventValueType, LocalText>> = {
  text: { en: 'a text', ko: '텍스트' },
  number: { en: 'a number', ko: '숫자' },
  boolean: { en: 'true or false', ko: 'true 또는 false' },
};

/** Why one event of a batch is not taken; the others are. */
export const eventRefusals = {
  contactUnknown: (field: string) =>
    refusal(
      'contact_unknown',
      field,
      'There is no such contact. Make the contact first, then send the event again.',
      '해당 연락처가 없습니다. 연락처를 먼저 만든 뒤 다시 보내세요.',
    ),
  twoContacts: () =>
    refusal(
      'two_contacts',
      'contact',
      'The address belongs to one contact and the external id to another. Send the right one of them.',
      '주소와 외부 ID가 서로 다른 연락처에 속합니다. 맞는 것 하나만 보내세요.',
    ),
  inFuture: () =>
    refusal(
      'in_future',
      'at',
      'The event lies in the future. Send when it happened, with its time zone.',
      '미래의 이벤트입니다. 실제로 일어난 시각을 시간대와 함께 보내세요.',
    ),
  tooManyNames: () =>
    refusal(
      'too_many_names',
      'name',
      `There are ${EVENT_LIMITS.names} kinds of event already, which is the most. Use one of them, with a property that tells them apart.`,
      `이벤트 종류가 최대 ${EVENT_LIMITS.names}개에 이르렀습니다. 기존 이벤트를 쓰고 속성으로 구분하세요.`,
    ),
  reservedName: () =>
    refusal(
      'name_reserved',
      'name',
      'Tandem itself notes events of this name. Send yours under another name.',
      '이 이름의 이벤트는 Tandem이 직접 기록합니다. 다른 이름으로 보내세요.',
    ),
  wrongType: (label: string, type: EventValueType) =>
    refusal(
      'property_wrong_type',
      `properties.${label}`,
      `“${label}” of this event is ${TYPE_WORDS[type].en} so far. Send it so, or under another name.`,
      `이 이벤트의 “${label}”은(는) ${TYPE_WORDS[type].ko} 값이었습니다. 같은 형식으로 보내거나 다른 이름을 쓰세요.`,
    ),
} as const;

export const eventErrors = {
  busy: () =>
    make(
      { code: 'event.busy', kind: 'unavailable', retrySafe: true, retryAfterSeconds: 1 },
      'The same contacts are being changed by others at this moment. Send the batch again: no event counts twice.',
      '지금 같은 연락처를 다른 작업이 바꾸고 있습니다. 다시 보내세요. 같은 이벤트는 두 번 계산되지 않습니다.',
    ),
  batchInvalid: (field: string) =>
    make(
      { code: 'event.batch_invalid', kind: 'invalid', field },
      `Send {"events": […]} with 1 to ${EVENT_LIMITS.batch} events.`,
      `{"events": […]} 형식으로 이벤트를 1~${EVENT_LIMITS.batch}개 보내세요.`,
    ),
  columnMissing: (wanted: string, headers: readonly string[]) =>
    make(
      { code: 'event.column_missing', kind: 'invalid', field: wanted },
      `The file has no column for ${wanted}. Name one; the file has: ${headers.join(', ')}.`,
      `파일에 ${wanted} 열이 없습니다. 열을 지정하세요. 파일의 열: ${headers.join(', ')}.`,
    ),
} as const;
