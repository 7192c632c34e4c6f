import type {
  AttributeDefinition,
  AudienceCount,
  Campaign,
  Picture,
  Segment,
  SendingRules,
  Staff,
  Topic,
} from '../../core/index.ts';
import type { FormErrors } from '../http/index.ts';
import type { EditorForm } from './editor-form.ts';

/** What the editor offers to choose from. */
export interface EditorChoices {
  readonly staff: readonly Staff[];
  readonly segments: readonly Segment[];
  readonly pictures: readonly Picture[];
  readonly attributes: readonly AttributeDefinition[];
  /** Keys of restricted ones without a grant. */
  readonly ungranted: readonly string[];
  readonly senderDomains: readonly string[];
  readonly count: AudienceCount | undefined;
  readonly rules: SendingRules;
  /** Those that are offered, and the one that is chosen. */
  readonly topics: readonly Topic[];
}

/** One field that differs between what was typed and what is saved now. */
export interface Difference {
  readonly field: string;
  readonly now: string;
  readonly yours: string;
}

export interface EditorProps {
  readonly campaign: Campaign;
  readonly form: EditorForm;
  readonly choices: EditorChoices;
  /** Refused by core just now, nothing was saved; with `hints` what is saved but not ready to be submitted. */
  readonly errors: FormErrors | undefined;
  readonly hints: boolean;
  /** Set where somebody else saved in between. */
  readonly conflict: readonly Difference[] | undefined;
  /** True where the form holds what is not saved. */
  readonly unsaved: boolean;
}
