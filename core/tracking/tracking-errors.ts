import { DomainError } from '../common/errors.ts';

export const webhookForged = (): DomainError =>
  new DomainError({
    code: 'tracking.webhook_forged',
    kind: 'forbidden',
    field: 'signature',
    text: {
      en: 'The signature does not match. Check MAILGUN_WEBHOOK_SIGNING_KEY.',
      ko: '서명이 일치하지 않습니다. MAILGUN_WEBHOOK_SIGNING_KEY를 확인하세요.',
    },
  });

/** Without a key nobody's signature can be right, whatever key the sender uses. */
export const webhookUnexpected = (): DomainError =>
  new DomainError({
    code: 'tracking.webhook_forged',
    kind: 'forbidden',
    field: 'signature',
    text: {
      en: 'No webhook can be verified, because mail is captured here. Set MAILGUN_API_KEY, MAILGUN_DOMAIN and MAILGUN_WEBHOOK_SIGNING_KEY, then start again.',
      ko: '메일을 보관만 하는 중이라 웹훅을 검증할 수 없습니다. MAILGUN_API_KEY, MAILGUN_DOMAIN, MAILGUN_WEBHOOK_SIGNING_KEY를 설정하고 다시 시작하세요.',
    },
  });

export const webhookStale = (): DomainError =>
  new DomainError({
    code: 'tracking.webhook_stale',
    kind: 'forbidden',
    field: 'signature.timestamp',
    text: {
      en: 'The webhook is older than 24 hours or comes from the future. Check the clocks.',
      ko: '웹훅이 24시간보다 오래되었거나 미래 시각입니다. 시계를 확인하세요.',
    },
  });

export const webhookMalformed = (field: string): DomainError =>
  new DomainError({
    code: 'tracking.webhook_malformed',
    kind: 'invalid',
    field,
    text: {
      en: `The webhook cannot be read: ${field} is missing or wrong.`,
      ko: `웹훅을 읽을 수 없습니다. ${field} 값이 없거나 잘못되었습니다.`,
    },
  });
