import { DomainError, InvalidInput, type LocalText } from '../../core/index.ts';

/** What is wrong with a form: by field, and in general. */
export interface FormErrors {
  readonly status: 422 | 409 | 429 | 403;
  readonly fields: Readonly<Record<string, readonly LocalText[]>>;
  readonly general: readonly LocalText[];
  /** True where sending the same again cannot do it twice, and may succeed. */
  readonly retrySafe?: boolean;
}

const STATUS = { invalid: 422, conflict: 409, too_many: 429, forbidden: 403 } as const;

/** A first word of ours; not an address or another thing that was typed. */
const OWN_WORD = /^\p{Ll}[\p{L}’'-]*(?=[\s,:;]|$)/u;
const without = (field: string, text: string): string =>
  text.startsWith(`${field}: `) ? text.slice(field.length + 2) : text;

/** The text without the field's own name before it, as it stands beside that field. Pure. */
export const besideField = (field: string, text: LocalText): LocalText => ({
  en: without(field, text.en).replace(OWN_WORD, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
  ko: without(field, text.ko),
});

/**
 * Turns what core said about a form into something to show beside its fields. Throws again whatever a form cannot show
 * (defects, outages, not found).
 */
export const formErrors = (error: unknown): FormErrors => {
  if (!(error instanceof DomainError)) throw error;
  const { kind } = error;
  if (kind === 'not_found' || kind === 'unavailable') throw error;
  const issues = error instanceof InvalidInput ? error.issues : [error];
  const fields: Record<string, LocalText[]> = {};
  const general: LocalText[] = [];
  for (const issue of issues) {
    // Who tried too often has no field to mend.
    if (issue.field === undefined || kind === 'too_many') general.push(issue.text);
    else {
      const list = fields[issue.field] ?? [];
      list.push(besideField(issue.field, issue.text));
      fields[issue.field] = list;
    }
  }
  return {
    status: STATUS[kind],
    fields,
    general,
    ...(error.retrySafe && kind !== 'too_many' ? { retrySafe: true } : {}),
  };
};

export const NO_ERRORS: FormErrors = { status: 422, fields: {}, general: [] };
