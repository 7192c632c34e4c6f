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
