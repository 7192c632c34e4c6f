/**
 * Signs that end a line or turn what stands around them: a name that holds one can look like another, or like a line that
 * nobody wrote, to whoever decides by it. Marks of single letters (U+200E, U+200F) and joiners are not among them.
 */
export const HIDDEN_SIGNS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

const EACH = new RegExp(HIDDEN_SIGNS, 'gu');

/** The text with `shown` in the place of each. Pure. */
export const withoutHiddenSigns = (text: string, shown = ''): string => text.replace(EACH, shown);
