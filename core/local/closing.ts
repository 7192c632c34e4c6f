/** What must be undone, in the opposite order of how it was done. */
export interface Closing {
  add(name: string, close: () => Promise<void>): void;
  /** Runs everything once; a step that fails is said and does not keep the others from running. */
  run(): Promise<void>;
}

export const createClosing = (say: (line: string) => void): Closing => {
  const steps: { name: string; close: () => Promise<void> }[] = [];
  let running: Promise<void> | undefined;
  const all = async (): Promise<void> => {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      const { name, close } = step;
      await close().catch((error: unknown) => {
        say(`${name} could not be closed: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
  };
  return {
    add: (name, close) => void steps.push({ name, close }),
    run: () => {
      running ??= all();
      return running;
    },
  };
};
