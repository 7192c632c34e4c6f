import { setFlagsFromString } from 'node:v8';

/**
 * From now on the heap of this process is collected when it has grown by three tenths, and not by a multiple: what is held
 * stays near what is in use, for somewhat more processor time. It is no limit: what is in use may grow as it must. Young
 * objects are collected by one thread: several spend a tenth of a sender's processor time on each other.
 */
export const growHeapSlowly = (): void => {
  setFlagsFromString('--heap-growing-percent=30');
  setFlagsFromString('--no-parallel-scavenge');
};
