/** When the workspace works: what reminders, escalation and expiry count in. */
export interface WorkingHours {
  /** IANA name. */
  readonly zone: string;
  /** ISO weekdays, 1 (Monday) to 7, each once, at least one. */
  readonly days: readonly number[];
  /** Wall-clock `HH:MM`; `from` before `to`. */
  readonly from: string;
  readonly to: string;
  /** Days off, `YYYY-MM-DD`, ascending. */
  readonly holidays: readonly string[];
}
