import { type Logger as PinoLogger, pino } from 'pino';

/** Structured JSON lines on standard output. Personal data enters only as `KeyedHash.personal(...)`. */
export type Logger = PinoLogger;

const SECRET_PATHS = ['*.password', '*.token', '*.apiKey', 'req.headers.authorization', 'req.headers.cookie'];

export const createLogger = (level: string, name: string): Logger =>
  pino({ level, name, redact: { paths: SECRET_PATHS, censor: '[masked]' } });
