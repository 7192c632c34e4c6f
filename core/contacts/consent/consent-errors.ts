import { DomainError, type DomainErrorInit } from '../../common/errors.ts';
import { TOPIC_LIMITS } from './topic.ts';

const make = (init: Omit<DomainErrorInit, 'text'>, en: string, ko: string): DomainError =>
  new DomainError({ ...init, text: { en, ko } });

export const consentErrors = {
  nameInvalid: (field: string) =>
    make(
      { code: 'consent.topic_name_invalid', kind: 'invalid', field },
      `Name the topic in both languages, in 1 to ${TOPIC_LIMITS.nameLength} characters.`,
      `주제 이름을 두 언어로 각각 1~${TOPIC_LIMITS.nameLength}자로 입력하세요.`,
    ),
  aboutTooLong: (field: string) =>
    make(
      { code: 'consent.topic_about_too_long', kind: 'invalid', field },
      `Describe the topic in at most ${TOPIC_LIMITS.aboutLength} characters.`,
      `주제 설명은 ${TOPIC_LIMITS.aboutLength}자까지 입력할 수 있습니다.`,
    ),
  tooManyTopics: () =>
    make(
      { code: 'consent.too_many_topics', kind: 'too_many' },
      `At most ${TOPIC_LIMITS.topics} topics can be offered. Archive one first.`,
      `주제는 최대 ${TOPIC_LIMITS.topics}개까지 제공할 수 있습니다. 먼저 하나를 보관하세요.`,
    ),
  topicUnknown: (field = 'topic') =>
    make(
      { code: 'consent.topic_unknown', kind: 'invalid', field },
      'There is no such topic. Choose one that is offered.',
      '해당 주제가 없습니다. 제공 중인 주제를 고르세요.',
    ),
  changedMeanwhile: () =>
    make(
      { code: 'consent.topics_changed', kind: 'conflict', retrySafe: true },
      'Somebody changed the topics meanwhile. Read them again and repeat your change.',
      '그사이 다른 사람이 주제를 바꿨습니다. 다시 읽고 변경을 반복하세요.',
    ),
  contactUnknown: () =>
    make(
      { code: 'consent.contact_unknown', kind: 'invalid', field: 'address' },
      'There is no contact with this address. Make the contact first.',
      '이 주소의 연락처가 없습니다. 연락처를 먼저 만드세요.',
    ),
  suppressed: () =>
    make(
      { code: 'consent.suppressed', kind: 'conflict', field: 'address' },
      'This address is suppressed, so nothing is sent to it. End the suppression first, where there is a ground for it.',
      '수신 거부된 주소라 메일을 보내지 않습니다. 해제할 이유가 있다면 먼저 수신 거부를 해제하세요.',
    ),
  askedLately: () =>
    make(
      { code: 'consent.asked_lately', kind: 'too_many', field: 'address', retryAfterSeconds: 600 },
      'This person was asked within the last ten minutes. Wait for the answer.',
      '10분 안에 이미 확인 메일을 보냈습니다. 답을 기다리세요.',
    ),
  notSent: () =>
    make(
      { code: 'consent.not_sent', kind: 'unavailable', retrySafe: true },
      'The confirmation could not be sent just now. Try again in ten minutes.',
      '지금은 확인 메일을 보내지 못했습니다. 10분 뒤 다시 시도하세요.',
    ),
  requestInvalid: () =>
    make(
      { code: 'consent.request_invalid', kind: 'invalid', field: 'source' },
      'Say where the person asked for mail, in 1 to 200 characters.',
      '어디에서 수신을 신청했는지 1~200자로 입력하세요.',
    ),
} as const;
