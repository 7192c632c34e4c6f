import { createHash } from 'node:crypto';
import type { LocalText } from '../../common/lang.ts';
import { amber, type Finding, green, type Head, notApplicable, plain, red, say } from './finding.ts';
import type { LinkAnswer, LinkFailure } from './preflight-service.ts';

/** Slower than this, many who click are gone. */
const SLOW_MS = 3_000;
/** Names that stand for nobody (RFC 2606, RFC 6761). */
const RESERVED = /(^|\.)(test|example|invalid|localhost|example\.(com|net|org))$/i;

export const isReservedName = (host: string): boolean => RESERVED.test(host.replace(/\.$/, ''));

/** True where a host is one of these or lies under one of them. */
export const isAmong = (host: string, hosts: readonly string[]): boolean =>
  hosts.some((one) => host === one.toLowerCase() || host.endsWith(`.${one.toLowerCase()}`));

/** The same for the same address in every run. */
export const idOf = (kind: 'link' | 'picture', url: string): string =>
  `${kind}:${createHash('sha256').update(url).digest('hex').slice(0, 12)}`;

const short = (url: string): string => (url.length > 100 ? `${url.slice(0, 99)}…` : url);

const FAILURES: Readonly<Record<LinkFailure, { readonly measured: LocalText; readonly fix: LocalText }>> = {
  private_address: {
    measured: say('leads to a private address, which was not asked', '사설 주소로 연결되어 확인하지 않음'),
    fix: say(
      'Recipients cannot reach it. Use a public address, or have an administrator allow the host in the review policy.',
      '수신자가 접속할 수 없는 주소입니다. 공개 주소를 쓰거나, 관리자가 검토 정책에서 호스트를 허용해야 합니다.',
    ),
  },
  redirect_loop: {
    measured: say('redirects in a circle', '리디렉션이 순환함'),
    fix: say(
      'Ask whoever runs the page, or link to its final address.',
      '페이지 담당자에게 문의하거나 최종 주소로 연결하세요.',
    ),
  },
  too_many_redirects: {
    measured: say('more than 5 redirects', '리디렉션이 5회를 넘음'),
    fix: say('Link to the final address.', '최종 주소로 연결하세요.'),
  },
  timeout: {
    measured: say('no answer in time', '제한 시간 안에 응답 없음'),
    fix: say(
      'Open it in a browser. If it is slow there too, warn whoever runs it before the send.',
      '브라우저로 열어 보세요. 느리다면 발송 전에 운영 담당자에게 알리세요.',
    ),
  },
  not_resolved: {
    measured: say('the name does not exist', '존재하지 않는 도메인 이름'),
    fix: say('Look for a typing mistake in the address.', '주소에 오타가 있는지 확인하세요.'),
  },
  refused: {
    measured: say('the server takes no connection', '서버가 연결을 거부함'),
    fix: say('Ask whoever runs the server.', '서버 운영 담당자에게 문의하세요.'),
  },
  tls: {
    measured: say('its certificate is not valid', '인증서가 유효하지 않음'),
    fix: say(
      'Browsers will warn before the page. Have the certificate renewed.',
      '브라우저가 경고를 표시합니다. 인증서를 갱신하세요.',
    ),
  },
  bad_url: {
    measured: say(
      'an address that is not asked: another scheme or port, or credentials in it',
      '확인하지 않는 주소: 다른 프로토콜이나 포트, 또는 계정 정보 포함',
    ),
    fix: say(
      'Use an https address without a port, a user or a password.',
      '포트, 사용자, 비밀번호가 없는 https 주소를 사용하세요.',
    ),
  },
};

export interface LinkInput {
  readonly url: string;
  /** Undefined where it was not asked, because its name is reserved for samples. */
  readonly answer: LinkAnswer | undefined;
  readonly allowedHosts: readonly string[];
  /** Hosts of this workspace, which need no TLS on one machine. */
  readonly ownHosts: readonly string[];
  /** False where it is written without a link, so that mail programmes make one of it. */
  readonly tracked?: boolean;
}

const hostOf = (url: string): string => {
  try {
    return new URL(url).hostname.replace(/\.$/, '');
  } catch {
    return '';
  }
};

/** What was measured of one link. Pure. */
export const checkLink = ({ url, answer, allowedHosts, ownHosts, tracked = true }: LinkInput): Finding => {
  const label = tracked ? plain(short(url)) : say(`${short(url)} (not tracked)`, `${short(url)} (추적 안 됨)`);
  const head: Head = { id: idOf('link', url), group: 'links', label };
  if (answer === undefined) return notApplicable(head, say('reserved for samples', '예시용으로 예약된 이름'));

  const hops = answer.hops.length === 0 ? [url] : answer.hops;
  const outside = hops
    .map(hostOf)
    .find((host) => allowedHosts.length > 0 && !isAmong(host, [...allowedHosts, ...ownHosts]));
  if (outside !== undefined) {
    return red(
      head,
      'link.not_allowed',
      say(`${outside} is not in the allow-list`, `${outside}은(는) 허용 목록에 없음`),
      say(
        'Link to a host of the allow-list, or have an administrator add this one in the review policy.',
        '허용 목록의 호스트로 연결하거나, 관리자가 검토 정책에 추가해야 합니다.',
      ),
    );
  }
  if (answer.kind === 'failed') {
    const { measured, fix } = FAILURES[answer.cause];
    const detail = answer.detail === '' ? '' : `: ${short(answer.detail)}`;
    const whole = { en: `${measured.en}${detail}`, ko: `${measured.ko}${detail}` };
    return (answer.cause === 'timeout' ? amber : red)(head, `link.${answer.cause}`, whole, fix);
  }

  const { status, tls, ms } = answer;
  const redirects = hops.length - 1;
  const time = `${ms.toLocaleString('en')} ms`;
  const measured = say(
    [
      redirects === 0
        ? String(status)
        : `${status} after ${redirects} redirect${redirects === 1 ? '' : 's'} to ${short(hops.at(-1) ?? url)}`,
      time,
      tls ?? 'no TLS',
      tracked ? 'tracked' : 'not tracked',
    ].join(', '),
    [
      redirects === 0 ? String(status) : `리디렉션 ${redirects}회 후 ${short(hops.at(-1) ?? url)} ${status}`,
      time,
      tls ?? 'TLS 없음',
      tracked ? '추적됨' : '추적 안 됨',
    ].join(', '),
  );
  if (status === 401 || status === 403 || status === 429) {
    return amber(
      head,
      `link.status_${status}`,
      measured,
      say(
        'The page may be closed, or refuse checkers. Open it in a private window.',
        '비공개 페이지이거나 점검 도구를 거부할 수 있습니다. 시크릿 창에서 열어 보세요.',
      ),
    );
  }
  if (status < 200 || status >= 300) {
    return red(
      head,
      `link.status_${status}`,
      measured,
      status >= 500
        ? say(
            'The server fails. Ask whoever runs it, then check again.',
            '서버 오류입니다. 운영 담당자에게 문의한 뒤 다시 점검하세요.',
          )
        : say('The page is not there. Correct the address.', '페이지가 없습니다. 주소를 수정하세요.'),
    );
  }
  const own = isAmong(hostOf(hops.at(-1) ?? url), ownHosts);
  if (!own && hops.some((hop) => hop.startsWith('http:'))) {
    return amber(
      head,
      'link.no_tls',
      measured,
      say(
        'What people do there can be read on the way. Use https from the first address on.',
        '전송 내용이 노출될 수 있습니다. 처음부터 https 주소를 사용하세요.',
      ),
    );
  }
  if (ms > SLOW_MS) {
    return amber(
      head,
      'link.slow',
      measured,
      say(
        'Thousands will open it within minutes. Warn whoever runs it.',
        '몇 분 안에 많은 사람이 접속합니다. 운영 담당자에게 알리세요.',
      ),
    );
  }
  return green(head, measured);
};

/** Addresses that values of the contacts hold, among the mails that were tried: mail programmes make links of them. Pure. */
export const checkValueLinks = (found: readonly string[]): readonly Finding[] =>
  found.length === 0
    ? []
    : [
        amber(
          { id: 'links_in_values', group: 'links', label: say('Addresses in values', '값에 들어 있는 주소') },
          'link.in_values',
          say(`${found.length}, such as ${short(found[0] ?? '')}`, `${found.length}개, 예: ${short(found[0] ?? '')}`),
          say(
            'They come from contacts, not from this mail: neither checked nor tracked. Use another field, or correct the values.',
            '메일이 아니라 연락처 값에서 나온 주소로, 확인되지도 추적되지도 않습니다. 다른 항목을 쓰거나 값을 수정하세요.',
          ),
        ),
      ];
