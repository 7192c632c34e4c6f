import type { ProviderStanding } from '../../mail/email-provider.ts';
import { amber, type Finding, green, type Head, notApplicable, number, red, say } from './finding.ts';

const DOMAIN: Head = {
  id: 'provider_domain',
  group: 'sender',
  label: say('Domain at the provider', '발송사의 도메인 상태'),
};
const QUOTA: Head = { id: 'provider_quota', group: 'sender', label: say('Quota', '발송 한도') };
const RATE: Head = { id: 'provider_rate', group: 'sender', label: say('Rate', '발송 속도') };
const OUTBOX = say('outbox: nothing is delivered', '보낼 편지함: 실제로 발송되지 않음');

/** The domain's state, quota and rate as Mailgun tells them. Pure. */
export const checkProvider = (
  provider: ProviderStanding,
  load: { readonly eligible: number; readonly batchSize: number; readonly concurrency: number },
): readonly Finding[] => {
  if (provider.kind === 'none') return [DOMAIN, QUOTA, RATE].map((head) => notApplicable(head, OUTBOX));
  if (provider.kind === 'unreadable') {
    const measured = say(
      `Mailgun could not be asked: ${provider.reason}.`,
      `Mailgun에 확인하지 못했습니다: ${provider.reason}.`,
    );
    const fix = say(
      'Look at the API key and at status.mailgun.com, then check again.',
      'API 키와 status.mailgun.com을 확인한 뒤 다시 점검하세요.',
    );
    return [DOMAIN, QUOTA, RATE].map((head) => amber(head, 'provider.timeout', measured, fix));
  }
  return [stateOf(provider), quotaOf(provider, load.eligible), rateOf(provider, load)];
};

type Read = Extract<ProviderStanding, { kind: 'read' }>;

const stateOf = ({ domain, state, disabled }: Read): Finding => {
  if (state === 'active') return green(DOMAIN, say(`${domain} is active`, `${domain}: 활성`));
  const why = disabled === null || disabled === '' ? '' : ` (${disabled})`;
  return state === 'disabled'
    ? red(
        DOMAIN,
        'provider.disabled',
        say(`${domain} is disabled${why}`, `${domain}: 비활성화됨${why}`),
        say(
          'Mailgun sends nothing from it. Ask their support, then check again.',
          'Mailgun에서 발송되지 않습니다. 고객 지원에 문의한 뒤 다시 점검하세요.',
        ),
      )
    : red(
        DOMAIN,
        'provider.unverified',
        say(`${domain} is ${state}`, `${domain}: ${state}`),
        say(
          'Publish the DNS records that Mailgun shows and press Verify there.',
          'Mailgun이 보여 주는 DNS 레코드를 게시하고 인증을 실행하세요.',
        ),
      );
};

const quotaOf = ({ quota }: Read, eligible: number): Finding => {
  if (quota === null) return green(QUOTA, say('no limit is set for the account', '계정에 설정된 한도 없음'));
  if (quota === 'unreadable') {
    return amber(
      QUOTA,
      'provider.quota_unread',
      say('The key may not ask for the limit.', '이 API 키로는 한도를 확인할 수 없습니다.'),
      say('Look at the limit in Mailgun under Settings.', 'Mailgun 설정 화면에서 한도를 확인하세요.'),
    );
  }
  const left = Math.max(0, quota.limit - quota.sent);
  const measured = say(
    `${number(quota.sent)} of ${number(quota.limit)} used, ${number(left)} left for ${number(eligible)} mails`,
    `${number(quota.limit)}건 중 ${number(quota.sent)}건 사용, 발송할 ${number(eligible)}건에 대해 ${number(left)}건 남음`,
  );
  return eligible > left
    ? red(
        QUOTA,
        'provider.quota',
        measured,
        say(
          'Raise the limit in Mailgun, send to fewer people, or wait for the next month.',
          'Mailgun에서 한도를 올리거나, 대상을 줄이거나, 다음 달까지 기다리세요.',
        ),
      )
    : green(QUOTA, measured);
};

const rateOf = (
  { throttledMs }: Read,
  { eligible, batchSize, concurrency }: Parameters<typeof checkProvider>[1],
): Finding => {
  const requests = Math.ceil(eligible / batchSize);
  const own = say(
    `${number(requests)} requests of up to ${number(batchSize)} mails, ${concurrency} at a time`,
    `요청 ${number(requests)}회(회당 최대 ${number(batchSize)}건), 동시 ${concurrency}회`,
  );
  if (throttledMs === null) return green(RATE, own);
  const seconds = Math.ceil(throttledMs / 1_000);
  return amber(
    RATE,
    'provider.throttled',
    say(`Mailgun asks to wait ${seconds} s. ${own.en}`, `Mailgun이 ${seconds}초 대기를 요청합니다. ${own.ko}`),
    say(
      'Something else uses the account now. The send slows down by itself; look who it is.',
      '다른 작업이 계정을 사용 중입니다. 발송은 자동으로 느려지며, 원인을 확인하세요.',
    ),
  );
};
