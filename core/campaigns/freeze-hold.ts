import type { ApprovalService } from '../approvals/approval-service.ts';
import type { NoticeService } from '../people/notice-service.ts';
import { systemActor } from '../people/staff.ts';
import type { Changes } from './campaign-changes.ts';
import { nextState } from './campaign-states.ts';
import type { CampaignStore, StoredCampaign } from './campaign-store.ts';
import type { ChangeFreeze } from './change-freeze.ts';
import type { FreezeService } from './freeze-service.ts';
import { freezeNotices, heldByFreeze } from './freeze-words.ts';
import { NOT_STOPPED } from './resume-review.ts';

const FREEZER = systemActor('change-freeze');

export type FreezeHold = ReturnType<typeof createFreezeHold>;

/** What a change freeze does to campaigns: those whose time comes and those that are sending are held. */
export const createFreezeHold = (deps: {
  store: CampaignStore;
  changes: Changes;
  approvals: ApprovalService;
  notices: NoticeService;
  freezes: Pick<FreezeService, 'active'>;
  zone: string;
}) => {
  const { store, changes, approvals, notices, freezes, zone } = deps;

  /** False where the campaign is not to be held, or changed meanwhile. */
  const hold = async (campaign: StoredCampaign, freeze: ChangeFreeze): Promise<boolean> => {
    if (!nextState(campaign, 'hold').ok) return false;
    const reason = heldByFreeze(freeze, zone);
    const last = await approvals.current(campaign.id);
    const changed = await changes.change(
      FREEZER,
      campaign,
      {
        ...NOT_STOPPED,
        state: 'held',
        reason,
        heldBy: 'freeze',
        freezeId: freeze.id,
        resumeAfter: last?.number ?? 0,
      },
      [
        {
          kind: 'held',
          data: {
            from: campaign.state,
            to: 'held',
            cause: 'freeze',
            freeze: freeze.id,
            reasonEn: reason.en,
            reasonKo: reason.ko,
          },
          audit: 'campaign.held',
        },
      ],
    );
    if (changed === undefined) return false;
    const { id, name, brief } = campaign;
    await notices.tell(freezeNotices.toOwner(freeze, zone, { id, name, ownerId: brief.ownerId }));
    return true;
  };

  return {
    hold,
    /** Holds what the freeze that is active now holds; does nothing where there is none. */
    async holdAll(now: Date): Promise<void> {
      const freeze = await freezes.active();
      if (freeze === undefined) return;
      for (const campaign of [...(await store.due(now)), ...(await store.inStates(['sending']))]) {
        await hold(campaign, freeze);
      }
    },
  };
};
