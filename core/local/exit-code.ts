import { CommanderError } from 'commander';
import { isDomainError } from '../common/errors.ts';
import { LocalError } from './local-error.ts';

/** What a command can be given: options, files, names. A campaign that lacks something is no input of its caller. */
const GIVEN = /^(people|contact|import)\./;

/** Exit code of a command that threw: 2 where what it was given is wrong, a file included; 1 where it failed while running. */
export const exitCodeOf = (error: unknown): 0 | 1 | 2 => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof LocalError) return error.exitCode;
  if (isDomainError(error)) {
    return GIVEN.test(error.code) && (error.kind === 'invalid' || error.field !== undefined) ? 2 : 1;
  }
  return 1;
};
