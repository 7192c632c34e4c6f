import type { LocalText } from '../common/lang.ts';
import { normaliseAddress } from './address.ts';
import { parseConsent, parseValue } from './attribute-value.ts';
import type { AttributeType, AttributeValue, Consent } from './contact.ts';
import { TYPE_WORDS } from './contact-errors.ts';
import type { ImportMapping, ImportRefusal } from './contact-import.ts';

/** Longest field in characters, and longest external id. */
const FIELD_LENGTH = 10_000;
const EXTERNAL_ID_LENGTH = 200;
/** What may not stand in a stored text; line breaks and tabs may. */
const CONTROL = /(?![\t\n\r])\p{Cc}/u;
const SURROGATE = /\p{Surrogate}/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** What a row says, before it meets what is stored. */
export interface RowDraft {
  readonly row: number;
  readonly address: string | undefined;
  /** Its keyed hash, where whoever read the row made it already. */
  readonly addressHash?: string | undefined;
  readonly externalId: string | undefined;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly consent: Consent;
}

export interface RowRefusal {
  readonly row: number;
  readonly reason: ImportRefusal;
  readonly text: LocalText;
}

/** A mapping bound to the file: what each column, by position, becomes. */
export interface RowPlan {
  readonly width: number;
  readonly columns: readonly RowColumn[];
  readonly madeAddress: (NonNullable<ImportMapping['madeAddress']> & { readonly column: number }) | undefined;
  readonly consent: ImportMapping['consent'];
  /** The keyed hash of a normalised address. */
  readonly hashOf: (address: string) => string;
  /** Where an import's consent says that it comes from. */
  readonly source: string;
  readonly at: Date;
}
export type RowColumn =
  | { readonly to: 'address' | 'externalId' | 'consent' | 'ignore'; readonly header: string }
  | { readonly to: 'attribute'; readonly header: string; readonly key: string; readonly type: AttributeType };

const shorten = (text: string): string => {
  const printable = text.replace(/[\p{Cc}\p{Cf}]/gu, '�');
  return printable.length > 40 ? `${printable.slice(0, 40)}…` : printable;
};

const refusal = (row: number, reason: ImportRefusal, en: string, ko: string): RowRefusal => ({
  row,
  reason,
  text: { en, ko },
});

/** Whether a cell holds what may not be stored. Most cells are plain, and are told so at once. */
const isUnfit = (cell: string): boolean => !PLAIN.test(cell) && (CONTROL.test(cell) || SURROGATE.test(cell));

/** Reads one record. Pure: nothing stored is asked. */
export const readRow = (plan: RowPlan, record: readonly string[], row: number): RowDraft | RowRefusal => {
  if (record.length > plan.width) {
    return refusal(
      row,
      'too_many_columns',
      `The row has ${record.length} columns where the header has ${plan.width}. Put fields that hold the delimiter in quotes.`,
      `머리글은 ${plan.width}열인데 이 행은 ${record.length}열입니다. 구분 기호가 든 값은 따옴표로 묶으세요.`,
    );
  }
  let address: string | undefined;
  let externalId: string | undefined;
  let consent: Consent['status'] = 'unknown';
  const attributes = new Map<string, AttributeValue>();

  for (const [index, column] of plan.columns.entries()) {
    const cell = record[index] ?? '';
    if (cell.length > FIELD_LENGTH) {
      return refusal(
        row,
        'field_too_long',
        `"${column.header}" holds ${cell.length} characters; at most ${FIELD_LENGTH} are allowed. Check for a missing closing quote.`,
        `"${column.header}" 값이 ${cell.length}자입니다. 최대 ${FIELD_LENGTH}자까지 가능합니다. 닫는 따옴표가 빠졌는지 확인하세요.`,
      );
    }
    if (column.to === 'ignore' || cell.trim() === '') continue;
    if (column.to === 'address') {
      const result = normaliseAddress(cell);
      if (!result.ok) {
        const shown = shorten(cell);
        return refusal(row, 'address_invalid', `"${shown}": ${result.text.en}`, `"${shown}": ${result.text.ko}`);
      }
      address = result.address;
      continue;
    }
    if (isUnfit(cell)) {
      return refusal(
        row,
        'control_character',
        `"${column.header}" holds a control character. Remove it and import the row again.`,
        `"${column.header}" 값에 제어 문자가 있습니다. 지우고 다시 가져오세요.`,
      );
    }
    switch (column.to) {
      case 'externalId':
        externalId = cell.normalize('NFC').trim();
        if (externalId.length > EXTERNAL_ID_LENGTH) {
          return refusal(
            row,
            'field_too_long',
            `"${column.header}" is an external id of more than ${EXTERNAL_ID_LENGTH} characters.`,
            `"${column.header}" 외부 ID가 ${EXTERNAL_ID_LENGTH}자를 넘습니다.`,
          );
        }
        break;
      case 'consent': {
        const status = parseConsent(cell);
        if (status === undefined) {
          return refusal(
            row,
            'consent_unclear',
            `"${shorten(cell)}" in "${column.header}" is neither yes nor no. Write yes or no, or leave it empty.`,
            `"${column.header}"의 "${shorten(cell)}"은(는) 예/아니오로 읽을 수 없습니다. 예, 아니오로 적거나 비워 두세요.`,
          );
        }
        consent = status;
        break;
      }
      case 'attribute': {
        const result = parseValue(column.type, cell);
        if (result.kind === 'wrong') {
          return refusal(
            row,
            'wrong_type',
            `"${shorten(cell)}" in "${column.header}" is not a ${TYPE_WORDS[column.type].en}. Correct it, or import the column as text.`,
            `"${column.header}"의 "${shorten(cell)}"은(는) ${TYPE_WORDS[column.type].ko} 값이 아닙니다. 고치거나 텍스트로 가져오세요.`,
          );
        }
        if (result.kind === 'value') attributes.set(column.key, result.value);
        break;
      }
    }
  }

  if (address === undefined && plan.madeAddress !== undefined) {
    const cell = (record[plan.madeAddress.column] ?? '')
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '-');
    if (cell !== '') {
      const result = normaliseAddress(`${plan.madeAddress.prefix}${cell}@${plan.madeAddress.domain}`);
      if (result.ok) address = result.address;
    }
  }
  if (address === undefined && externalId === undefined) {
    return refusal(
      row,
      'no_identity',
      'The row has neither an address nor an external id, so nobody could be found by it. Fill in one of them.',
      '주소도 외부 ID도 없어 누구인지 알 수 없습니다. 둘 중 하나를 채우세요.',
    );
  }
  const addressHash = address === undefined ? undefined : plan.hashOf(address);
  return { row, address, addressHash, externalId, attributes, consent: consentOf(plan, consent) };
};

const consentOf = (plan: RowPlan, status: Consent['status']): Consent => {
  switch (plan.consent.kind) {
    case 'column':
      return { status, basis: status === 'unknown' ? 'none' : 'column', source: plan.source, at: plan.at };
    case 'declared':
      // A column that says no outweighs a basis declared for the whole file.
      if (status === 'refused') return { status, basis: 'column', source: plan.source, at: plan.at };
      return { status: 'granted', basis: 'declared', source: plan.consent.source, at: plan.at };
    case 'none':
      return { status: 'unknown', basis: 'none', source: plan.source, at: plan.at };
  }
};
