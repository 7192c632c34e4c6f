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
  readonly consent: { readonly kind: 'column' } | { readonly kind: 'declared'; readonly source: string } | { readonly kind: 'none' };
}

export interface ImportPreview {
  readonly fileName: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'cp949';
  readonly delimiter: ',' | '\t' | ';' | '|';
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly guess: ImportMapping;
}

export type ImportPhase = 'pending' | 'running' | 'done' | 'failed';

export interface ImportReport {
  readonly id: string;
  readonly fileName: string;
  readonly phase: ImportPhase;
  readonly bytesRead: number;
  readonly bytesTotal: number;
  /** Rows read = created + updated + unchanged + refused. */
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Refused rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Where it failed: what happened, in both languages, and whether a retry is safe. */
  readonly failure: { readonly en: string; readonly ko: string; readonly retrySafe: boolean } | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}
