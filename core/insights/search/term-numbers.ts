/** FNV-1a with its bits stirred. Two of a million terms are rarely one number, and then a text is found by a word that it lacks. Pure. */
export const numberOf = (term: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at += 1) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** The different terms of a text as numbers, four bytes each: what is stored and looked through. Pure. */
export const packTerms = (terms: Iterable<string>): Uint32Array => Uint32Array.from(new Set([...terms].map(numberOf)));
