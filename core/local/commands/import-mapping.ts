import { attributeNamed } from '../../contacts/attribute-key.ts';
import { ATTRIBUTE_TYPES, type AttributeDefinition, type AttributeType } from '../../contacts/contact.ts';
import type { ColumnTarget, ImportMapping } from '../../contacts/contact-import.ts';
import { LocalError } from '../local-error.ts';

export interface ImportOptions {
  readonly map: readonly string[];
  readonly addressColumn?: string;
  readonly externalIdColumn?: string;
  readonly madeAddress?: string;
  readonly prefix?: string;
  readonly domain?: string;
  readonly consentColumn?: string;
  readonly consentDeclared?: string;
}

const SPECIAL: Readonly<Record<string, Exclude<ColumnTarget, { to: 'attribute' }>>> = {
  address: { to: 'address' },
  'external-id': { to: 'externalId' },
  consent: { to: 'consent' },
  ignore: { to: 'ignore' },
};

const usage = (message: string): LocalError => new LocalError(message, 2);

/** What `--map` says of one column; an attribute without a type takes that of the stored one, else the guessed one. */
interface NamedTarget {
  readonly header: string;
  readonly target:
    | Exclude<ColumnTarget, { to: 'attribute' }>
    | { readonly to: 'attribute'; readonly name: string; readonly type: AttributeType | undefined };
}

const isType = (text: string): text is AttributeType => (ATTRIBUTE_TYPES as readonly string[]).includes(text);

/** `Header=attribute`, `Header=attribute:type`, `Header=address` … The header may hold `=` itself: the last one counts. */
export const parseMap = (text: string): NamedTarget => {
  const at = text.lastIndexOf('=');
  const header = text.slice(0, at);
  const value = text.slice(at + 1).trim();
  if (at < 1 || value === '')
    throw usage(`--map "${text}" is not Header=attribute or Header=attribute:type, such as "Birth year=birth_year".`);
  const special = Object.hasOwn(SPECIAL, value) ? SPECIAL[value] : undefined;
  if (special !== undefined) return { header, target: special };
  const colon = value.lastIndexOf(':');
  const name = (colon < 0 ? value : value.slice(0, colon)).trim();
  const type = colon < 0 ? undefined : value.slice(colon + 1).trim();
  if ((type !== undefined && !isType(type)) || name === '') {
    throw usage(`--map "${text}": the type must be one of ${ATTRIBUTE_TYPES.join(', ')}.`);
  }
  return { header, target: { to: 'attribute', name, type } };
};

/**
 * The guess, changed by what was asked for. Columns that nobody names follow the guess; a name of an attribute that is
 * `known` means that attribute.
 * @throws LocalError (wrong usage) naming the option
 */
export const mappingFrom = (
  guess: ImportMapping,
  headers: readonly string[],
  options: ImportOptions,
  known: readonly AttributeDefinition[],
): ImportMapping => {
  const columns: Record<string, ColumnTarget> = { ...guess.columns };
  const set = (header: string, target: ColumnTarget, option: string): void => {
    if (!headers.includes(header)) {
      throw usage(`${option}: the file has no column "${header}". It has: ${headers.join(', ')}.`);
    }
    // One column alone can be the address, the id or the consent: a named one replaces the guessed one.
    for (const [other, known] of Object.entries(columns)) {
      if (target.to !== 'attribute' && target.to !== 'ignore' && known.to === target.to)
        columns[other] = { to: 'ignore' };
    }
    columns[header] = target;
  };
  for (const text of options.map) {
    const { header, target } = parseMap(text);
    if (target.to !== 'attribute') {
      set(header, target, '--map');
      continue;
    }
    const stored = attributeNamed(known, target.name);
    if (stored !== undefined && target.type !== undefined && target.type !== stored.type) {
      throw usage(
        `--map "${text}": ${stored.label} is stored as ${stored.type}. Leave the type out, or give another name.`,
      );
    }
    const guessed = guess.columns[header];
    const type = stored?.type ?? target.type ?? (guessed?.to === 'attribute' ? guessed.type : 'text');
    set(header, { to: 'attribute', label: stored?.label ?? target.name, type }, '--map');
  }
  if (options.addressColumn !== undefined) set(options.addressColumn, { to: 'address' }, '--address-column');
  if (options.externalIdColumn !== undefined)
    set(options.externalIdColumn, { to: 'externalId' }, '--external-id-column');
  if (options.consentColumn !== undefined) set(options.consentColumn, { to: 'consent' }, '--consent-column');
  if (options.consentColumn !== undefined && options.consentDeclared !== undefined) {
    throw usage('--consent-column and --consent-declared exclude each other: name one.');
  }
  if (options.madeAddress !== undefined && options.domain === undefined) {
    throw usage('--made-address needs --domain, such as --domain customers.example.test.');
  }
  if (options.madeAddress === undefined && options.domain !== undefined) {
    throw usage('--domain belongs to --made-address: name the column that addresses are made from.');
  }
  if (options.madeAddress !== undefined) {
    if (!headers.includes(options.madeAddress)) {
      throw usage(`--made-address: the file has no column "${options.madeAddress}". It has: ${headers.join(', ')}.`);
    }
    for (const [header, target] of Object.entries(columns))
      if (target.to === 'address') columns[header] = { to: 'ignore' };
  }
  const found = Object.values(columns).some(({ to }) => to === 'address' || to === 'externalId');
  if (!found && options.madeAddress === undefined) {
    throw usage(
      `No column holds addresses or ids: name one with --address-column or --external-id-column, or make test addresses with --made-address. The file has: ${headers.join(', ')}.`,
    );
  }
  const asked = Object.values(columns).some(({ to }) => to === 'consent');
  return {
    columns,
    ...(options.madeAddress === undefined
      ? {}
      : {
          madeAddress: { fromColumn: options.madeAddress, prefix: options.prefix ?? 'c', domain: options.domain ?? '' },
        }),
    consent:
      options.consentDeclared !== undefined
        ? { kind: 'declared', source: options.consentDeclared }
        : asked
          ? { kind: 'column' }
          : { kind: 'none' },
  };
};
