import type { AttributeDefinition } from './contact.ts';

/** Names that mean something else to JavaScript, to Liquid or to the contact itself. */
const RESERVED = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'hasownproperty',
  'tostring',
  'valueof',
  'address',
  'id',
  'external_id',
  'externalid',
  'consent',
  'size',
  'first',
  'last',
]);

/** Longest key in characters. */
const KEY_LENGTH = 64;
const KEY = /^[\p{L}\p{M}\p{N}_]{1,64}$/u;

/** True for what may stand after `attributes.` in a filter: no dot, no dollar, nothing that a prototype owns. */
export const isAttributeKey = (key: string): boolean => KEY.test(key) && !RESERVED.has(key.toLowerCase());

/** What reads like an operator or a path of a filter stands in no name of a new attribute. */
const RESERVED_CHARACTERS = /[.$]+/gu;

/** The name that a new attribute gets for this header: without dots and dollar signs; the header itself where nothing else is left. */
export const labelFromHeader = (header: string): string => {
  const rest = header.replace(RESERVED_CHARACTERS, ' ').replace(/\s+/gu, ' ').trim();
  return rest === '' ? header : rest;
};

export const mayNameAttribute = (label: string): boolean => label.search(RESERVED_CHARACTERS) < 0;

/** Two labels with the same key are the same attribute: case, spaces, underscores and hyphens do not tell them apart. */
export const labelKey = (label: string): string =>
  label
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_-]+/gu, ' ')
    .trim();

/** The attribute that has this label. The very same words come before words that only have the same key. */
export const attributeLabelled = (
  known: readonly AttributeDefinition[],
  label: string,
): AttributeDefinition | undefined => {
  const shown = label.normalize('NFC').trim();
  return (
    known.find((definition) => definition.label === shown) ??
    known.find((definition) => labelKey(definition.label) === labelKey(shown))
  );
};

/** The attribute that somebody means by a header or a typed name: by its label, else by its key. */
export const attributeNamed = (known: readonly AttributeDefinition[], name: string): AttributeDefinition | undefined =>
  attributeLabelled(known, name) ?? known.find(({ key }) => labelKey(key) === labelKey(name));

/**
 * The key made from a header: letters of any script, digits and `_`, case kept; undefined where none is left.
 * A key that is `taken` (compared without case) or reserved gets a number: `Region_2`.
 */
export const keyFromLabel = (label: string, taken: ReadonlySet<string>): string | undefined => {
  const cleaned = label
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  if (!/[\p{L}\p{N}]/u.test(cleaned)) return undefined;
  const base = [...(/^\p{N}/u.test(cleaned) ? `n_${cleaned}` : cleaned)].slice(0, KEY_LENGTH - 4).join('');
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}_${number}`;
    if (!RESERVED.has(key.toLowerCase()) && !taken.has(key.toLowerCase())) return key;
  }
};
