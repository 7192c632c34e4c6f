import type { Addressee } from '../contacts/contact.ts';

/** One body that serves every recipient of its variant: outputs of Liquid stand in it as `%recipient.v1%`, `%recipient.v2%` … */
export interface MailVariant {
  readonly key: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/**
 * A campaign's content, compiled once. Liquid runs here, per recipient; only its outputs travel as recipient-variables,
 * escaped for where they stand. Conditions over contact fields make variants, at most 20.
 */
export interface CompiledMail {
  readonly from: string;
  readonly replyTo: string;
  /** Absolute http(s) links in the mail, in order, without Tandem's own. Index = link number. */
  readonly links: readonly string[];
  /** `contact.KEY` names that the mail reads. */
  readonly mergeFields: readonly string[];
  /** Which variant this contact gets and its variables. Pure. @throws campaign.too_many_variants */
  for(contact: Pick<Addressee, 'address' | 'attributes'>): {
    readonly variant: MailVariant;
    readonly variables: Readonly<Record<string, string>>;
  };
}

/**
 * Placeholders that `deliveries` fills per recipient. The footer holds them in every mail; a preview replaces them by
 * `#`. In a variant each tracked link stands as `%recipient.l0%`, `%recipient.l1%` … (the index in `links`).
 */
export const UNSUBSCRIBE_PLACEHOLDER = '%recipient.unsubscribe%';
/** RFC 8058, in every mail: one click, without a page. */
export const UNSUBSCRIBE_HEADERS: Readonly<Record<string, string>> = {
  'List-Unsubscribe': `<${UNSUBSCRIBE_PLACEHOLDER}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
};
export const VIEW_PLACEHOLDER = '%recipient.view%';
/** The page on which recipients choose topics or pause mail. */
export const PREFERENCES_PLACEHOLDER = '%recipient.preferences%';
/** Replaced by the open pixel, just before `</body>`. */
export const PIXEL_PLACEHOLDER = '%recipient.pixel%';
export const linkPlaceholder = (index: number): string => `%recipient.l${index}%`;
