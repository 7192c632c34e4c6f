import { domainToASCII } from 'node:url';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { InvalidInput } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { isTimeZone } from '../common/time-zone.ts';
import type { ReviewPolicy } from './policy.ts';
import { policyFieldError } from './policy-errors.ts';

const POLICY_LIMITS = {
  approvals: 5,
  /** Working minutes: ninety days of twenty-four hours. */
  minutes: 129_600,
  reviewers: 200,
  hosts: 500,
  holidays: 500,
} as const;

const SAYS = {
  approvals: {
    en: `Ask for 1 to ${POLICY_LIMITS.approvals} approvals.`,
    ko: `필요한 승인은 1~${POLICY_LIMITS.approvals}명으로 정하세요.`,
  },
  minutes: {
    en: `Give whole working minutes from 1 to ${POLICY_LIMITS.minutes}.`,
    ko: `근무 시간 기준 1~${POLICY_LIMITS.minutes}분의 정수로 입력하세요.`,
  },
  percent: { en: 'Give whole per cent from 1 to 100.', ko: '1~100 사이의 정수(%)로 입력하세요.' },
  zone: { en: 'Choose a time zone such as Asia/Seoul.', ko: 'Asia/Seoul 과 같은 시간대를 선택하세요.' },
  days: { en: 'Choose at least one working day.', ko: '근무일을 하루 이상 선택하세요.' },
  clock: { en: 'Give a time such as 09:00.', ko: '09:00 과 같은 시각을 입력하세요.' },
  toBeforeFrom: {
    en: 'The working day must end after it begins.',
    ko: '근무 종료 시각은 시작 시각보다 뒤여야 합니다.',
  },
  holidays: {
    en: `Give each day off as a date such as 2026-12-25, at most ${POLICY_LIMITS.holidays}.`,
    ko: `휴일은 2026-12-25 와 같은 날짜로 최대 ${POLICY_LIMITS.holidays}개까지 입력하세요.`,
  },
  people: { en: 'Choose people from the list.', ko: '목록에서 구성원을 선택하세요.' },
  hosts: {
    en: `Give host names such as example.com, without https:// and path, at most ${POLICY_LIMITS.hosts}.`,
    ko: `https:// 와 경로 없이 example.com 과 같은 호스트 이름을 최대 ${POLICY_LIMITS.hosts}개까지 입력하세요.`,
  },
  escalateLater: {
    en: 'Escalation must come after the reminder.',
    ko: '상위 보고는 알림보다 뒤여야 합니다.',
  },
  expireLater: { en: 'Expiry must come after the escalation.', ko: '만료는 상위 보고보다 뒤여야 합니다.' },
  missing: { en: 'This is missing.', ko: '값이 필요합니다.' },
} as const satisfies Record<string, LocalText>;
type Saying = keyof typeof SAYS;
const says = (error: Saying) => ({ error });

/** A whole number as a form or JSON gives it. */
const whole = (from: number, to: number, error: Saying) =>
  z
    .union([z.number(), z.string().trim().regex(/^\d+$/).transform(Number)], says(error))
    .refine((n) => Number.isInteger(n) && n >= from && n <= to, says(error));

/** A list, or what a text area or a single box of a form gives for one. */
const list = <T>(item: z.ZodType<T>, most: number, error: Saying) =>
  z
    .union(
      [
        z.array(z.unknown()),
        z.string().transform((text): unknown[] => text.split(/[\s,]+/).filter((part) => part !== '')),
        z.number().transform((n): unknown[] => [n]),
      ],
      says(error),
    )
    .default([])
    .pipe(z.array(item).max(most, says(error)))
    .transform((items) => [...new Set(items)]);

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const clock = (pattern: RegExp) => z.string(says('clock')).trim().regex(pattern, says('clock'));
const date = z
  .string(says('holidays'))
  .trim()
  .refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text).isValid, says('holidays'));
const staffId = z.string(says('people')).trim().min(1, says('people')).max(64, says('people'));
const HOST = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const host = z
  .string(says('hosts'))
  .trim()
  .transform((text) => domainToASCII(text.toLowerCase()))
  .refine((text) => text.length <= 253 && HOST.test(text), says('hosts'));

const lane = z.object(
  {
    approvals: whole(1, POLICY_LIMITS.approvals, 'approvals'),
    reviewers: list(staffId, POLICY_LIMITS.reviewers, 'people'),
  },
  says('missing'),
);
const minutes = whole(1, POLICY_LIMITS.minutes, 'minutes');

const policy = z.object(
  {
    lanes: z.object({ marketing: lane, it: lane }, says('missing')),
    hours: z.object(
      {
        zone: z.string(says('zone')).trim().refine(isTimeZone, says('zone')),
        days: list(whole(1, 7, 'days'), 7, 'days')
          .refine((days) => days.length > 0, says('days'))
          .transform((days) => days.sort((a, b) => a - b)),
        from: clock(CLOCK),
        to: clock(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/),
        holidays: list(date, POLICY_LIMITS.holidays, 'holidays').transform((dates) => dates.sort()),
      },
      says('missing'),
    ),
    remindAfter: minutes,
    escalateAfter: minutes,
    expireAfter: minutes,
    escalateTo: list(staffId, POLICY_LIMITS.reviewers, 'people'),
    allowedHosts: list(host, POLICY_LIMITS.hosts, 'hosts'),
    privateHosts: list(host, POLICY_LIMITS.hosts, 'hosts'),
    driftPercent: whole(1, 100, 'percent'),
  },
  says('missing'),
);

/** `lanes.it.approvals`; a place within a list is named by the list. */
const fieldOf = (path: readonly PropertyKey[]): string => path.filter((part) => typeof part === 'string').join('.');

/**
 * What a form or JSON gives, as a policy whose parts agree with each other. Lists may be arrays or texts with one item a
 * line. Whether the people exist and suffice is not looked at. Pure.
 * @throws InvalidInput with one issue for each field
 */
export const parsePolicy = (input: unknown): Omit<ReviewPolicy, 'revision'> => {
  const parsed = policy.safeParse(input);
  if (!parsed.success) {
    const byField = new Map(parsed.error.issues.map(({ path, message }) => [fieldOf(path), message]));
    throw new InvalidInput(
      [...byField].map(([field, message]) => policyFieldError(field, SAYS[message as Saying] ?? SAYS.missing)),
    );
  }
  const { hours, remindAfter, escalateAfter, expireAfter } = parsed.data;
  const issues = [
    ...(hours.to <= hours.from ? [policyFieldError('hours.to', SAYS.toBeforeFrom)] : []),
    ...(escalateAfter <= remindAfter ? [policyFieldError('escalateAfter', SAYS.escalateLater)] : []),
    ...(expireAfter <= escalateAfter ? [policyFieldError('expireAfter', SAYS.expireLater)] : []),
  ];
  if (issues.length > 0) throw new InvalidInput(issues);
  return parsed.data;
};
