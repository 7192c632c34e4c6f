import { ConfigError, readConfig } from '../../../core/config.ts';

const GOOD = { MONGODB_URI: 'mongodb://127.0.0.1/', TANDEM_SECRET: 'x'.repeat(32) };

const refusal = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'taken';
};

test.each([
  [{ PORTAL_PORT: 'abc' }, 'PORTAL_PORT: found "abc"; expected a whole number from 0 to 65535'],
  [{ BOT_PORT: '70000' }, 'BOT_PORT: found "70000"; expected a whole number from 0 to 65535'],
  [{ SEND_BATCH_SIZE: '1.5' }, 'SEND_BATCH_SIZE: found "1.5"; expected a whole number from 1 to 1000'],
  [{ SEND_EVIDENCE_MINUTES: '5' }, 'SEND_EVIDENCE_MINUTES: found "5"; expected a whole number from 35 to 1440'],
  [{ SEND_LEASE_SECONDS: '10' }, 'SEND_LEASE_SECONDS: found "10"; expected a whole number from 90 to 3600'],
  [
    { SEND_DOMAIN_RATES: 'gmail.com' },
    'SEND_DOMAIN_RATES: found "gmail.com"; expected domains with a rate each, such as gmail.com=1200, naver.com=600',
  ],
  [{ PORTAL_URL: 'tandem' }, 'PORTAL_URL: found "tandem"; expected an address that begins with https:// or http://'],
  [
    { MONGODB_URI: 'localhost' },
    'MONGODB_URI: found a value of 9 characters; expected an address that begins with mongodb:// or mongodb+srv://',
  ],
  [
    { MONGODB_URI: '' },
    'MONGODB_URI: found nothing; expected an address that begins with mongodb:// or mongodb+srv://',
  ],
  [{ TANDEM_SECRET: 'short' }, 'TANDEM_SECRET: found a value of 5 characters; expected at least 32 characters'],
  [{ TANDEM_TIME_ZONE: 'Seoul' }, 'TANDEM_TIME_ZONE: found "Seoul"; expected an IANA time zone such as Asia/Seoul'],
  [
    { TANDEM_LOG_LEVEL: 'loud' },
    'TANDEM_LOG_LEVEL: found "loud"; expected one of fatal, error, warn, info, debug, trace, silent',
  ],
  [{ TANDEM_ORGANISATION: ' ' }, 'TANDEM_ORGANISATION: found " "; expected the name of who sends'],
  [{ TANDEM_POSTAL_ADDRESS: ' ' }, 'TANDEM_POSTAL_ADDRESS: found " "; expected the postal address of who sends'],
  [{ MAIL_FROM_DOMAIN: 'example' }, 'MAIL_FROM_DOMAIN: found "example"; expected a domain such as mail.example.com'],
])('%o is refused by name, with what was found and what is expected', (wrong: Record<string, string>, line) => {
  expect(refusal({ ...GOOD, ...wrong })).toBe(line);
});

test('well-formed variables are taken', () => {
  expect(refusal(GOOD)).toBe('taken');
});
