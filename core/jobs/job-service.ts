/** Agenda behind one small door: few, coarse jobs that carry ids and look for due work. */
export interface JobService {
  /** Starts the alarm clock in this process. */
  start(): Promise<void>;
  /** Waits for running jobs, then stops. */
  stop(): Promise<void>;
  /** Wakes the send job at that time (in any process); more wake-ups than needed are harmless. */
  wakeAt(at: Date): Promise<void>;
}
