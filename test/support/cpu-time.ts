/**
 * Seconds that this process computed during `work`: for the shape of an algorithm, in proportion to its input or to the
 * square of it. Other processes on the machine hardly count; a limit stands far above the one and far below the other.
 */
export const cpuSecondsOf = async (work: () => unknown): Promise<number> => {
  const began = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
};
