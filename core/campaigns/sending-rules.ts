import type { Campaign, SendingLimits } from './campaign.ts';

/** The workspace's rules for every campaign, kept by administrators. */
export interface SendingRules extends SendingLimits {
  /** A start, or a time of the recipients, that was missed by more asks a person instead of sending. */
  readonly latenessMinutes: number;
  /** Grows by one with each saving; 0 where none was saved. */
  readonly revision: number;
}

export const DEFAULT_RULES: SendingRules = {
  cap: null,
  quietHours: null,
  zoneAttribute: null,
  latenessMinutes: 15,
  revision: 0,
};

export const NO_LIMITS: SendingLimits = { cap: null, quietHours: null, zoneAttribute: null };

/**
 * What of the rules holds for this campaign: an exemption lifts the cap, a transactional one the quiet hours too. The
 * zone of recipients is there only where something depends on it. Pure.
 */
export const limitsFor = (
  { exemption, schedule }: Pick<Campaign, 'exemption' | 'schedule'>,
  rules: SendingLimits,
): SendingLimits => {
  const quietHours = exemption?.kind === 'transactional' ? null : rules.quietHours;
  return {
    cap: exemption === null ? rules.cap : null,
    quietHours,
    zoneAttribute: quietHours !== null || schedule.local !== undefined ? rules.zoneAttribute : null,
  };
};
