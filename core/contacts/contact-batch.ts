import { z } from 'zod';
import { countsMore } from '../common/counts-more.ts';
import type { LocalText } from '../common/lang.ts';
import { normaliseAddress } from './address.ts';
import { attributeNamed } from './attribute-key.ts';
import { parseValue } from './attribute-value.ts';
import type { AttributeDefinition, AttributeValue, Consent } from './contact.ts';
import { TYPE_WORDS } from './contact-errors.ts';
import type { RowDraft } from './import-row.ts';
import { normaliseTag, TAG_LIMITS } from './tag.ts';

export const CONTACT_BATCH = { most: 1_000, attributes: 200, textLength: 10_000 } as const;

/** Why a contact of a batch was not taken, and where in the batch it stood, from 0. */
export interface RefusedContact {
  readonly index: number;
  /** As the caller named it: `attributes.Region`. */
  readonly field: string;
  readonly code: string;
  readonly text: LocalText;
}

export interface ContactBatchReport {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedContact[];
  /** Of those that were taken, in their order. */
  readonly contacts: readonly {
    readonly index: number;
    readonly id: string;
    readonly result: 'created' | 'updated' | 'unchanged';
    /** As it stands now: a refusal that was there before stays. */
    readonly consent: Consent['status'];
  }[];
}

const line = (most: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1)
        .max(most)
        .regex(/^[^\p{Cc}\p{Surrogate}]*$/u),
    );

const consentShape = z
  .object({
    status: z.enum(['granted', 'refused']),
    basis: z
      .enum(['form', 'declared'])
      .describe('form: the person filled one in; declared: you answer for it, as of a contract'),
    source: line(200).describe('Where it was given, such as the address of the form or the number of the contract'),
    at: z.iso.datetime({ offset: true }).optional().describe('When it was given; now where it is left out'),
  })
  .describe('Fills in what is unknown. A refusal and a suppression stand, whatever is sent.');

/** One contact from outside. */
const contactShape = z.object({
  address: z.string().max(1_000).optional().describe('E-mail address'),
  externalId: line(200).optional().describe('Your own id of the contact'),
  attributes: z
    .record(
      line(200),
      z.union([z.string().max(CONTACT_BATCH.textLength), z.number(), z.boolean(), z.array(line(200)).max(100)]),
    )
    .refine((all) => Object.keys(all).length <= CONTACT_BATCH.attributes)
    .default({})
    .describe('By label or key of an attribute that is there; a date as YYYY-MM-DD. What is left out stays as it is.'),
  tags: z
    .array(
      z
        .string()
        .max(200)
        .refine((tag) => normaliseTag(tag) !== undefined),
    )
    .max(TAG_LIMITS.perContact)
    .default([])
    .describe('Put on the contact; what it has stays'),
  consent: consentShape.optional(),
});
export const contactBatchShape = z.object({ contacts: z.array(contactShape).min(1).max(CONTACT_BATCH.most) });

/** The tags of one contact of a batch that was read before. */
export const tagsIn = (input: unknown): readonly string[] => {
  if (countsMore(input, 'attributes', CONTACT_BATCH.attributes)) return [];
  const parsed = contactShape.safeParse(input);
  return parsed.success ? parsed.data.tags.flatMap((tag) => normaliseTag(tag) ?? []) : [];
};

const FIELDS: Readonly<Record<string, LocalText>> = {
  externalId: { en: 'Give an external id of 1 to 200 characters.', ko: '외부 ID는 1~200자로 보내세요.' },
  attributes: {
    en: 'Attributes are texts, numbers, booleans or lists of short texts.',
    ko: '속성은 텍스트, 숫자, true/false 또는 짧은 텍스트의 목록이어야 합니다.',
  },
  tags: {
    en: 'Tags are texts of 1 to 40 characters without commas, at most 50.',
    ko: '태그는 쉼표 없이 1~40자이며 최대 50개입니다.',
  },
  consent: {
    en: 'Consent needs a status (granted or refused), a basis (form or declared) and its source; at is an ISO 8601 time with an offset.',
    ko: '수신 동의에는 status(granted, refused), basis(form, declared), source가 필요합니다. at은 시간대를 포함한 ISO 8601 시각입니다.',
  },
};
const WHOLE: LocalText = {
  en: 'A contact is an object with an address or an external id.',
  ko: '연락처는 address나 externalId가 있는 객체여야 합니다.',
};

type Value = z.output<typeof contactShape>['attributes'][string];

const valueFor = (definition: AttributeDefinition, value: Value): AttributeValue | undefined => {
  const { type } = definition;
  if (type === 'number' && typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (type === 'boolean' && typeof value === 'boolean') return value;
  if (type === 'list' && typeof value === 'object') return [...new Set(value)];
  if (typeof value !== 'string') return undefined;
  const read = parseValue(type, value);
  return read.kind === 'value' ? read.value : undefined;
};

/** One contact of a batch as a draft, or why not: the first fault of it. */
export const readContact = (
  input: unknown,
  index: number,
  { definitions, source, now }: { definitions: readonly AttributeDefinition[]; source: string; now: Date },
): RowDraft | RefusedContact => {
  const refuse = (code: string, field: string, text: LocalText): RefusedContact => ({
    index,
    field,
    code: `contact.${code}`,
    text,
  });
  // Looking at each of a hundred thousand attributes takes seconds, though they are too many whatever they hold.
  if (countsMore(input, 'attributes', CONTACT_BATCH.attributes)) {
    return refuse('invalid', 'attributes', FIELDS.attributes ?? WHOLE);
  }
  const parsed = contactShape.safeParse(input);
  if (!parsed.success) {
    const path = (parsed.error.issues[0]?.path ?? []).map(String);
    return refuse('invalid', path.join('.'), FIELDS[path[0] ?? ''] ?? WHOLE);
  }
  const { address, externalId, consent } = parsed.data;
  const normal = address === undefined ? undefined : normaliseAddress(address);
  if (normal?.ok === false) return refuse('address_invalid', 'address', normal.text);
  if (normal === undefined && externalId === undefined) return refuse('invalid', '', WHOLE);
  const attributes = new Map<string, AttributeValue>();
  for (const [name, given] of Object.entries(parsed.data.attributes)) {
    const field = `attributes.${name}`;
    const definition = attributeNamed(definitions, name);
    if (definition === undefined) {
      return refuse('attribute_unknown', field, {
        en: `There is no attribute “${name.slice(0, 60)}”. Import it first, or leave it out.`,
        ko: `“${name.slice(0, 60)}” 속성이 없습니다. 먼저 가져오거나 생략하세요.`,
      });
    }
    const value = valueFor(definition, given);
    if (value === undefined) {
      return refuse('attribute_wrong_type', field, {
        en: `${definition.label} takes a ${TYPE_WORDS[definition.type].en}. Correct the value or leave it out.`,
        ko: `${definition.label}에는 ${TYPE_WORDS[definition.type].ko} 값이 필요합니다. 값을 고치거나 생략하세요.`,
      });
    }
    attributes.set(definition.key, value);
  }
  const at = consent?.at === undefined ? now : new Date(consent.at);
  if (at > now) {
    return refuse('consent_in_future', 'consent.at', {
      en: 'The consent lies in the future. Send when it was given.',
      ko: '미래의 수신 동의입니다. 실제로 동의한 시각을 보내세요.',
    });
  }
  return {
    row: index,
    address: normal?.address,
    externalId,
    attributes,
    consent:
      consent === undefined
        ? { status: 'unknown', basis: 'none', source, at: now }
        : { status: consent.status, basis: consent.basis, source: consent.source, at },
  };
};
