/** True where an object from outside has under `name` an object of more than `most` entries; asked before each is read. Pure. */
export const countsMore = (input: unknown, name: string, most: number): boolean => {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, name)) return false;
  const entries = (input as Readonly<Record<string, unknown>>)[name];
  return typeof entries === 'object' && entries !== null && Object.keys(entries).length > most;
};
