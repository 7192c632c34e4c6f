/** Something on this machine stands in the way. The message is one sentence that says what and the way out. */
export class LocalError extends Error {
  /** Exit code of the command: 1 failed while running, 2 wrong usage or wrong input. */
  readonly exitCode: 1 | 2;
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.name = 'LocalError';
    this.exitCode = exitCode;
  }
}
