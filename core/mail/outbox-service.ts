/** A mail that was captured instead of delivered. */
export interface CapturedMail {
  readonly id: string;
  readonly campaignId: string;
  readonly address: string;
  readonly from: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly test: boolean;
  readonly at: Date;
}

export interface OutboxService {
  /** `query` is the beginning of an address or a part of the subject. Newest first. */
  search(input: { query?: string; campaignId?: string; before?: string; limit?: number }): Promise<{ mails: readonly CapturedMail[]; total: number; next: string | null }>;
  byId(id: string): Promise<CapturedMail | undefined>;
}
