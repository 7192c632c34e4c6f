import type { LocalText } from '../common/lang.ts';
import type { AttributeType } from './contact.ts';

/** What a column becomes. */
export type ColumnTarget =
  | { readonly to: 'address' }
  | { readonly to: 'externalId' }
  | { readonly to: 'consent' }
  | { readonly to: 'attribute'; readonly label: string; readonly type: AttributeType }
  | { readonly to: 'ignore' };

export interface ImportMapping {
  /** By header, exactly as in the file. A header that is not named is ignored. */
  readonly columns: Readonly<Record<string, ColumnTarget>>;
  /** Makes a test address from a column (`c5524@customers.example.test`); only .test, .example and .invalid domains. */
  readonly madeAddress?: { readonly fromColumn: string; readonly prefix: string; readonly domain: string };
  /** A consent column, or a basis that somebody declares, with its source; `none` leaves consent unknown. */
  readonly consent:
    | { readonly kind: 'column' }
    | { readonly kind: 'declared'; readonly source: string }
    | { readonly kind: 'none' };
}

export interface ImportPreview {
  readonly fileName: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'cp949';
  readonly delimiter: ',' | '\t' | ';' | '|';
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly guess: ImportMapping;
  /** By column, the types that each of the first 200 values can be read as; `text` is always one. */
  readonly fits: readonly (readonly AttributeType[])[];
  /** By column, those of the first 200 rows that would be refused with the guessed type; the header is row 1. */
  readonly misfits: readonly (readonly { readonly row: number; readonly value: string }[])[];
}

export type ImportPhase = 'pending' | 'running' | 'done' | 'failed' | 'undoing' | 'undone';

/** Lists of the rows that an import took: each by what it did, and again by what its person lacks. */
export const IMPORT_LISTS = ['created', 'updated', 'unchanged', 'no_consent', 'no_address'] as const;
export type ImportList = (typeof IMPORT_LISTS)[number];

/** What rows of a file came to, or would come to. */
export interface ImportOutcome {
  /** Rows read = created + updated + unchanged + refused. */
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Of the rows that were taken, those whose person has not given consent: such people match, and are not eligible. */
  readonly withoutConsent: number;
  /** Of the rows that were taken, those whose person has no address: likewise. A row can stand in both. */
  readonly withoutAddress: number;
  /** Refused rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface ImportReport extends ImportOutcome {
  readonly id: string;
  readonly fileName: string;
  readonly phase: ImportPhase;
  readonly bytesRead: number;
  readonly bytesTotal: number;
  /** Where it failed: what happened, in both languages, and whether a retry is safe. */
  readonly failure: { readonly en: string; readonly ko: string; readonly retrySafe: boolean } | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** While it runs, once there is enough to go by: its rate, and how long the rest takes at that rate. */
  readonly rowsPerSecond: number | null;
  readonly secondsLeft: number | null;
  /**
   * What was taken back: contacts that it made and nothing else touched, those that stayed because something did, and
   * values of attributes that it gave to others.
   */
  readonly undo: { readonly removed: number; readonly kept: number; readonly values: number } | null;
}

/** What an import would do, without doing it. */
export interface ImportTrial extends ImportOutcome {
  /** The first refused rows. */
  readonly refusals: readonly { readonly row: number; readonly reason: ImportRefusal; readonly texts: LocalText }[];
  /** False where the file goes on after the rows that were looked at. */
  readonly whole: boolean;
}

/** Why a row of an import is refused, in the words of the screens. */
export const IMPORT_REFUSAL_WORDS = {
  no_identity: { en: 'Neither address nor external id', ko: '주소와 외부 ID 없음' },
  address_invalid: { en: 'Invalid address', ko: '잘못된 주소' },
  field_too_long: { en: 'Field too long', ko: '너무 긴 값' },
  control_character: { en: 'Control character', ko: '제어 문자' },
  too_many_columns: { en: 'Too many columns', ko: '열이 너무 많음' },
  wrong_type: { en: 'Wrong type', ko: '형식 오류' },
  consent_unclear: { en: 'Unclear consent', ko: '불명확한 동의' },
  two_contacts: { en: 'Address and external id belong to two contacts', ko: '주소와 외부 ID가 서로 다른 연락처' },
  external_id_differs: { en: 'Address has another external id', ko: '주소에 다른 외부 ID가 있음' },
  erased: { en: 'Erased on request', ko: '요청에 따라 삭제된 사람' },
  repeated: { en: 'Repeated in the file', ko: '파일 안에서 반복됨' },
  address_differs: { en: 'External id has another address', ko: '외부 ID에 다른 주소가 있음' },
} as const satisfies Record<string, LocalText>;
export type ImportRefusal = keyof typeof IMPORT_REFUSAL_WORDS;
