/** Compared without case, spaces, underscores and hyphens; what follows is noise. */
const LONGEST = 40;

const folded = (name: string): readonly string[] =>
  [
    ...name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[\s_.-]+/gu, ''),
  ].slice(0, LONGEST);

/** Insertions, deletions, replacements and swaps of neighbours that make `b` of `a` (optimal string alignment). */
const distance = (a: readonly string[], b: readonly string[]): number => {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, char] of a.entries()) {
    const row = [i + 1];
    for (const [j, other] of b.entries()) {
      const swapped = i > 0 && j > 0 && char === b[j - 1] && other === a[i - 1];
      row.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (last[j + 1] ?? 0) + 1,
          (last[j] ?? 0) + (char === other ? 0 : 1),
          swapped ? (before[j - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
};

/**
 * The names that somebody may have meant, nearest first: at most a third of the characters are wrong, or one name holds
 * the other. Looks at the first 40 characters. Pure.
 */
export const nearest = (name: string, known: readonly string[], count: number): string[] => {
  const typed = folded(name);
  const word = typed.join('');
  return known
    .flatMap((candidate) => {
      const letters = folded(candidate);
      const other = letters.join('');
      const holds = Math.min(typed.length, letters.length) >= 3 && (word.includes(other) || other.includes(word));
      const most = Math.max(typed.length, letters.length) / 3;
      if (!holds && Math.abs(typed.length - letters.length) > most) return [];
      const away = distance(typed, letters);
      return holds || away <= most ? [{ candidate, away: holds ? Math.min(away, 1) : away }] : [];
    })
    .sort((a, b) => a.away - b.away)
    .slice(0, count)
    .map(({ candidate }) => candidate);
};
