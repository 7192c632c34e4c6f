/** Wakes the send job. More wake-ups than needed are harmless; a lost one is made up for by the job's own round. */
export interface AlarmClock {
  wakeAt(at: Date): Promise<void>;
}
