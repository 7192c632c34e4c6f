import { z } from 'zod';
import { countsMore } from '../../common/counts-more.ts';
import type { LocalText } from '../../common/lang.ts';
import { normaliseAddress } from '../address.ts';
import { EVENT_LIMITS, type RefusedEvent } from './event.ts';

/** Letters or digits somewhere, nothing that a log or a screen would stumble on. */
const name = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .min(1)
      .max(EVENT_LIMITS.nameLength)
      .regex(/^[^\p{Cc}\p{Surrogate}]*[\p{L}\p{N}][^\p{Cc}\p{Surrogate}]*$/u),
  );
const text = z
  .string()
  .max(EVENT_LIMITS.textLength)
  .regex(/^[^\p{Cc}\p{Surrogate}]*$/u)
  .transform((value) => value.normalize('NFC').trim());
const value = z.union([text, z.number().min(-1e15).max(1e15), z.boolean()]);

/** Who did it: by address, by external id, or by both where they are of one contact. */
const contact = z
  .object({
    address: z
      .string()
      .max(1_000)
      .refine((given) => normaliseAddress(given).ok)
      .optional()
      .describe('E-mail address'),
    externalId: z.string().trim().min(1).max(200).optional().describe('Your own id of the contact'),
  })
  .refine((who) => who.address !== undefined || who.externalId !== undefined);

/** One event from outside. */
export const eventShape = z.object({
  name: name.describe('What happened, such as “Bought”. Case, spaces, “_” and “-” do not tell names apart.'),
  at: z.iso
    .datetime({ offset: true })
    .describe('When it happened, with its offset from UTC')
    .refine((at) => Date.parse(at) >= Date.UTC(1970, 0, 1)),
  contact,
  id: z
    .string()
    .trim()
    .min(1)
    .max(EVENT_LIMITS.idLength)
    .optional()
    .describe('What makes it one, such as an order number: the same id with the same name is taken once'),
  properties: z
    .record(name, value)
    .refine((all) => Object.keys(all).length <= EVENT_LIMITS.properties)
    .default({})
    .describe(
      `At most ${EVENT_LIMITS.properties} texts, numbers or booleans; rules can ask for the first ${EVENT_LIMITS.keptProperties} of a name`,
    ),
});
export type EventInput = z.output<typeof eventShape>;

export const eventBatchShape = z.object({ events: z.array(eventShape).min(1).max(EVENT_LIMITS.batch) });

const TEXTS: Readonly<Record<string, LocalText>> = {
  name: {
    en: `Give the event a name of 1 to ${EVENT_LIMITS.nameLength} characters with at least one letter or digit.`,
    ko: `이벤트 이름을 글자나 숫자를 포함해 1~${EVENT_LIMITS.nameLength}자로 보내세요.`,
  },
  at: {
    en: 'Give when it happened as ISO 8601 with an offset, such as 2026-11-24T12:00:00+09:00.',
    ko: '2026-11-24T12:00:00+09:00처럼 시간대를 포함한 ISO 8601 시각을 보내세요.',
  },
  contact: {
    en: 'Name the contact by a valid address or an external id.',
    ko: '올바른 주소나 외부 ID로 연락처를 지정하세요.',
  },
  id: {
    en: `Give an id of 1 to ${EVENT_LIMITS.idLength} characters, or leave it out.`,
    ko: `ID는 1~${EVENT_LIMITS.idLength}자로 보내거나 생략하세요.`,
  },
  properties: {
    en: `Give at most ${EVENT_LIMITS.properties} properties; each a text of at most ${EVENT_LIMITS.textLength} characters, a number, true or false.`,
    ko: `속성은 최대 ${EVENT_LIMITS.properties}개이며, 값은 ${EVENT_LIMITS.textLength}자 이하의 텍스트, 숫자, true 또는 false여야 합니다.`,
  },
};
const WHOLE: LocalText = {
  en: 'An event is an object with name, at and contact.',
  ko: '이벤트는 name, at, contact가 있는 객체여야 합니다.',
};

/** One event of a batch, or why not: the first fault of it. */
export const parseEvent = (
  input: unknown,
  index: number,
): { readonly ok: true; readonly event: EventInput } | { readonly ok: false; readonly refused: RefusedEvent } => {
  // Looking at each of a hundred thousand properties takes seconds, though they are too many whatever they hold.
  if (countsMore(input, 'properties', EVENT_LIMITS.properties)) {
    return {
      ok: false,
      refused: { index, field: 'properties', code: 'event.invalid', text: TEXTS.properties ?? WHOLE },
    };
  }
  const parsed = eventShape.safeParse(input);
  if (parsed.success) return { ok: true, event: parsed.data };
  const path = (parsed.error.issues[0]?.path ?? []).map(String);
  return {
    ok: false,
    refused: { index, field: path.join('.'), code: 'event.invalid', text: TEXTS[path[0] ?? ''] ?? WHOLE },
  };
};
