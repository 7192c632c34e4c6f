/** Amounts get thousands separators; years and other small numbers do not. */
export const amount = (value: number): string =>
  Math.abs(value) >= 10_000 ? value.toLocaleString('en-US', { maximumFractionDigits: 10 }) : String(value);

export const list = (values: readonly string[], last: string): string =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} ${last} ${values.at(-1)}`;
