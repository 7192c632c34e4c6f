import type { LocalText } from '../../common/lang.ts';

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
