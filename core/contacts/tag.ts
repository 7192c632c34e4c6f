export const TAG_LIMITS = { length: 40, perContact: 50, offered: 50, contacts: 20_000 } as const;

/** A tag as it is stored: one line without commas, spaces around it gone; undefined where it is none. Case counts. */
export const normaliseTag = (text: string): string | undefined => {
  const tag = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  return tag.length > 0 && tag.length <= TAG_LIMITS.length && /^[^,\p{Cc}\p{Surrogate}]+$/u.test(tag) ? tag : undefined;
};
