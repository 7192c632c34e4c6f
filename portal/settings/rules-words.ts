import type { LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

export const RULES = words({
  title: { en: 'Sending rules', ko: '발송 규칙' },
  lead: {
    en: 'What keeps mail from people who could get it. A campaign that has both keys keeps the rules it was approved with; one in review loses marketing’s key when they change.',
    ko: '받을 수 있는 사람에게도 메일을 제한하는 규칙입니다. 두 승인을 받은 캠페인에는 승인 당시 규칙이 적용되며, 검토 중인 캠페인은 규칙이 바뀌면 마케팅 승인이 무효가 됩니다.',
  },
  open: { en: 'Change the sending rules', ko: '발송 규칙 변경' },
  cap: { en: 'Frequency cap', ko: '빈도 제한' },
  capLead: {
    en: 'Whoever had as many mails within these days is left out as “capped”. Leave both empty for no cap.',
    ko: '이 기간에 이미 이만큼 받은 사람은 "빈도 제한"으로 제외합니다. 제한하지 않으려면 둘 다 비워 두세요.',
  },
  mails: { en: 'Mails to a person, at most', ko: '한 사람에게 보내는 최대 메일 수' },
  days: { en: 'Within how many days', ko: '기간(일)' },
  quiet: { en: 'Quiet hours', ko: '야간 제한' },
  quietLead: {
    en: 'No mail between these times where the recipient is. Leave both empty for none.',
    ko: '수신자의 현지 시각으로 이 시간에는 보내지 않습니다. 제한하지 않으려면 둘 다 비워 두세요.',
  },
  from: { en: 'From', ko: '시작' },
  to: { en: 'To', ko: '종료' },
  policy: { en: 'What falls into them', ko: '이 시간에 해당하는 메일' },
  hold: { en: 'waits until they are over', ko: '끝날 때까지 보류' },
  drop: { en: 'is not sent; the person is left out as “quiet hours”', ko: '보내지 않고 "야간 제한"으로 제외' },
  zone: { en: 'Where a recipient is', ko: '수신자의 시간대' },
  zoneLead: {
    en: 'A text attribute that holds a time zone such as Asia/Seoul. Whose zone is not known counts as in the zone of the campaign.',
    ko: 'Asia/Seoul 같은 시간대가 들어 있는 텍스트 속성입니다. 시간대를 모르면 캠페인의 시간대를 적용합니다.',
  },
  zoneNone: { en: '(none: everybody as in the campaign’s zone)', ko: '(없음: 모두 캠페인의 시간대 적용)' },
  lateness: { en: 'Lateness', ko: '지연 한도' },
  latenessMinutes: {
    en: 'Ask a person when a send is late by more than, minutes',
    ko: '이 시간(분)보다 늦으면 담당자에게 확인',
  },
  latenessHint: {
    en: 'After an outage nobody gets in the middle of the night what was meant for the morning.',
    ko: '장애가 끝난 뒤 엉뚱한 시각에 발송되는 일을 막습니다.',
  },
  save: { en: 'Save the sending rules', ko: '발송 규칙 저장' },
  saved: { en: 'The sending rules were saved.', ko: '발송 규칙을 저장했습니다.' },
  unlimited: { en: 'No frequency cap and no quiet hours', ko: '빈도 제한과 야간 제한 없음' },
  late: { en: 'Late after {n} minutes', ko: '{n}분 넘으면 지연' },
});
