/** One line of a campaign's history, shown on its page and posted under its card. */
export interface ThreadEntry {
  readonly campaignId: string;
  /** 1, 2, 3 … within the campaign. */
  readonly seq: number;
  readonly at: Date;
  /** Staff id or `system:NAME`. */
  readonly actor: string;
  readonly surface: string;
  readonly kind: ThreadKind;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

export type ThreadKind =
  | 'created'
  | 'edited'
  | 'submitted'
  | 'preflight'
  | 'waived'
  | 'approved'
  | 'approval_voided'
  /** Somebody asked somebody else, `to`, to decide for a lane. */
  | 'delegated'
  | 'changes_requested'
  | 'rejected'
  | 'withdrawn'
  | 'scheduled'
  | 'send_started'
  | 'send_finished'
  | 'paused'
  | 'resumed'
  | 'held'
  /** Somebody halted it, with why. */
  | 'halting'
  /** Nothing of it is under way any more: the exact numbers. */
  | 'halted'
  /** The freeze that held it is over. */
  | 'freeze_over'
  | 'released'
  | 'cancelled'
  | 'failed'
  | 'test_sent'
  | 'results';
