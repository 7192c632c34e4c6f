import { DomainError, type ErrorKind } from '../common/errors.ts';

const make = (code: string, kind: ErrorKind, en: string, ko: string, field?: string) => (): DomainError =>
  new DomainError({ code, kind, text: { en, ko }, ...(field === undefined ? {} : { field }) });

/** Fewest and most characters of a password. */
export const PASSWORD_LENGTH = { least: 10, most: 200 } as const;

export const peopleErrors = {
  emailInvalid: make(
    'people.email_invalid',
    'invalid',
    'Write an e-mail address such as name@company.com.',
    'name@company.com 과 같은 이메일 주소를 입력하세요.',
    'email',
  ),
  emailTaken: make(
    'people.email_taken',
    'conflict',
    'Somebody with this e-mail address is here already. Change that account instead.',
    '이 이메일 주소를 쓰는 구성원이 이미 있습니다. 기존 계정을 변경하세요.',
    'email',
  ),
  nameMissing: make(
    'people.name_missing',
    'invalid',
    'Write a name of 1 to 100 characters, without line breaks or signs that cannot be seen.',
    '이름을 줄바꿈이나 보이지 않는 문자 없이 1~100자로 입력하세요.',
    'name',
  ),
  rolesMissing: make(
    'people.roles_missing',
    'invalid',
    'Choose at least one role.',
    '역할을 하나 이상 선택하세요.',
    'roles',
  ),
  zoneInvalid: make(
    'people.zone_invalid',
    'invalid',
    'Choose a time zone such as Asia/Seoul.',
    'Asia/Seoul 과 같은 시간대를 선택하세요.',
    'timeZone',
  ),
  passwordWeak: make(
    'people.password_weak',
    'invalid',
    `Choose a password of ${PASSWORD_LENGTH.least} to ${PASSWORD_LENGTH.most} characters that is not the e-mail address.`,
    `이메일 주소와 다른 ${PASSWORD_LENGTH.least}~${PASSWORD_LENGTH.most}자의 비밀번호를 정하세요.`,
    'password',
  ),
  passwordWrong: make(
    'people.password_wrong',
    'invalid',
    'That is not your present password.',
    '현재 비밀번호가 맞지 않습니다.',
    'current',
  ),
  signInRefused: make(
    'people.sign_in_refused',
    'invalid',
    'The e-mail address or the password is wrong, or the account is disabled.',
    '이메일 주소 또는 비밀번호가 맞지 않거나 사용이 중지된 계정입니다.',
    'password',
  ),
  signInThrottled: (retryAfterSeconds: number, field: 'password' | 'current' = 'password') => {
    const minutes = Math.ceil(retryAfterSeconds / 60);
    return new DomainError({
      code: 'people.sign_in_throttled',
      kind: 'too_many',
      field,
      retrySafe: true,
      retryAfterSeconds,
      text: {
        en: `Too many tries. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, or ask an administrator for a new invitation.`,
        ko: `시도 횟수가 너무 많습니다. ${minutes}분 뒤에 다시 시도하거나 관리자에게 새 초대를 요청하세요.`,
      },
    });
  },
  invitationInvalid: make(
    'people.invitation_invalid',
    'not_found',
    'This invitation was used already or is older than 7 days. Ask an administrator for a new one.',
    '이미 사용했거나 7일이 지난 초대입니다. 관리자에게 새 초대를 요청하세요.',
  ),
  linkInvalid: make(
    'people.link_invalid',
    'not_found',
    'This link was used already or is older than 30 minutes. Type link in the chat to get a new one.',
    '이미 사용했거나 30분이 지난 링크입니다. 채팅에서 link 명령으로 새 링크를 받으세요.',
  ),
  identityTaken: make(
    'people.identity_taken',
    'conflict',
    'This chat account belongs to somebody else. Its owner can unlink it under Account.',
    '다른 구성원에게 연결된 채팅 계정입니다. 소유자가 계정 화면에서 연결을 해제할 수 있습니다.',
  ),
  lastAdministrator: make(
    'people.last_administrator',
    'conflict',
    'This is the last active administrator. Make somebody else an administrator first.',
    '마지막 관리자입니다. 먼저 다른 구성원에게 관리자 역할을 주세요.',
    'roles',
  ),
  notAllowed: make(
    'people.not_allowed',
    'forbidden',
    'Only an administrator can do this. Ask one listed under People.',
    '관리자만 할 수 있습니다. 구성원 화면의 관리자에게 요청하세요.',
  ),
  notFound: make('people.not_found', 'not_found', 'There is no such member of staff.', '해당 구성원이 없습니다.'),
  staffOnly: make(
    'people.staff_only',
    'forbidden',
    'Sign in first: this belongs to a member of staff.',
    '먼저 로그인하세요. 구성원만 할 수 있습니다.',
  ),
  channelNotAllowed: make(
    'people.channel_not_allowed',
    'forbidden',
    'Only marketers, reviewers and administrators can choose the campaign channel.',
    '마케터, 검토자, 관리자만 캠페인 채널을 정할 수 있습니다.',
  ),
};
