import { LocalError } from './local-error.ts';

export interface StartOptions {
  readonly playground: boolean;
  readonly sample: boolean;
  readonly help: boolean;
}

export const START_HELP = `npm start                    database, portal, bot and a sample workspace on this machine
npm start -- --playground    also Microsoft's Agents Playground, a Teams client for trying out
npm start -- --sample        the sample workspace in the database of MONGODB_URI as well
Every variable that can be set stands in .env.example.`;

/** @throws LocalError (wrong usage) naming the argument */
export const parseStartOptions = (args: readonly string[]): StartOptions => {
  const known = { '--playground': 'playground', '--sample': 'sample', '--help': 'help', '-h': 'help' } as const;
  const options = { playground: false, sample: false, help: false };
  for (const arg of args) {
    if (!Object.hasOwn(known, arg)) throw new LocalError(`npm start does not know "${arg}".\n${START_HELP}`, 2);
    options[known[arg as keyof typeof known]] = true;
  }
  return options;
};
