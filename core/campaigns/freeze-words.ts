import type { LocalText } from '../common/lang.ts';
import { momentText } from '../common/moment.ts';
import type { Notice } from '../people/notice.ts';
import type { ChangeFreeze } from './change-freeze.ts';

type Told = Omit<Notice, 'at'>;

/** Until when, as the end of a sentence. Pure. */
export const freezeEnd = ({ until }: Pick<ChangeFreeze, 'until'>, zone: string): LocalText =>
  until === null
    ? { en: 'until IT ends it', ko: 'IT가 종료할 때까지' }
    : {
        en: `until ${momentText(until, zone, 'en')} (${zone})`,
        ko: `${momentText(until, zone, 'ko')}(${zone})까지`,
      };

const period = (freeze: ChangeFreeze, zone: string): LocalText => {
  const end = freezeEnd(freeze, zone);
  return {
    en: `From ${momentText(freeze.from, zone, 'en')}, ${end.en}.`,
    ko: `${momentText(freeze.from, zone, 'ko')}부터 ${end.ko}.`,
  };
};

/** The banner of a campaign that a freeze holds. Pure. */
export const heldByFreeze = (freeze: ChangeFreeze, zone: string): LocalText => {
  const end = freezeEnd(freeze, zone);
  return {
    en: `Held by a change freeze: ${freeze.reason} Nothing is sent ${end.en}; then both keys release it.`,
    ko: `발송 동결로 보류되었습니다: ${freeze.reason} ${end.ko} 발송되지 않으며, 이후 두 승인이 있어야 해제됩니다.`,
  };
};

/** The banner of a campaign whose freeze is over. */
export const FREEZE_OVER: LocalText = {
  en: 'The change freeze that held it is over. Both keys release it.',
  ko: '이 캠페인을 보류한 발송 동결이 종료되었습니다. 두 승인이 있으면 해제됩니다.',
};

/** What nothing is sent because of though one freeze ended; undefined where sending goes on. Pure. */
export const stillFrozen = (holding: readonly ChangeFreeze[], zone: string): LocalText | undefined => {
  if (holding.length === 0) return undefined;
  const each = holding.map((freeze) => ({ reason: freeze.reason, end: freezeEnd(freeze, zone) }));
  return {
    en: `Still nothing is sent, because another freeze holds: ${each.map(({ reason, end }) => `${reason} (${end.en})`).join('; ')}`,
    ko: `다른 발송 동결이 남아 있어 여전히 발송되지 않습니다: ${each.map(({ reason, end }) => `${reason} (${end.ko})`).join('; ')}`,
  };
};

const titleOf = ({ kind }: ChangeFreeze): LocalText =>
  kind === 'incident'
    ? { en: 'Incident: nothing is sent', ko: '장애: 발송이 중지됩니다' }
    : { en: 'Change freeze: nothing is sent', ko: '발송 동결: 발송이 중지됩니다' };

/** What owners and channels hear of a freeze, each once. Pure. */
export const freezeNotices = {
  announced: (freeze: ChangeFreeze, zone: string, affected: number): Told => ({
    key: `freeze:${freeze.id}`,
    to: { kind: 'channel', purpose: 'campaigns' },
    title: titleOf(freeze),
    lines: [
      { en: freeze.reason, ko: freeze.reason },
      period(freeze, zone),
      {
        en: `Campaigns that it holds now or will: ${affected}. Afterwards both keys release each of them.`,
        ko: `보류되거나 보류될 캠페인: ${affected}건. 이후 캠페인마다 두 승인이 있어야 해제됩니다.`,
      },
    ],
    path: '/campaigns',
    tone: 'warning',
    campaignId: null,
  }),

  toOwner: (freeze: ChangeFreeze, zone: string, campaign: { id: string; name: string; ownerId: string }): Told => ({
    key: `freeze:${freeze.id}:${campaign.id}`,
    to: { kind: 'staff', staffId: campaign.ownerId },
    title: {
      en: `${campaign.id} is not sent: IT froze sending`,
      ko: `${campaign.id} 캠페인은 IT의 발송 동결로 발송되지 않습니다`,
    },
    lines: [
      { en: `${campaign.name}: ${freeze.reason}`, ko: `${campaign.name}: ${freeze.reason}` },
      period(freeze, zone),
      {
        en: 'Nothing is lost. When the freeze is over, both keys release it; you can withdraw or cancel it before.',
        ko: '사라지는 내용은 없습니다. 동결이 끝나면 두 승인으로 해제되며, 그 전에 회수하거나 취소할 수 있습니다.',
      },
    ],
    path: `/campaigns/${campaign.id}`,
    tone: 'warning',
    campaignId: null,
  }),

  ended: (freeze: ChangeFreeze, still: LocalText | undefined): Told => ({
    key: `freeze-ended:${freeze.id}`,
    to: { kind: 'channel', purpose: 'campaigns' },
    title:
      still === undefined
        ? { en: 'The change freeze is over', ko: '발송 동결이 종료되었습니다' }
        : {
            en: 'One change freeze is over, another one holds',
            ko: '발송 동결 하나가 종료되었고 다른 동결이 남아 있습니다',
          },
    lines: [
      { en: freeze.reason, ko: freeze.reason },
      ...(still === undefined ? [] : [still]),
      {
        en: 'Campaigns that it held stay held until both keys release them.',
        ko: '보류된 캠페인은 두 승인이 있어야 해제됩니다.',
      },
    ],
    path: '/campaigns',
    tone: 'normal',
    campaignId: null,
  }),
};
