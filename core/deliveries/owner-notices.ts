import type { Campaign } from '../campaigns/campaign.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { LocalText } from '../common/lang.ts';
import type { NoticeService } from '../people/notice-service.ts';
import { DOUBTS, type Doubt } from './doubt.ts';

export interface OwnerNoticeDeps {
  readonly campaigns: Pick<CampaignService, 'byId'>;
  readonly notices: Pick<NoticeService, 'tell'>;
}

const HOUR_MS = 3_600_000;

const WORKER_STOPPED: LocalText = {
  en: 'What it had in hand is looked up in the log of the provider, so that nobody is sent anything twice. The rest goes on.',
  ko: '처리 중이던 메일은 발송사 기록에서 확인하므로 두 번 발송되지 않습니다. 나머지 발송은 계속됩니다.',
};
const SAY_WHICH: LocalText = {
  en: "Look for the message in the provider's own log and say whether it was accepted. Until then nobody in it is sent anything more.",
  ko: '발송사 기록에서 해당 메시지를 찾아 접수되었는지 알려 주세요. 그때까지 해당 수신자에게는 더 이상 발송하지 않습니다.',
};

const tell = (
  deps: OwnerNoticeDeps,
  campaign: Campaign,
  notice: { readonly key: string; readonly title: LocalText; readonly lines: readonly LocalText[] },
): Promise<void> =>
  deps.notices.tell({
    ...notice,
    key: `deliveries:${notice.key}`,
    to: { kind: 'staff', staffId: campaign.brief.ownerId },
    path: `/campaigns/${campaign.id}`,
    tone: 'warning',
    campaignId: campaign.id,
  });

/** The run was held because the provider takes nothing. */
export const tellHeld = (
  deps: OwnerNoticeDeps,
  campaign: Campaign,
  input: { readonly runId: string; readonly at: Date; readonly reason: LocalText },
): Promise<void> =>
  tell(deps, campaign, {
    key: `held:${input.runId}:${input.at.getTime()}`,
    title: { en: `${campaign.id} is held and not sent on`, ko: `${campaign.id} 발송이 보류되었습니다` },
    lines: [input.reason],
  });

/** A process that was sending has died. Once for each process and run. */
export const tellWorkerStopped = async (
  deps: OwnerNoticeDeps,
  input: { readonly runId: string; readonly campaignId: string; readonly owner: string },
): Promise<void> => {
  const campaign = await deps.campaigns.byId(input.campaignId);
  if (campaign === undefined) return;
  await tell(deps, campaign, {
    key: `worker:${input.runId}:${input.owner}`,
    title: {
      en: `${campaign.id}: a process that was sending stopped`,
      ko: `${campaign.id}: 발송 중이던 프로세스가 멈췄습니다`,
    },
    lines: [WORKER_STOPPED],
  });
};

/** For how long, in whole words. */
const duration = (ms: number): LocalText => {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  const minutes = Math.round(seconds / 60);
  return seconds < 90 ? { en: `${seconds} s`, ko: `${seconds}초` } : { en: `${minutes} min`, ko: `${minutes}분` };
};

/** The database is back; it was away while the run was under way. */
export const tellDatabaseWasAway = async (
  deps: OwnerNoticeDeps,
  input: { readonly runId: string; readonly campaignId: string; readonly at: Date; readonly ms: number },
): Promise<void> => {
  const campaign = await deps.campaigns.byId(input.campaignId);
  if (campaign === undefined) return;
  const { en, ko } = duration(input.ms);
  await tell(deps, campaign, {
    key: `database:${input.runId}:${input.at.getTime()}`,
    title: {
      en: `${campaign.id}: the database was away for ${en} and is back`,
      ko: `${campaign.id}: 데이터베이스가 ${ko} 동안 응답하지 않다가 복구되었습니다`,
    },
    lines: [
      {
        en: 'Nothing was begun meanwhile. What was in hand is looked up in the log of the provider, so that nobody is sent anything twice. The rest goes on by itself.',
        ko: '그동안 새 발송은 시작하지 않았습니다. 처리 중이던 메일은 발송사 기록에서 확인하므로 두 번 발송되지 않으며, 나머지 발송은 자동으로 계속됩니다.',
      },
    ],
  });
};

/** A person must say whether mail was accepted. Once an hour for each run: an outage asks about many batches. */
export const tellAsked = async (
  deps: OwnerNoticeDeps,
  input: { readonly runId: string; readonly campaignId: string; readonly doubt: Doubt; readonly at: Date },
): Promise<void> => {
  const campaign = await deps.campaigns.byId(input.campaignId);
  if (campaign === undefined) return;
  await tell(deps, campaign, {
    key: `asked:${input.runId}:${Math.floor(input.at.getTime() / HOUR_MS)}`,
    title: { en: `${campaign.id}: was this mail accepted?`, ko: `${campaign.id}: 메일이 접수되었는지 확인해 주세요` },
    lines: [DOUBTS[input.doubt], SAY_WHICH],
  });
};
