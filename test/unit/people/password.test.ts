import { createPasswords, PASSWORD_COST } from '../../../core/people/password.ts';
import { TEST_PASSWORD_COST } from '../../support/builders.ts';

describe('a password', () => {
  it('costs what OWASP asks for, and is known again', async () => {
    const passwords = createPasswords(PASSWORD_COST);
    const stored = await passwords.hash('correct horse battery staple');
    expect(stored).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(await passwords.matches('correct horse battery staple', stored)).toBe(true);
    expect(await passwords.matches('correct horse battery stable', stored)).toBe(false);
  });

  it('is known again after the cost was changed, however it is composed', async () => {
    const stored = await createPasswords(TEST_PASSWORD_COST).hash('비밀번호가 길다'.normalize('NFD'));
    const dearer = createPasswords({ N: 16, r: 1, p: 1 });
    expect(await dearer.matches('비밀번호가 길다'.normalize('NFC'), stored)).toBe(true);
  });

  it.each([null, undefined, '', 'md5$1$1$1$AAAA$AAAA'])('is nobody’s where %p is stored', async (stored) => {
    expect(await createPasswords(TEST_PASSWORD_COST).matches('A'.repeat(12), stored)).toBe(false);
  });
});
