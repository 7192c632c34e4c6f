import type { Lang } from '../common/lang.ts';
import { momentText } from '../common/moment.ts';
import type { ChatIdentity } from './chat-identity.ts';
import type { Notice } from './notice.ts';

const PLATFORMS = { slack: 'Slack', teams: 'Microsoft Teams' } as const;

/** A chat account was linked to a person: told in every other one, because a link can be sent to whoever believes it. Pure. */
export const linkedNotice = (identity: ChatIdentity, zone: string): Omit<Notice, 'at'> => {
  const { platform, workspaceId, userId, displayName, staffId, linkedAt } = identity;
  const when = (lang: Lang): string => `${momentText(linkedAt, zone, lang)} (${zone})`;
  const account = `${PLATFORMS[platform]}: ${displayName || userId}`;
  return {
    key: `chat-linked:${staffId}:${platform}:${workspaceId}:${userId}:${linkedAt.toISOString()}`,
    to: { kind: 'staff', staffId, except: { platform, workspaceId, userId } },
    title: { en: 'A chat account was linked to yours', ko: '채팅 계정이 연결되었습니다' },
    lines: [
      { en: `${account}, on ${when('en')}.`, ko: `${account}, ${when('ko')}` },
      {
        en: 'What it does in Tandem counts as done by you. Not you? Unlink it on your account page at once.',
        ko: '이 계정의 작업은 본인이 한 것으로 기록됩니다. 본인이 아니라면 내 계정 화면에서 바로 연결을 해제하세요.',
      },
    ],
    path: '/account',
    tone: 'warning',
    campaignId: null,
  };
};
