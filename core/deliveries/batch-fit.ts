/** What one POST says of how many people it may carry. */
export type FitAnswer = 'too_large' | 'accepted' | 'other';

/**
 * How many people the next POST carries: half of one that was too large or that timed out, then again more with each
 * full POST that is taken, so that a provider that is slow for a while is not asked for little for ever. Always from 1 to
 * `most`. Pure.
 */
export const nextFit = (fit: number, most: number, answer: FitAnswer, carried: number): number => {
  const now = Math.min(Math.max(fit, 1), most);
  if (answer === 'too_large') return Math.max(1, Math.min(now, Math.floor(carried / 2)));
  // One that carried less proves nothing about more.
  if (answer === 'accepted' && carried >= now) return Math.min(most, now + Math.ceil(most / 20));
  return now;
};
