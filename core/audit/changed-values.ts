/** Longest text of one value before and after; the hash beside it covers the rest. */
const LONGEST = 300;

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What differs between two settings, for the audit log: `lanes/it/approvals` → `1 → 2`. For settings alone, which hold
 * numbers, times, hosts and staff ids; nothing that was written about somebody. Pure.
 */
export const changedValues = (before: unknown, after: unknown, path = ''): Readonly<Record<string, string>> => {
  if (isGroup(before) && isGroup(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return Object.assign(
      {},
      ...[...keys].map((key) => changedValues(before[key], after[key], path === '' ? key : `${path}/${key}`)),
    );
  }
  const [from, to] = [before, after].map((value) => JSON.stringify(value ?? null));
  if (from === to) return {};
  const text = `${from} → ${to}`;
  return { [path]: text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text };
};
