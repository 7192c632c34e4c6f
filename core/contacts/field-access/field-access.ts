export const FIELD_ACCESS_LIMITS = { reason: 500, purpose: 500, comment: 500, days: 365 } as const;

/** When whoever asked for a field, and IT, hear that its access ends: so many days before. */
export const WARNING_DAYS = [7, 1] as const;

/** `ended`: early by a person, or because its time is over. */
export type FieldRequestState = 'asked' | 'granted' | 'refused' | 'ended';

/** Marketing's request for a restricted attribute, called `F-12` everywhere, and what IT answered. */
export interface FieldRequest {
  readonly id: string;
  /** The attribute's key. */
  readonly key: string;
  readonly state: FieldRequestState;
  /** Why it is asked for. */
  readonly reason: string;
  /** For which campaign, as it was said; null where for none. */
  readonly campaignId: string | null;
  /** Staff id. */
  readonly askedBy: string;
  readonly askedAt: Date;
  /** What it may be used for; null before it is granted. */
  readonly purpose: string | null;
  /** How long; null before it is granted. */
  readonly days: number | null;
  readonly until: Date | null;
  /** What IT said with its decision; may be empty. */
  readonly comment: string;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  /** A staff id; `system:field-access` where its time was over. */
  readonly endedBy: string | null;
  readonly endedAt: Date | null;
}

/** As people read it: with the attribute's label. */
export interface ShownFieldRequest extends FieldRequest {
  readonly label: string;
}

/** What reads a field and stops with its access. */
export interface FieldUses {
  readonly segments: readonly { readonly id: string; readonly name: string }[];
  /** Campaigns that are not over. */
  readonly campaigns: readonly { readonly id: string; readonly name: string; readonly ownerId: string }[];
}
