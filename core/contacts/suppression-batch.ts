import { z } from 'zod';
import type { LocalText } from '../common/lang.ts';
import { normaliseAddress } from './address.ts';
import type { RefusedContact } from './contact-batch.ts';

export const SUPPRESSION_BATCH = 1_000;

export interface SuppressionBatchReport {
  readonly added: number;
  /** Suppressed before: the first reason stays. */
  readonly already: number;
  readonly refused: readonly RefusedContact[];
}

/** One address from outside that gets no mail any more. */
export const suppressionShape = z.object({
  address: z.string().max(1_000).describe('E-mail address, of a contact or not'),
  reason: z.enum(['unsubscribed', 'bounced', 'complained', 'manual']).default('manual'),
});
export const suppressionBatchShape = z.object({
  suppressions: z.array(suppressionShape).min(1).max(SUPPRESSION_BATCH),
});

const WHOLE: LocalText = {
  en: 'Give an address, and as reason unsubscribed, bounced, complained or manual.',
  ko: 'address와 reason(unsubscribed, bounced, complained, manual)을 보내세요.',
};

/** One entry of a batch with its address in its normal form, or why not. */
export const readSuppression = (input: unknown, index: number): z.output<typeof suppressionShape> | RefusedContact => {
  const parsed = suppressionShape.safeParse(input);
  if (!parsed.success) {
    const field = (parsed.error.issues[0]?.path ?? []).map(String).join('.');
    return { index, field, code: 'contact.invalid', text: WHOLE };
  }
  const normal = normaliseAddress(parsed.data.address);
  if (!normal.ok) return { index, field: 'address', code: 'contact.address_invalid', text: normal.text };
  return { ...parsed.data, address: normal.address };
};
