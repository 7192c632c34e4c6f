/** Longest part of a text that is looked at, in characters; longer ones are refused before. */
const ADDRESS = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu;
/** Eight digits or more with the signs that people put between them; dates (2026-11-24) and prices (1,200,000) are not. */
const PHONE =
  /(?<![\p{L}\p{N}.,/-])(?:\+\d{1,3}[ .-]?)?(?:\(0?\d{1,4}\)|0\d{1,3})[ .-]?\d{3,4}[ .-]?\d{3,4}(?![\p{L}\p{N}])/gu;
const INTERNATIONAL = /(?<![\p{L}\p{N}])\+\d{1,3}[ .-]?\d{1,4}(?:[ .-]?\d{2,4}){2,4}(?![\p{N}])/gu;
/** A Korean resident registration number. */
const REGISTRATION = /(?<!\d)\d{6}-?[1-8]\d{6}(?!\d)/g;
const CARD = /(?<![\d-])(?:\d{4}[ -]){3}\d{4}(?![\d-])/g;

/** What stands where personal data stood. */
export const MASK = '•••';

/**
 * Takes addresses, telephone numbers, card and resident registration numbers out of a text, and says how many. Names are
 * left: nothing here can tell them from other words. Pure; time grows with the length alone.
 */
export const maskPersonal = (text: string): { readonly text: string; readonly masked: number } => {
  let masked = 0;
  const mask = (): string => {
    masked += 1;
    return MASK;
  };
  const without = [ADDRESS, CARD, REGISTRATION, INTERNATIONAL, PHONE].reduce(
    (rest, pattern) => rest.replace(pattern, mask),
    text,
  );
  return { text: without, masked };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Whether somebody's mail address stands in a link, as it is or encoded, once or twice; `name@1.2.3` is a version. Pure. */
export const linkHoldsAddress = (link: string): boolean =>
  [link, decoded(link), decoded(decoded(link))].some((text) =>
    [...text.matchAll(ADDRESS)].some(([address]) => !/\.\p{N}+$/u.test(address)),
  );
