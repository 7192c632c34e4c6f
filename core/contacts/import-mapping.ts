import { z } from 'zod';
import { normaliseAddress } from './address.ts';
import { attributeLabelled, keyFromLabel, labelKey, mayNameAttribute } from './attribute-key.ts';
import { ATTRIBUTE_TYPES, type AttributeDefinition } from './contact.ts';
import { contactErrors, importErrors } from './contact-errors.ts';
import type { ImportMapping } from './contact-import.ts';

const columnTarget = z.discriminatedUnion('to', [
  z.object({ to: z.literal('address') }),
  z.object({ to: z.literal('externalId') }),
  z.object({ to: z.literal('consent') }),
  z.object({ to: z.literal('attribute'), label: z.string().trim().min(1).max(200), type: z.enum(ATTRIBUTE_TYPES) }),
  z.object({ to: z.literal('ignore') }),
]);
const mappingInput = z.object({
  madeAddress: z
    .object({
      fromColumn: z.string(),
      prefix: z
        .string()
        .max(30)
        .regex(/^[a-z0-9._-]*$/i),
      domain: z
        .string()
        .max(200)
        .regex(/^([a-z0-9-]+\.)+(test|example|invalid)$/i),
    })
    .optional(),
  consent: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('column') }),
    z.object({ kind: z.literal('declared'), source: z.string().trim().min(3).max(500) }),
    z.object({ kind: z.literal('none') }),
  ]),
});

const MAPPING_TEXTS: Readonly<Record<string, { en: string; ko: string }>> = {
  'madeAddress.domain': {
    en: 'Made addresses may only use a domain that ends in .test, .example or .invalid.',
    ko: '만들어 내는 주소는 .test, .example, .invalid로 끝나는 도메인만 쓸 수 있습니다.',
  },
  'madeAddress.prefix': {
    en: 'The prefix of made addresses may hold letters, digits, dots, hyphens and underscores (at most 30).',
    ko: '만들어 내는 주소의 앞부분은 영문자, 숫자, 점, 하이픈, 밑줄 30자까지입니다.',
  },
  'consent.source': {
    en: 'Say where the consent comes from, for example "sign-up form 2025" (3 to 500 characters).',
    ko: '수신 동의의 출처를 적으세요. 예: "2025 가입 양식" (3~500자)',
  },
};

const incomplete = (path: readonly string[]) => {
  const field = path.join('.');
  const text = MAPPING_TEXTS[field] ?? {
    en: `The mapping is not complete at "${field}". Choose for every column what it becomes.`,
    ko: `"${field}"의 매핑이 올바르지 않습니다. 열마다 무엇이 될지 고르세요.`,
  };
  return importErrors.mappingInvalid(field === '' ? 'mapping' : `mapping.${field}`, text.en, text.ko);
};

/**
 * Reads a mapping from outside: everything that can be known about it before a row is read.
 * @throws import.mapping_invalid, import.mapping_unknown_column, contact.attribute_type_conflict, with the field
 */
export const checkMapping = (
  input: unknown,
  headers: readonly string[],
  known: readonly AttributeDefinition[],
): ImportMapping => {
  const parsed = mappingInput.safeParse(input);
  if (!parsed.success) {
    throw incomplete((parsed.error.issues[0]?.path ?? []).map(String));
  }
  const { consent, madeAddress } = parsed.data;
  const given = (input as { columns?: unknown }).columns;
  // Entry by entry, because a header may be the name of something that every object has.
  const columns = Object.fromEntries(
    Object.entries(typeof given === 'object' && given !== null ? given : {}).map(([header, target]) => {
      const read = columnTarget.safeParse(target);
      if (!read.success && read.error.issues[0]?.path[0] === 'label')
        throw contactErrors.labelInvalid(`mapping.columns.${header}`);
      if (!read.success) throw incomplete(['columns', header, ...(read.error.issues[0]?.path ?? [])].map(String));
      return [header, read.data];
    }),
  );
  for (const header of Object.keys(columns))
    if (!headers.includes(header)) throw importErrors.mappingUnknownColumn(header);
  if (madeAddress !== undefined) {
    if (!headers.includes(madeAddress.fromColumn)) throw importErrors.mappingUnknownColumn(madeAddress.fromColumn);
    const sample = normaliseAddress(`${madeAddress.prefix}1@${madeAddress.domain}`);
    if (!sample.ok) throw importErrors.mappingInvalid('mapping.madeAddress', sample.text.en, sample.text.ko);
  }
  const targets = Object.entries(columns);
  for (const to of ['address', 'externalId', 'consent'] as const) {
    const used = targets.filter(([, target]) => target.to === to).map(([header]) => header);
    if (used.length > 1) {
      throw importErrors.mappingInvalid(
        'mapping.columns',
        `Only one column can be the ${to}; ${used.map((h) => `"${h}"`).join(' and ')} are.`,
        `${to} 열은 하나만 고를 수 있습니다: ${used.map((h) => `"${h}"`).join(', ')}.`,
      );
    }
  }
  if (
    !targets.some(([, target]) => target.to === 'address' || target.to === 'externalId') &&
    madeAddress === undefined
  ) {
    throw importErrors.mappingInvalid(
      'mapping.columns',
      'Choose the column that holds the e-mail address, or the one that holds an external id.',
      '이메일 주소가 든 열이나 외부 ID가 든 열을 고르세요.',
    );
  }
  if (consent.kind === 'column' && !targets.some(([, target]) => target.to === 'consent')) {
    throw importErrors.mappingInvalid(
      'mapping.consent',
      'Choose the column that holds consent, or declare the basis with its source.',
      '수신 동의가 든 열을 고르거나, 근거와 출처를 적으세요.',
    );
  }
  const consentColumn = targets.find(([, target]) => target.to === 'consent')?.[0];
  if (consent.kind === 'none' && consentColumn !== undefined) {
    throw importErrors.mappingInvalid(
      'mapping.consent',
      `"${consentColumn}" becomes consent, and yet consent is said to be not known. Let the column say it, or leave it out.`,
      `"${consentColumn}" 열이 수신 동의인데 동의 여부는 모름으로 되어 있습니다. 열에 있음을 고르거나 그 열을 제외하세요.`,
    );
  }
  const fed = new Map<string, string>();
  for (const [header, target] of targets) {
    if (target.to !== 'attribute') continue;
    const field = `mapping.columns.${header}`;
    if (keyFromLabel(target.label, new Set()) === undefined) throw contactErrors.labelInvalid(field);
    const stored = attributeLabelled(known, target.label);
    if (stored === undefined && !mayNameAttribute(target.label)) throw contactErrors.labelReserved(target.label, field);
    const attribute = stored === undefined ? `new ${labelKey(target.label)}` : `stored ${stored.key}`;
    const other = fed.get(attribute);
    if (other !== undefined) throw importErrors.mappingTwice(other, header, stored?.label ?? target.label);
    fed.set(attribute, header);
    if (stored !== undefined && stored.type !== target.type)
      throw contactErrors.attributeTypeConflict(stored.label, stored.type, field);
  }
  return {
    columns,
    consent,
    ...(madeAddress === undefined ? {} : { madeAddress }),
  };
};
