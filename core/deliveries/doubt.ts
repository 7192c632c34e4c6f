import type { LocalText } from '../common/lang.ts';

/** What was seen of a batch before a person was asked. */
export const DOUBTS = {
  no_trace: {
    en: 'The provider has no trace of two attempts.',
    ko: '발송사 기록에서 두 번의 시도를 모두 찾을 수 없습니다.',
  },
  unreadable: {
    en: 'The log of the provider cannot be read.',
    ko: '발송사 기록을 읽을 수 없습니다.',
  },
  refused: {
    en: 'The provider refused the attempt that a person asked for.',
    ko: '담당자가 요청한 재시도를 발송사가 거부했습니다.',
  },
} as const satisfies Record<string, LocalText>;
export type Doubt = keyof typeof DOUBTS;

/** Part of a batch of which a person must say whether the provider took it. */
export interface WaitingForPerson {
  /** For `DeliveryService.resolve`. */
  readonly id: string;
  readonly campaignId: string;
  readonly batchId: string;
  /** By which it can be found in the provider's own log. */
  readonly messageId: string;
  readonly people: number;
  /** When each of its POSTs was begun, oldest first. */
  readonly attempts: readonly Date[];
  /** Since when a person is asked. */
  readonly since: Date;
  readonly doubt: Doubt;
  /** The doubt as a sentence. */
  readonly text: LocalText;
}

/** Names one part of one batch. */
export const waitingId = (batchId: string, part: number): string => `${batchId}#${part}`;

export const readWaitingId = (id: string): { batchId: string; part: number } | undefined => {
  const [, batchId, part] = /^([^#]{1,120})#(\d{1,9})$/.exec(id) ?? [];
  return batchId === undefined ? undefined : { batchId, part: Number(part) };
};
