import type { Campaign } from '../campaigns/campaign.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { LocalText } from '../common/lang.ts';
import type { ClosedSum } from './delivery.ts';
import { DELIVERIES } from './start-run.ts';

/** Where a halted run stands, in people. */
export interface HaltState {
  /** A batch that was claimed before is under way: the numbers are not final. */
  readonly halting: boolean;
  readonly submitted: number;
  /** Nothing was sent to them, and nothing will be before both keys. */
  readonly held: number;
  /** Nobody knows yet whether the provider took it. */
  readonly uncertain: number;
}

/** Of a run that is not frozen yet all numbers are 0. Pure. */
export const haltStateOf = (sum: ClosedSum | undefined): HaltState => {
  const { submitting = 0, submitted = 0, pending = 0, uncertain = 0, needs_human: asked = 0 } = sum?.outcomes ?? {};
  return { halting: submitting > 0, submitted, held: pending, uncertain: uncertain + asked };
};

const inWords = ({ submitted, held, uncertain }: HaltState): LocalText => {
  const [sent, kept, open] = [submitted, held, uncertain].map((count) => count.toLocaleString('en'));
  return {
    en: `${sent} sent, ${kept} held${uncertain === 0 ? '' : `, ${open} uncertain: nobody knows yet whether the provider took them`}`,
    ko: `발송 ${sent}명, 보류 ${kept}명${uncertain === 0 ? '' : `, 불확실 ${open}명(발송사가 접수했는지 아직 알 수 없음)`}`,
  };
};

/**
 * Tells the exact numbers of halted campaigns once nothing of them is under way. The campaign is read as halted before
 * its places are counted: whoever claims a batch after that reads the halt before the POST.
 */
export const createHaltTeller = (deps: {
  readonly campaigns: Pick<CampaignService, 'list' | 'byId' | 'record'>;
  readonly stateOf: (campaignId: string) => Promise<HaltState>;
}) => {
  const { campaigns, stateOf } = deps;
  /** Lines that are known to stand. The line's key makes it stand there once; this saves looking. */
  const told = new Set<string>();

  const tell = async ({ id, haltedAt }: Campaign): Promise<void> => {
    const key = `halted:${id}:${haltedAt?.getTime() ?? 0}`;
    if (told.has(key)) return;
    const state = await stateOf(id);
    if (state.halting) return;
    const now = await campaigns.byId(id);
    // Resumed meanwhile: the numbers move again.
    if (now?.state !== 'halted' || now.haltedAt?.getTime() !== haltedAt?.getTime()) return;
    const { en, ko } = inWords(state);
    const { submitted, held, uncertain } = state;
    await campaigns.record(DELIVERIES, id, 'halted', { submitted, held, uncertain, reasonEn: en, reasonKo: ko }, key);
    told.add(key);
  };

  return {
    async tellAll(): Promise<void> {
      for (const campaign of await campaigns.list({ states: ['halted'] })) await tell(campaign);
    },
  };
};
