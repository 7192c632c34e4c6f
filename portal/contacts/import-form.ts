import {
  ATTRIBUTE_TYPES,
  type AttributeDefinition,
  type AttributeType,
  type ColumnTarget,
  type ImportMapping,
  type ImportPreview,
  type LocalText,
} from '../../core/index.ts';
import { type Fields, type FormErrors, textOf } from '../http/index.ts';

/** What the mapping form shows and sends: one choice a column, and the consent question. */
export interface MappingForm {
  /** By column: `address`, `externalId`, `consent`, `ignore`, `existing:KEY` or, for a new attribute, `attribute:TYPE`. */
  readonly targets: readonly string[];
  /** By column: what its attribute is called where it becomes a new one. */
  readonly names: readonly string[];
  readonly consent: string;
  readonly source: string;
  readonly madeColumn: string;
  readonly madePrefix: string;
  readonly madeDomain: string;
}

const isType = (value: string): value is AttributeType => (ATTRIBUTE_TYPES as readonly string[]).includes(value);

const NEW = 'attribute:';
const EXISTING = 'existing:';
export const newTarget = (type: AttributeType): string => `${NEW}${type}`;
export const existingTarget = (key: string): string => `${EXISTING}${key}`;

const targetName = (target: ColumnTarget | undefined, attributes: readonly AttributeDefinition[]): string => {
  if (target === undefined) return 'ignore';
  if (target.to !== 'attribute') return target.to;
  const existing = attributes.find(({ label }) => label === target.label);
  return existing === undefined ? newTarget(target.type) : existingTarget(existing.key);
};

const targetOf = (choice: string, name: string, attributes: readonly AttributeDefinition[]): ColumnTarget => {
  if (choice === 'address' || choice === 'externalId' || choice === 'consent') return { to: choice };
  if (choice.startsWith(EXISTING)) {
    const existing = attributes.find(({ key }) => existingTarget(key) === choice);
    return existing === undefined ? { to: 'ignore' } : { to: 'attribute', label: existing.label, type: existing.type };
  }
  const type = choice.startsWith(NEW) ? choice.slice(NEW.length) : '';
  return isType(type) ? { to: 'attribute', label: name, type } : { to: 'ignore' };
};

/** The guess as a form. */
export const formFromGuess = (
  { headers, guess }: ImportPreview,
  attributes: readonly AttributeDefinition[],
): MappingForm => ({
  targets: headers.map((header) => targetName(guess.columns[header], attributes)),
  // A column that leads into an attribute that is there keeps its own name, for whoever makes a new one of it after all.
  names: headers.map((header) => {
    const target = guess.columns[header];
    const isNew = target?.to === 'attribute' && !targetName(target, attributes).startsWith(EXISTING);
    return isNew ? target.label : header;
  }),
  consent: guess.consent.kind,
  source: guess.consent.kind === 'declared' ? guess.consent.source : '',
  madeColumn: guess.madeAddress?.fromColumn ?? '',
  madePrefix: guess.madeAddress?.prefix ?? 'c',
  madeDomain: guess.madeAddress?.domain ?? 'customers.example.test',
});

/** The form as it was sent. */
export const formFromFields = (fields: Fields, headers: readonly string[]): MappingForm => ({
  targets: headers.map((_, i) => textOf(fields, `to.${i}`) || 'ignore'),
  names: headers.map((header, i) => (`name.${i}` in fields ? textOf(fields, `name.${i}`) : header)),
  consent: textOf(fields, 'consent') || 'none',
  source: textOf(fields, 'source'),
  madeColumn: textOf(fields, 'madeColumn'),
  madePrefix: textOf(fields, 'madePrefix'),
  madeDomain: textOf(fields, 'madeDomain'),
});

/** What core is asked to do. */
export const mappingFromForm = (
  form: MappingForm,
  headers: readonly string[],
  attributes: readonly AttributeDefinition[],
): ImportMapping => ({
  columns: Object.fromEntries(
    headers.map((header, i) => [header, targetOf(form.targets[i] ?? 'ignore', form.names[i] ?? header, attributes)]),
  ),
  consent:
    form.consent === 'declared'
      ? { kind: 'declared', source: form.source }
      : form.consent === 'column'
        ? { kind: 'column' }
        : { kind: 'none' },
  ...(form.madeColumn === ''
    ? {}
    : { madeAddress: { fromColumn: form.madeColumn, prefix: form.madePrefix, domain: form.madeDomain } }),
});

/** True where the file still has the columns that were mapped. */
export const sameHeaders = (fields: Fields, headers: readonly string[]): boolean =>
  textOf(fields, 'headers') === JSON.stringify(headers);

const PLACES: Readonly<Record<string, string>> = {
  'mapping.consent': 'consent',
  'mapping.consent.source': 'source',
  'mapping.madeAddress': 'madeColumn',
  'mapping.madeAddress.fromColumn': 'madeColumn',
  'mapping.madeAddress.prefix': 'madePrefix',
  'mapping.madeAddress.domain': 'madeDomain',
  file: 'file',
};

/** Puts core's errors beside the controls of the mapping form; a column's error beside its column. */
export const placeErrors = (errors: FormErrors, headers: readonly string[]): FormErrors => {
  const fields: Record<string, readonly LocalText[]> = {};
  const general: LocalText[] = [...errors.general];
  for (const [field, texts] of Object.entries(errors.fields)) {
    const column = field.startsWith('mapping.columns.') ? headers.indexOf(field.slice('mapping.columns.'.length)) : -1;
    const place = column >= 0 ? `to.${column}` : PLACES[field];
    if (place === undefined) general.push(...texts);
    else fields[place] = texts;
  }
  return { ...errors, fields, general };
};
