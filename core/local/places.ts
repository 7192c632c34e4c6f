import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Everything that this machine keeps; ignored by git. */
export const HOME = join(ROOT, '.tandem');
/** Downloaded servers, shared by every instance. */
export const PROGRAMS = join(HOME, 'programs');
