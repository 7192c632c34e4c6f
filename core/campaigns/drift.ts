/** By how much an audience grew or shrank since approval, in per cent of what was approved; from nobody to somebody is 100. Pure. */
export const driftOf = (approved: number, found: number): number => {
  if (approved === 0) return found === 0 ? 0 : 100;
  return (Math.abs(found - approved) / approved) * 100;
};
