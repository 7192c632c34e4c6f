import type { LocalText } from '../common/lang.ts';
import type { Campaign, SendingLimits } from './campaign.ts';

const NONE: LocalText = { en: 'none', ko: '없음' };
export const LIMITS_LABEL: LocalText = { en: 'Sending rules', ko: '발송 규칙' };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const joined = (texts: readonly LocalText[], otherwise: LocalText): LocalText =>
  texts.length === 0
    ? otherwise
    : { en: capital(texts.map(({ en }) => en).join('; ')), ko: texts.map(({ ko }) => ko).join(', ') };

const exemptionText = ({ kind, reason }: NonNullable<Campaign['exemption']>): LocalText =>
  kind === 'transactional'
    ? {
        en: `exempt as transactional mail, from cap and quiet hours: ${reason}`,
        ko: `거래성 메일로 빈도 제한과 야간 제한을 적용하지 않음: ${reason}`,
      }
    : { en: `exempt from the frequency cap: ${reason}`, ko: `빈도 제한을 적용하지 않음: ${reason}` };

/** What keeps the mail from some, and what was lifted and why: the same words on the page and on the card. Pure. */
export const limitsText = (campaign: Pick<Campaign, 'exemption'>, { cap, quietHours }: SendingLimits): LocalText => {
  const texts: LocalText[] = [];
  if (campaign.exemption !== null) texts.push(exemptionText(campaign.exemption));
  if (cap !== null) {
    texts.push({
      en: `at most ${cap.mails} ${cap.mails === 1 ? 'mail' : 'mails'} to a person in ${cap.days} ${cap.days === 1 ? 'day' : 'days'}`,
      ko: `한 사람에게 ${cap.days}일 동안 최대 ${cap.mails}통`,
    });
  }
  if (quietHours !== null) {
    const { from, to, policy } = quietHours;
    texts.push(
      policy === 'hold'
        ? { en: `nothing from ${from} to ${to}: it waits until then`, ko: `${from}~${to}에는 보류했다가 이후 발송` }
        : { en: `nothing from ${from} to ${to}: they are left out`, ko: `${from}~${to}에 해당하는 사람은 제외` },
    );
  }
  return joined(texts, NONE);
};

/** When it reaches whom, where that differs by person; undefined where it does not. Pure. */
export const localScheduleText = ({ schedule }: Pick<Campaign, 'schedule'>): LocalText | undefined =>
  schedule.local === undefined
    ? undefined
    : {
        en: `At this time of day where each recipient is, and to nobody earlier; as in ${schedule.local.fallbackZone} where that is not known`,
        ko: `수신자의 현지 시각 기준으로 발송하며 누구에게도 이보다 일찍 보내지 않음. 시간대를 모르면 ${schedule.local.fallbackZone} 기준`,
      };
