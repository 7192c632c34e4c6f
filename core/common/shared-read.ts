import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * A read of something small that many ask for at once. Whoever asks in the same turn of the event loop shares one read,
 * which begins when all of them have asked: nobody gets what is older than the asking. What is read is not to be changed.
 */
export const sharedRead = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let next: Promise<T> | undefined;
  return () => {
    next ??= nextTurn().then(() => {
      next = undefined;
      return read();
    });
    return next;
  };
};
