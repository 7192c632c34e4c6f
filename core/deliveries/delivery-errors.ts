import { DomainError } from '../common/errors.ts';

export const noSuchBatch = (batchId: string): DomainError =>
  new DomainError({
    code: 'delivery.batch_not_found',
    kind: 'not_found',
    field: 'batchId',
    text: { en: `There is no batch ${batchId}.`, ko: `${batchId} 묶음이 없습니다.` },
  });

export const notWaitingForPerson = (batchId: string): DomainError =>
  new DomainError({
    code: 'delivery.not_waiting',
    kind: 'conflict',
    field: 'batchId',
    text: {
      en: `Batch ${batchId} does not wait for a decision any more. Reload the page to see its present state.`,
      ko: `${batchId} 묶음은 더 이상 확인을 기다리지 않습니다. 페이지를 새로 고쳐 현재 상태를 확인하세요.`,
    },
  });

export const mayNotSteer = (): DomainError =>
  new DomainError({
    code: 'delivery.forbidden',
    kind: 'forbidden',
    text: {
      en: 'Your role does not allow steering sends. Ask an administrator for the role.',
      ko: '발송을 제어할 권한이 없습니다. 관리자에게 역할을 요청하세요.',
    },
  });

export const contentMissing = (campaignId: string): DomainError =>
  new DomainError({
    code: 'delivery.not_approved',
    kind: 'conflict',
    text: {
      en: `${campaignId} has no approved content to send. Submit it for review again.`,
      ko: `${campaignId}에 승인된 콘텐츠가 없습니다. 다시 검토를 요청하세요.`,
    },
  });

export const mailTooLarge = (bytes: number): DomainError => {
  const mb = Math.ceil(bytes / 1024 / 1024);
  return new DomainError({
    code: 'delivery.mail_too_large',
    kind: 'invalid',
    field: 'content.body',
    text: {
      en: `One mail comes to ${mb} MB, more than a provider takes. Shorten the content or the attribute that makes it so long, then ask for a review again.`,
      ko: `메일 한 통이 ${mb}MB로 발송사가 받는 크기를 넘습니다. 내용이나 길이가 긴 속성을 줄인 뒤 다시 검토를 요청하세요.`,
    },
  });
};
