import type { LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

export const REPORT = words({
  title: { en: 'Report', ko: '보고서' },
  titleOf: { en: 'Report: {name}', ko: '보고서: {name}' },
  lead: {
    en: 'Counted from the facts at {time}. Bot filtering on.',
    ko: '{time} 기준으로 기록에서 집계했습니다. 봇 필터링 켜짐.',
  },
  botNote: {
    en: 'People counts leave out those with nothing but machine events (mail scanners, privacy proxies); all events are shown beside them.',
    ko: '사람 수에서는 자동 이벤트(메일 검사기, 개인정보 보호 프록시)만 있는 경우를 뺍니다. 전체 이벤트 수는 옆에 표시합니다.',
  },
  notYet: { en: 'Nothing to report yet', ko: '아직 보고할 내용이 없습니다' },
  notYetText: { en: 'This campaign has not started to send.', ko: '이 캠페인은 아직 발송을 시작하지 않았습니다.' },
  submitted: { en: 'Submitted', ko: '제출됨' },
  submittedCaptured: { en: 'captured in the outbox', ko: '보관된 메일로 저장됨' },
  submittedNote: { en: 'taken by the provider', ko: '발송사가 받음' },
  shareOf: { en: '{share} of {whole}', ko: '{whole}의 {share}' },
  wholes: {
    en: 'Delivered and bounced are shares of submitted; what readers do is a share of delivered.',
    ko: '전달과 반송은 제출 대비, 수신자의 반응은 전달 대비 비율입니다.',
  },
  noDeliveries: {
    en: 'No mailbox has reported a delivery (captured mail reaches none), so shares are of submitted.',
    ko: '전달이 확인된 메일이 없어(보관된 메일은 전달되지 않습니다) 비율은 제출 대비입니다.',
  },
  oneEvent: { en: '1 event', ko: '이벤트 1건' },
  events: { en: '{n} events', ko: '이벤트 {n}건' },
  machine: { en: '{n} machine only', ko: '자동만 {n}명' },
  machineMark: { en: 'machine only', ko: '자동만' },
  chart: { en: 'Opens and clicks by hour', ko: '시간별 열람과 클릭' },
  chartAlt: {
    en: 'Line chart: opens and clicks for each hour since the start. The table below holds the same numbers.',
    ko: '발송 이후 시간별 열람과 클릭 그래프. 아래 표에 같은 수치가 있습니다.',
  },
  chartTable: { en: 'The numbers as a table', ko: '표로 보기' },
  hour: { en: 'Hour', ko: '시각' },
  noEvents: { en: 'No opens or clicks yet.', ko: '아직 열람이나 클릭이 없습니다.' },
  target: {
    en: 'Goal: {kpi}, {target} % of {whole}. Now {now}.',
    ko: '목표: {kpi}, {whole}의 {target} %. 현재 {now}.',
  },
  byLink: { en: 'By link', ko: '링크별' },
  link: { en: 'Link', ko: '링크' },
  linkPeople: { en: 'People', ko: '사람' },
  linkClicks: { en: 'Clicks', ko: '클릭' },
  linkFirst: { en: 'First click', ko: '첫 클릭' },
  noLinks: { en: 'The mail had no links.', ko: '메일에 링크가 없었습니다.' },
  byPerson: { en: 'By person', ko: '사람별' },
  allPeople: { en: 'Everyone of this run', ko: '전체 대상' },
  what: { en: 'What they did', ko: '반응' },
  anything: { en: 'Everything', ko: '전체' },
  search: { en: 'Beginning of an address', ko: '주소의 앞부분' },
  show: { en: 'Show', ko: '보기' },
  csv: { en: 'People as CSV', ko: '사람별 CSV' },
  address: { en: 'Address', ko: '주소' },
  noAddress: { en: '(no address)', ko: '(주소 없음)' },
  outcome: { en: 'Outcome', ko: '결과' },
  nobody: { en: 'Nobody here', ko: '해당하는 사람이 없습니다' },
  clickedLink: { en: 'Who clicked {url}', ko: '{url}을(를) 클릭한 사람' },
});
