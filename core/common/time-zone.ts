/** True for a time zone that this Node knows by name, such as Asia/Seoul. */
export const isTimeZone = (name: string): boolean => {
  // Newer Nodes take an offset too; none follows the clocks of a place.
  if (/^[+-]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};
