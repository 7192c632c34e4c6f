import type { Request } from 'express';
import { z } from 'zod';
import { DomainError, InvalidInput, type LocalText } from '../../core/index.ts';

/** Name → text, or texts where the name is repeated. Never an object from outside. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

const FIELD_NAME = /^[\p{L}\p{N}_.:-]{1,200}$/u;

/** A field that does not fit, said beside it; without a field, about the whole form. */
export const invalid = (field: string | undefined, text: LocalText): DomainError =>
  new DomainError({ code: 'request.invalid', kind: 'invalid', ...(field === undefined ? {} : { field }), text });

/**
 * A parsed form as flat fields. A name such as `name[$gt]`, or a value that is not text, is refused: operators are
 * never taken from outside.
 */
export const fieldsOf = (body: unknown): Fields => {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object') throw invalid(undefined, MESSAGES.notForm);
  const fields: Record<string, string | readonly string[]> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(body)) {
    if (!FIELD_NAME.test(name)) {
      const shown = name.slice(0, 40);
      throw invalid(undefined, {
        en: `The form holds a field that is not allowed: “${shown}”. Please reload the page and try again.`,
        ko: `허용되지 않는 항목이 있습니다: “${shown}”. 페이지를 새로 고친 뒤 다시 시도하세요.`,
      });
    }
    if (typeof value === 'string') fields[name] = value;
    else if (Array.isArray(value) && value.every((item) => typeof item === 'string')) fields[name] = value;
    else throw invalid(name, MESSAGES.notText);
  }
  return fields;
};

/** The form of this request, flat. */
export const formOf = (req: Request): Fields => fieldsOf(req.body);

/** The first text of a field, or ''. */
export const textOf = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
};

/** All texts of a field: checkboxes, rows of a table. */
export const textsOf = (fields: Fields, name: string): readonly string[] => {
  const value = fields[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
};

/** A text of a query; '' where it is absent or not text. */
export const queryText = (req: Request, name: string, maxLength = 200): string => {
  const value: unknown = req.query[name];
  const text = Array.isArray(value) ? value[0] : value;
  return typeof text === 'string' ? text.slice(0, maxLength).trim() : '';
};

/** A part of the path, as text. */
export const param = (req: Request, name: string): string => {
  const value = (req.params as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
};

const MESSAGES = {
  notForm: { en: 'A form was expected.', ko: '양식 형식이 아닙니다.' },
  notText: { en: 'This field takes text only.', ko: '이 항목에는 텍스트만 입력할 수 있습니다.' },
  required: { en: 'Please fill this in.', ko: '필수 항목입니다.' },
  email: {
    en: 'Please type an e-mail address such as name@example.com.',
    ko: 'name@example.com 형식의 이메일 주소를 입력하세요.',
  },
  choice: { en: 'Please choose one of the offered values.', ko: '제시된 값 중에서 선택하세요.' },
  other: { en: 'This value does not fit here.', ko: '이 항목에 맞지 않는 값입니다.' },
} as const satisfies Record<string, LocalText>;

const describe = (issue: z.core.$ZodIssue): LocalText => {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) <= 1) return MESSAGES.required;
      return issue.origin === 'string'
        ? { en: `At least ${issue.minimum} characters, please.`, ko: `${issue.minimum}자 이상 입력하세요.` }
        : { en: `At least ${issue.minimum}, please.`, ko: `${issue.minimum} 이상이어야 합니다.` };
    case 'too_big':
      return issue.origin === 'string'
        ? { en: `At most ${issue.maximum} characters, please.`, ko: `${issue.maximum}자까지 입력할 수 있습니다.` }
        : { en: `At most ${issue.maximum}, please.`, ko: `${issue.maximum} 이하여야 합니다.` };
    case 'invalid_format':
      return issue.format === 'email' ? MESSAGES.email : MESSAGES.other;
    case 'invalid_value':
      return MESSAGES.choice;
    case 'invalid_type':
      return issue.input === undefined ? MESSAGES.required : MESSAGES.other;
    default:
      return MESSAGES.other;
  }
};

/** Parses with zod. @throws InvalidInput with one issue for each field, in both languages. */
export const parse = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(
    parsed.error.issues.map((issue) => invalid(issue.path.join('.') || undefined, describe(issue))),
  );
};

/** Shorthand for the fields of forms. */
export const field = {
  text: (max = 200) => z.string().trim().min(1).max(max),
  optionalText: (max = 200) => z.string().trim().max(max).default(''),
  /** One or more checkboxes of the same name. */
  texts: (max = 100) =>
    z
      .union([z.string(), z.array(z.string())])
      .default([])
      .transform((value) => (typeof value === 'string' ? [value] : value))
      .pipe(z.array(z.string().max(500)).max(max)),
  integer: () => z.coerce.number().int(),
  checkbox: () =>
    z
      .string()
      .optional()
      .transform((value) => value !== undefined && value !== ''),
};

/** `parse(schema, formOf(req))`. */
export const parseForm = <Schema extends z.ZodType>(schema: Schema, req: Request): z.output<Schema> =>
  parse(schema, { ...formOf(req) });
