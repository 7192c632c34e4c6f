import type { LocalText } from '../common/lang.ts';
import { momentText } from '../common/moment.ts';
import { type ClosedSum, FINAL_OUTCOMES, OPEN_OUTCOMES, type Outcome } from './delivery.ts';

/**
 * `freezing`: the audience gets its places. `sending`. `waiting`: nothing may be sent before a known moment. `checking`:
 * all that is open is looked up at the provider. `stopped`: paused, held, halted or over, with people left. `done`.
 */
export type ProgressPhase = 'freezing' | 'sending' | 'waiting' | 'checking' | 'stopped' | 'done';

/** Why a run that may be sent waits all the same. */
export interface SendWait {
  readonly why: 'provider' | 'warm_up' | 'own_time';
  readonly until: Date;
}

/** How far a run is. The numbers are those of its sum. */
export interface Progress {
  readonly phase: ProgressPhase;
  /** People with a final outcome, of all who have a place in a batch. */
  readonly done: number;
  readonly of: number;
  /** People a minute at present; null where nothing steady can be said. */
  readonly perMinute: number | null;
  /** Null wherever it would be a guess. */
  readonly secondsLeft: number | null;
  readonly wait: SendWait | null;
}

/** One batch, or part of one, that was taken. */
export interface Acceptance {
  readonly at: Date;
  readonly people: number;
}

/** So many acceptances make a rate: several batches are in flight at once, and their answers come in crowds. */
const ENOUGH = 12;
/** The rates of both halves of the time differ by no more than this factor. */
const STEADY = 2;
const LONGEST_SILENCE_MS = 10_000;

const total = (sum: ClosedSum, outcomes: readonly Outcome[]): number =>
  outcomes.reduce((count, outcome) => count + sum.outcomes[outcome], 0);

/**
 * People in a millisecond over the last acceptances (ascending); undefined where they are few, where their rate changed
 * meanwhile, or where nothing came lately. Pure.
 */
export const steadyRate = (acceptances: readonly Acceptance[], now: Date): number | undefined => {
  const last = acceptances.slice(-2 * ENOUGH);
  const [first, end] = [last[0]?.at.getTime(), last.at(-1)?.at.getTime()];
  if (last.length < ENOUGH || first === undefined || end === undefined || end <= first) return undefined;
  const usualGap = (end - first) / (last.length - 1);
  if (now.getTime() - end > Math.max(LONGEST_SILENCE_MS, 5 * usualGap)) return undefined;
  const middle = first + (end - first) / 2;
  const people = (from: number, to: number): number =>
    last.reduce((sum, { at, people: n }) => sum + (at.getTime() > from && at.getTime() <= to ? n : 0), 0);
  const [early, late] = [people(first, middle), people(middle, end)];
  if (early === 0 || late === 0 || Math.max(early, late) > STEADY * Math.min(early, late)) return undefined;
  return people(first, end) / (end - first);
};

/** How far a run is from what its documents say. `sum` is undefined before the audience is frozen. Pure. */
export const progressOf = (input: {
  readonly sum: ClosedSum | undefined;
  /** The campaign may send now. */
  readonly moving: boolean;
  readonly acceptances: readonly Acceptance[];
  readonly wait: SendWait | null;
  readonly now: Date;
}): Progress => {
  const { sum, moving, wait, now } = input;
  const none = { perMinute: null, secondsLeft: null, wait: null };
  if (sum === undefined) return { phase: 'freezing', done: 0, of: 0, ...none };
  const open = total(sum, OPEN_OUTCOMES);
  const done = total(sum, FINAL_OUTCOMES);
  const numbers = { done, of: done + open, ...none };
  if (open === 0) return { ...numbers, phase: 'done' };
  if (!moving) return { ...numbers, phase: 'stopped' };
  if (open === sum.outcomes.uncertain) return { ...numbers, phase: 'checking' };
  if (wait !== null && wait.until > now) return { ...numbers, phase: 'waiting', wait };
  const rate = steadyRate(input.acceptances, now);
  if (rate === undefined) return { ...numbers, phase: 'sending' };
  return {
    ...numbers,
    phase: 'sending',
    perMinute: Math.round(rate * 60_000),
    // Nobody knows how long it takes until the provider's log can be trusted.
    secondsLeft: sum.outcomes.uncertain > 0 ? null : Math.ceil(open / rate / 1_000),
  };
};

const PHASES: Readonly<Record<Exclude<ProgressPhase, 'waiting'>, LocalText>> = {
  freezing: { en: 'The audience is being frozen.', ko: '발송 대상을 확정하는 중입니다.' },
  sending: { en: 'Sending.', ko: '발송 중입니다.' },
  checking: {
    en: 'What is uncertain is looked up in the log of the provider; it is not sent twice.',
    ko: '불확실한 메일을 발송사 기록에서 확인하고 있으며 두 번 보내지 않습니다.',
  },
  stopped: { en: 'Nothing is sent at present.', ko: '지금은 발송하지 않습니다.' },
  done: { en: 'Everyone has an outcome.', ko: '모든 대상의 결과가 정해졌습니다.' },
};

const WAITS: Readonly<Record<SendWait['why'], (left: string, until: string) => LocalText>> = {
  warm_up: (left, until) => ({
    en: `The allowance of the warm-up is used up for today: ${left} wait until ${until}.`,
    ko: `오늘의 워밍업 허용량을 모두 사용했습니다. ${left}명은 ${until}까지 기다립니다.`,
  }),
  provider: (left, until) => ({
    en: `The provider asks to wait: ${left} wait until ${until}.`,
    ko: `발송사가 대기를 요청했습니다. ${left}명은 ${until}까지 기다립니다.`,
  }),
  own_time: (left, until) => ({
    en: `${left} wait for the time where they are; the next are due at ${until}.`,
    ko: `${left}명은 현지 시각이 되기를 기다리며, 다음 발송은 ${until}입니다.`,
  }),
};

const timeLeft = (seconds: number): LocalText => {
  const minutes = Math.ceil(seconds / 60);
  if (seconds < 60) return { en: 'less than a minute left', ko: '1분 안에 끝남' };
  if (minutes < 90) return { en: `about ${minutes} min left`, ko: `약 ${minutes}분 남음` };
  const hours = Math.round(minutes / 60);
  return { en: `about ${hours} h left`, ko: `약 ${hours}시간 남음` };
};

/** How far a run is, in a sentence: for the page and the card. Times in the named zone. */
export const progressText = (progress: Progress, zone: string): LocalText => {
  const { phase, done, of, perMinute, secondsLeft, wait } = progress;
  const inBoth = (text: (lang: 'en' | 'ko', locale: string) => string): LocalText => ({
    en: text('en', 'en-GB'),
    ko: text('ko', 'ko-KR'),
  });
  return inBoth((lang, locale) => {
    const n = (count: number): string => count.toLocaleString(locale);
    const parts: string[] = [];
    if (phase !== 'waiting') {
      parts.push(PHASES[phase][lang]);
    } else if (wait !== null) {
      const until = `${momentText(wait.until, zone, lang)} (${zone})`;
      const left = n(of - done);
      parts.push(WAITS[wait.why](left, until)[lang]);
    }
    if (of > 0) parts.push(lang === 'en' ? `${n(done)} of ${n(of)}` : `${n(of)}명 중 ${n(done)}명`);
    if (perMinute !== null) parts.push(lang === 'en' ? `${n(perMinute)} a minute` : `분당 ${n(perMinute)}명`);
    if (secondsLeft !== null) parts.push(timeLeft(secondsLeft)[lang]);
    const [first = '', ...rest] = parts;
    return rest.length === 0 ? first : `${first} ${rest.join(' · ')}`;
  });
};
