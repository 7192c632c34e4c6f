import type { Lang, LocalText } from './lang.ts';

/** What went wrong, in the terms an edge needs to choose a status, an exit code or a place on the screen. */
export type ErrorKind = 'invalid' | 'not_found' | 'forbidden' | 'conflict' | 'too_many' | 'unavailable';

export interface DomainErrorInit {
  /** Stable and dotted: `campaign.schedule_past`. Edges and tests match on it, never on text. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** The input field concerned, as the caller named it (`schedule.localTime`); absent when it is not about one field. */
  readonly field?: string;
  /** What is wrong and the way out, in both languages. Never a secret, never personal data of somebody else. */
  readonly text: LocalText;
  /** True where doing the same again can help and cannot harm. */
  readonly retrySafe?: boolean;
  /** How long doing the same again is in vain, in whole seconds, where that is known. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** The only error that core throws on purpose. Anything else is a defect or an outage. */
export class DomainError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly field: string | undefined;
  readonly text: LocalText;
  readonly retrySafe: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(init: DomainErrorInit) {
    super(init.text.en, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'DomainError';
    this.code = init.code;
    this.kind = init.kind;
    this.field = init.field;
    this.text = init.text;
    this.retrySafe = init.retrySafe ?? false;
    this.retryAfterSeconds = init.retryAfterSeconds;
  }

  in(lang: Lang): string {
    return this.text[lang];
  }
}

export const isDomainError = (value: unknown): value is DomainError => value instanceof DomainError;

/** Several fields of one form are wrong at once. `issues` is never empty. */
export class InvalidInput extends DomainError {
  readonly issues: readonly DomainError[];

  constructor(issues: readonly DomainError[]) {
    const first = issues[0];
    if (first === undefined) throw new RangeError('InvalidInput needs at least one issue');
    super({
      code: first.code,
      kind: 'invalid',
      ...(first.field === undefined ? {} : { field: first.field }),
      text: {
        en: issues.map((issue) => issue.text.en).join(' '),
        ko: issues.map((issue) => issue.text.ko).join(' '),
      },
    });
    this.name = 'InvalidInput';
    this.issues = issues;
  }
}
