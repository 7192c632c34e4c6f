import type { CampaignAudience } from './campaign.ts';

/** By how much an audience grew or shrank since approval, in per cent of what was approved; from nobody to somebody is 100. Pure. */
export const driftOf = (approved: number, found: number): number => {
  if (approved === 0) return found === 0 ? 0 : 100;
  return (Math.abs(found - approved) / approved) * 100;
};

/**
 * The same for a campaign's audience. That of a resend shrinks with everyone who reads the first mail: it is meant to, so
 * that fewer are no drift. Pure.
 */
export const audienceDrift = ({ missed }: Pick<CampaignAudience, 'missed'>, approved: number, found: number): number =>
  missed !== undefined && found < approved ? 0 : driftOf(approved, found);
