import { DomainError, type DomainErrorInit } from '../common/errors.ts';

const make = (init: Omit<DomainErrorInit, 'text'>, en: string, ko: string): DomainError =>
  new DomainError({ ...init, text: { en, ko } });

export const apiKeyErrors = {
  notAllowed: () =>
    make(
      { code: 'api.not_allowed', kind: 'forbidden' },
      'Only an administrator makes and revokes API keys.',
      'API 키는 관리자만 만들고 폐기할 수 있습니다.',
    ),
  nameInvalid: () =>
    make(
      { code: 'api.name_invalid', kind: 'invalid', field: 'name' },
      'Name the program that will hold the key, in 1 to 100 characters.',
      '키를 사용할 프로그램의 이름을 1~100자로 입력하세요.',
    ),
  scopesInvalid: () =>
    make(
      { code: 'api.scopes_invalid', kind: 'invalid', field: 'scopes' },
      'Choose at least one thing that the key may do.',
      '키로 할 수 있는 일을 하나 이상 고르세요.',
    ),
  notFound: () =>
    make({ code: 'api.key_not_found', kind: 'not_found' }, 'There is no such API key.', '해당 API 키가 없습니다.'),
  keyInvalid: () =>
    make(
      { code: 'api.key_invalid', kind: 'forbidden' },
      'This API key is unknown or revoked. Send a valid one as “Authorization: Bearer KEY”; an administrator makes keys under Settings.',
      '알 수 없거나 폐기된 API 키입니다. “Authorization: Bearer 키” 형식으로 올바른 키를 보내세요. 키는 관리자가 설정에서 만듭니다.',
    ),
  scopeMissing: (scope: string) =>
    make(
      { code: 'api.scope_missing', kind: 'forbidden' },
      `This API key may not write ${scope}. Ask an administrator for one that may.`,
      `이 API 키로는 ${scope} 쓰기를 할 수 없습니다. 관리자에게 권한이 있는 키를 요청하세요.`,
    ),
} as const;
