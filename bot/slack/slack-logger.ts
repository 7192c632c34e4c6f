import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from '../../core/index.ts';

/** Bolt's log through ours. Its debug lines hold whole payloads (tokens, what people typed), so they are left out. */
export const boltLogger = (logger: Logger): BoltLogger => {
  const line = (args: readonly unknown[]): string =>
    args.map((arg) => (arg instanceof Error ? arg.message : String(arg))).join(' ');
  return {
    debug: () => undefined,
    info: (...args) => logger.debug(line(args)),
    warn: (...args) => logger.warn(line(args)),
    error: (...args) => logger.error(line(args)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
};
