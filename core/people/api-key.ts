/** What the holder of a key may do. */
export const API_SCOPES = ['events', 'contacts'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** What a program shows with each request of the API. Only a keyed hash of its secret is stored. */
export interface ApiKey {
  readonly id: string;
  /** Which program holds it. */
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  readonly createdBy: string;
  readonly createdAt: Date;
  /** To the hour; null where it was never used. */
  readonly usedAt: Date | null;
  /** Null while it holds. */
  readonly revokedAt: Date | null;
}
