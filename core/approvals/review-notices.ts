import type { Lang, LocalText } from '../common/lang.ts';
import { momentText } from '../common/moment.ts';
import { LANE_WORDS } from '../common/words.ts';
import type { Notice } from '../people/notice.ts';
import type { Staff } from '../people/staff.ts';
import type { Lane, ReviewCycle } from './approval.ts';
import { deadlinesBefore } from './review-deadlines.ts';

type Told = Omit<Notice, 'at'>;

const lanesIn = (lanes: readonly Lane[], lang: Lang): string =>
  lanes.map((lane) => LANE_WORDS[lane][lang]).join(lang === 'en' ? ' and ' : ', ');

/** Whole working minutes as hours and minutes. */
export const workingTime = (minutes: number): LocalText => {
  const whole = Math.floor(minutes);
  const [hours, rest] = [Math.floor(whole / 60), whole % 60];
  if (hours === 0) return { en: `${rest} min`, ko: `${rest}분` };
  return rest === 0
    ? { en: `${hours} h`, ko: `${hours}시간` }
    : { en: `${hours} h ${rest} min`, ko: `${hours}시간 ${rest}분` };
};

const toStaff = (
  cycle: ReviewCycle,
  staffId: string,
  key: string,
  rest: Pick<Told, 'title' | 'lines' | 'tone'>,
): Told => ({
  key: `review:${cycle.id}:${key}:${staffId}`,
  to: { kind: 'staff', staffId },
  path: `/campaigns/${cycle.subjectId}#review`,
  campaignId: cycle.subjectId,
  ...rest,
});

const waitsFor = (lanes: readonly Lane[], minutes: number): LocalText => {
  const time = workingTime(minutes);
  return {
    en: `No key yet after ${time.en} of working time: ${lanesIn(lanes, 'en')}.`,
    ko: `근무 시간으로 ${time.ko}이 지났지만 아직 승인되지 않은 영역: ${lanesIn(lanes, 'ko')}.`,
  };
};
const expires = (cycle: ReviewCycle, zone: string): LocalText[] => {
  const { heldAt } = deadlinesBefore(cycle);
  return heldAt === null
    ? []
    : [
        {
          en: `Without both keys by ${momentText(heldAt, zone, 'en')} (${zone}) it is held. Nothing is approved by silence.`,
          ko: `${momentText(heldAt, zone, 'ko')}(${zone})까지 두 승인이 끝나지 않으면 보류됩니다. 응답이 없다고 자동으로 승인되지는 않습니다.`,
        },
      ];
};

interface Waiting {
  readonly lanes: readonly Lane[];
  /** Working minutes since the opening. */
  readonly minutes: number;
  readonly zone: string;
}

/** What people hear of a review. Each is told to one person, once. Pure. */
export const reviewNotices = {
  reminder: (cycle: ReviewCycle, staffId: string, { lanes, minutes, zone }: Waiting): Told =>
    toStaff(cycle, staffId, 'reminder', {
      title: { en: `${cycle.subjectId} waits for your decision`, ko: `${cycle.subjectId} 캠페인이 결정을 기다립니다` },
      lines: [waitsFor(lanes, minutes), ...expires(cycle, zone)],
      tone: 'attention',
    }),

  askedFor: (cycle: ReviewCycle, staffId: string, at: Date, { lanes, minutes, zone }: Waiting): Told =>
    toStaff(cycle, staffId, `later:${at.toISOString()}`, {
      title: {
        en: `${cycle.subjectId} still waits for your decision, as you asked to be told`,
        ko: `요청하신 알림입니다. ${cycle.subjectId} 캠페인이 아직 결정을 기다립니다`,
      },
      lines: [waitsFor(lanes, minutes), ...expires(cycle, zone)],
      tone: 'normal',
    }),

  escalation: (
    cycle: ReviewCycle,
    staffId: string,
    { lanes, minutes, zone }: Waiting,
    waitedFor: Readonly<Record<Lane, readonly Staff[]>>,
  ): Told =>
    toStaff(cycle, staffId, 'escalation', {
      title: {
        en: `The review of ${cycle.subjectId} has been waiting too long`,
        ko: `${cycle.subjectId} 캠페인의 검토가 지연되고 있습니다`,
      },
      lines: [
        waitsFor(lanes, minutes),
        ...lanes.map((lane): LocalText => {
          const names = waitedFor[lane].map(({ name }) => name).join(', ');
          return names === ''
            ? {
                en: `${LANE_WORDS[lane].en}: nobody who is here may decide. Name a reviewer under People or in the review policy.`,
                ko: `${LANE_WORDS[lane].ko}: 지금 결정할 수 있는 사람이 없습니다. 구성원 화면이나 검토 정책에서 검토자를 지정하세요.`,
              }
            : {
                en: `${LANE_WORDS[lane].en} waits for ${names}.`,
                ko: `${LANE_WORDS[lane].ko} 영역에서 결정할 사람: ${names}.`,
              };
        }),
        ...expires(cycle, zone),
      ],
      tone: 'warning',
    }),

  expired: (cycle: ReviewCycle, staffId: string, lanes: readonly Lane[]): Told =>
    toStaff(cycle, staffId, 'expired', {
      title: {
        en: `${cycle.subjectId} was not approved in time`,
        ko: `${cycle.subjectId} 캠페인이 기한 내에 승인되지 않았습니다`,
      },
      lines: [
        {
          en: `${lanesIn(lanes, 'en')} gave no key, so the campaign is held and nothing is sent. Withdraw it and submit it again, or cancel it.`,
          ko: `${lanesIn(lanes, 'ko')} 영역의 승인이 없어 캠페인이 보류되었으며 발송되지 않습니다. 회수하여 다시 검토를 요청하거나 취소하세요.`,
        },
      ],
      tone: 'warning',
    }),

  delegated: (cycle: ReviewCycle, to: string, lane: Lane, from: Staff): Told =>
    toStaff(cycle, to, `delegated:${lane}:${from.id}`, {
      title: {
        en: `${from.name} asks you to decide about ${cycle.subjectId}`,
        ko: `${from.name} 님이 ${cycle.subjectId} 캠페인의 결정을 위임했습니다`,
      },
      lines: [
        {
          en: `You may give the ${LANE_WORDS[lane].en} key on their behalf in this review.`,
          ko: `이번 검토에서 ${LANE_WORDS[lane].ko} 승인을 대신 결정할 수 있습니다.`,
        },
      ],
      tone: 'attention',
    }),
};
