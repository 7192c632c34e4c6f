import { MongoNetworkError, MongoServerError } from 'mongodb';
import { isDatabaseRefusal } from '../../../core/common/database-store.ts';
import { databaseTrouble } from '../../../core/common/database-trouble.ts';

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

test.each([
  [
    named('MongoServerSelectionError', 'connect ECONNREFUSED 127.0.0.1:1\n  at …'),
    'The database does not answer (connect ECONNREFUSED 127.0.0.1:1): check that it runs and that MONGODB_URI is right.',
  ],
  [
    named('MongoServerError', 'not authorized on tandem'),
    'The database answers and cannot be used (not authorized on tandem): check that the account of MONGODB_URI may read and write, or use an empty database (TANDEM_DATABASE).',
  ],
])('%s is said with its way out', (error, said) => {
  expect(databaseTrouble(error)).toBe(said);
});

const answered = (code: number, ...errorLabels: string[]): Error =>
  new MongoServerError({ message: 'no', code, errorLabels });

test.each([
  ['a document that breaks a rule', true, answered(121)],
  ['an account that may not write', true, answered(13)],
  ['a disk that is full', true, answered(14_031)],
  ['a key that another document has', false, answered(11_000)],
  ['two writers that met', false, answered(112)],
  ['a server that stops', false, answered(11_600)],
  ['a server that is primary no more', false, answered(10_107)],
  ['a write that may be repeated', false, answered(64, 'RetryableWriteError')],
  ['no answer', false, new MongoNetworkError('connection refused')],
  ['an error of our own', false, new Error('no')],
])('%s: that the database refuses for good is %s', (_, refused, error) => {
  expect(isDatabaseRefusal(error)).toBe(refused);
});
