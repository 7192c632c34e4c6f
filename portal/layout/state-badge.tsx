import { type CampaignState, STATE_WORDS } from '../../core/index.ts';
import { useText } from '../http/context.ts';
import { Badge, type BadgeTone } from './badge.tsx';

const TONES: Record<CampaignState, BadgeTone> = {
  draft: 'neutral',
  in_review: 'warning',
  scheduled: 'info',
  sending: 'accent',
  paused: 'warning',
  held: 'warning',
  halted: 'danger',
  sent: 'good',
  cancelled: 'neutral',
  rejected: 'danger',
  failed: 'danger',
};

/** A campaign's state as a badge. */
export const StateBadge = ({ state }: { state: CampaignState }) => {
  const t = useText();
  return <Badge tone={TONES[state]}>{t(STATE_WORDS[state])}</Badge>;
};
