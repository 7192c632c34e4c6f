/** IT says that nothing is sent for a while: in a planned window, or because of an incident. */
export interface ChangeFreeze {
  readonly id: string;
  readonly kind: 'window' | 'incident';
  readonly reason: string;
  readonly from: Date;
  /** Null: until somebody ends it. */
  readonly until: Date | null;
  readonly announcedBy: string;
  readonly announcedAt: Date;
  /** Ended before its time, or an incident that is over. */
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
}

/** True where nothing may be sent because of it. Pure. */
export const isFrozenBy = (freeze: ChangeFreeze, at: Date): boolean =>
  freeze.endedAt === null && freeze.from <= at && (freeze.until === null || at < freeze.until);
