import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

const OWN = join(ROOT, '.tandem');

/** Where one instance keeps its data: `TANDEM_DATA_FOLDER`, else `.tandem` in the checkout, which git ignores. */
export const dataFolder = (env: Readonly<NodeJS.ProcessEnv>): string =>
  env.TANDEM_DATA_FOLDER ? resolve(ROOT, env.TANDEM_DATA_FOLDER) : OWN;

/** Downloaded servers, shared by every instance. */
export const PROGRAMS = join(OWN, 'programs');
