import type { LocalText } from '../../core/index.ts';

export const TIMES = {
  title: { en: 'Lead times', ko: '검토 소요 시간' },
  lead: {
    en: 'How long the keys take, in working hours, and what sends campaigns back.',
    ko: '승인까지 걸린 시간(근무 시간 기준)과 되돌아오는 이유입니다.',
  },
  from: { en: 'Reviews opened from', ko: '검토 시작일(부터)' },
  to: { en: 'To (included)', ko: '까지(포함)' },
  show: { en: 'Show', ko: '보기' },
  lastDays: { en: 'Last {n} days', ko: '최근 {n}일' },
  median: { en: '{lane}: half are faster than', ko: '{lane}: 절반이 걸린 시간' },
  p90: { en: '{lane}: nine of ten are faster than', ko: '{lane}: 열 중 아홉이 걸린 시간' },
  keys: { en: 'keys given: {n}', ko: '승인 {n}건' },
  rework: { en: 'Reworked before approval', ko: '재작업 후 승인된 비율' },
  reworkOf: { en: '{n} of {all} approved campaigns', ko: '승인된 캠페인 {all}건 중 {n}건' },
  none: { en: 'No key was given in this period.', ko: '이 기간에 승인된 검토가 없습니다.' },
  noRework: { en: 'No campaign was approved in this period.', ko: '이 기간에 승인된 캠페인이 없습니다.' },
  laneList: { en: '{lane} keys, slowest first', ko: '{lane} 승인, 오래 걸린 순서' },
  reworkList: { en: 'Approved campaigns, reworked first', ko: '승인된 캠페인, 재작업한 것부터' },
  causeList: { en: 'Campaigns with: {cause}', ko: '해당 캠페인: {cause}' },
  campaign: { en: 'Campaign', ko: '캠페인' },
  cycle: { en: 'Review cycle', ko: '검토 회차' },
  time: { en: 'Working time to the key', ko: '승인까지 근무 시간' },
  reworked: { en: 'Reworked', ko: '재작업' },
  straight: { en: 'At the first go', ko: '한 번에 승인' },
  causes: { en: 'What preflight found', ko: '사전 점검에서 발견된 것' },
  causesLead: {
    en: 'Amber and red items of the checks of this period. Each number opens its campaigns.',
    ko: '이 기간 점검의 주의·위험 항목입니다. 숫자를 누르면 해당 캠페인이 열립니다.',
  },
  cause: { en: 'Cause', ko: '원인' },
  times: { en: 'Times', ko: '횟수' },
  noCauses: { en: 'Nothing was amber or red.', ko: '주의나 위험 항목이 없었습니다.' },
  back: { en: 'Reviews', ko: '검토' },
} as const satisfies Record<string, LocalText>;

const KINDS: Readonly<Record<string, LocalText>> = {
  spf: { en: 'SPF', ko: 'SPF' },
  dkim: { en: 'DKIM', ko: 'DKIM' },
  dmarc: { en: 'DMARC', ko: 'DMARC' },
  provider: { en: 'Provider', ko: '발송사' },
  unsubscribe: { en: 'Unsubscribe', ko: '수신 거부' },
  link: { en: 'Link', ko: '링크' },
  picture: { en: 'Picture', ko: '그림' },
  message: { en: 'Message', ko: '메시지' },
  data: { en: 'Data', ko: '데이터' },
  audience: { en: 'Audience', ko: '수신 대상' },
  law: { en: 'Korean advertising rules', ko: '광고 표시 규정' },
};

const WHATS: Readonly<Record<string, LocalText>> = {
  missing: { en: 'missing', ko: '없음' },
  several: { en: 'more than one record', ko: '레코드가 여러 개' },
  open: { en: 'lets everybody send', ko: '모두에게 발송 허용' },
  without_provider: { en: 'does not name the provider', ko: '발송사가 포함되지 않음' },
  revoked: { en: 'revoked', ko: '폐기됨' },
  weak: { en: 'weak key', ko: '약한 키' },
  unknown: { en: 'not known', ko: '확인되지 않음' },
  invalid: { en: 'invalid', ko: '잘못된 값' },
  none: { en: 'policy asks for nothing', ko: '정책이 none' },
  not_aligned: { en: 'not aligned', ko: '정렬되지 않음' },
  disabled: { en: 'domain disabled', ko: '도메인 비활성' },
  unverified: { en: 'domain not verified', ko: '도메인 미인증' },
  quota: { en: 'quota', ko: '한도' },
  quota_unread: { en: 'quota not read', ko: '한도 확인 불가' },
  throttled: { en: 'throttled', ko: '속도 제한' },
  timeout: { en: 'no answer in time', ko: '시간 내 응답 없음' },
  no_tls: { en: 'without TLS', ko: 'TLS 없음' },
  tls: { en: 'certificate', ko: '인증서 문제' },
  unreachable: { en: 'not reachable', ko: '연결되지 않음' },
  not_allowed: { en: 'host not on the allow-list', ko: '허용 목록에 없는 호스트' },
  slow: { en: 'slow', ko: '느림' },
  private_address: { en: 'private address', ko: '내부 주소' },
  redirect_loop: { en: 'redirect loop', ko: '리디렉션 반복' },
  too_many_redirects: { en: 'too many redirects', ko: '리디렉션 과다' },
  not_resolved: { en: 'name does not resolve', ko: '이름을 찾을 수 없음' },
  refused: { en: 'connection refused', ko: '연결 거부' },
  bad_url: { en: 'not an address', ko: '잘못된 주소' },
  clipped: { en: 'cut off by mailboxes', ko: '메일함에서 잘림' },
  no_text: { en: 'no plain text', ko: '일반 텍스트 없음' },
  template: { en: 'template fails', ko: '서식 오류' },
  too_large: { en: 'too large', ko: '크기 초과' },
  alt_missing: { en: 'no alternative text', ko: '대체 텍스트 없음' },
  heavy: { en: 'heavy', ko: '용량 큼' },
  heavy_together: { en: 'heavy together', ko: '전체 용량 큼' },
  weight_unknown: { en: 'weight not known', ko: '용량 확인 불가' },
  access_not_granted: { en: 'access to a field not granted', ko: '항목 접근 미허용' },
  missing_values: { en: 'values missing', ko: '값이 비어 있음' },
  no_default: { en: 'no default for missing values', ko: '빈 값의 기본값 없음' },
  drift: { en: 'grown or shrunk since approval', ko: '승인 후 변동' },
  nobody_eligible: { en: 'nobody eligible', ko: '발송 가능한 사람 없음' },
  ad_label_missing: { en: '(광고) missing', ko: '(광고) 표시 없음' },
  ad_label_variant: { en: '(광고) written otherwise', ko: '(광고) 표시 변형' },
  consent_old: { en: 'consent older than two years', ko: '2년 넘은 수신 동의' },
  refusal_language: { en: 'refusal not in both languages', ko: '수신 거부 안내 언어 부족' },
  sender_incomplete: { en: 'sender incomplete', ko: '발신자 정보 부족' },
};

/** A cause as people say it; what has no words is shown as it is stored. */
export const causeText = (cause: string): LocalText => {
  const [kind = '', what = ''] = cause.split('.');
  const [first, status] = [KINDS[kind], /^status_(\d+)$/.exec(what)?.[1]];
  const second = status === undefined ? WHATS[what] : { en: `answers ${status}`, ko: `응답 ${status}` };
  if (first === undefined || second === undefined) return { en: cause, ko: cause };
  return { en: `${first.en}: ${second.en}`, ko: `${first.ko}: ${second.ko}` };
};
