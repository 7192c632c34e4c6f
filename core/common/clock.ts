/**
 * The time as this process sees it. Whatever decides (leases, claims, what is due) asks the database instead;
 * this is for display, for defaults and for validating what a person typed.
 */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
