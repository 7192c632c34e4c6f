import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

/** Structured JSON lines on standard output. Personal data enters only as `KeyedHash.personal(...)`. */
export type Logger = PinoLogger;

const SECRET_PATHS = ['*.password', '*.token', '*.apiKey', 'req.headers.authorization', 'req.headers.cookie'];

const MOST_CAUSES = 3;

/** Duplicate keys are the stored values themselves, and any sentence may quote an address. */
const withoutValues = (text: string): string =>
  text
    .replace(/dup key: .*/g, 'dup key: [masked]')
    .replace(/[^\s"'`<>()/@]{1,64}@[^\s"'`<>()/@]{1,190}\.[\p{L}\p{N}-]{2,63}/gu, '[address]');

/**
 * What of an error may stand in a log. Never its other properties: a parser's error carries the whole body that it could
 * not read, and the database's carry the documents that it could not write.
 */
const errorLine = (error: unknown, depth = 0): unknown => {
  if (typeof error !== 'object' || error === null) return withoutValues(String(error));
  const { name, message, stack, code, status, cause } = error as Partial<Error> & Record<string, unknown>;
  const plain = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
  return {
    type: name ?? 'unknown',
    message: withoutValues(String(message ?? '')),
    ...(typeof stack === 'string' ? { stack: withoutValues(stack) } : {}),
    ...(plain(code) ? { code } : {}),
    ...(plain(status) ? { status } : {}),
    ...(cause !== undefined && depth < MOST_CAUSES ? { cause: errorLine(cause, depth + 1) } : {}),
  };
};

export const createLogger = (level: string, name: string, destination?: DestinationStream): Logger => {
  const options = {
    level,
    name,
    serializers: { err: errorLine },
    redact: { paths: SECRET_PATHS, censor: '[masked]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
};
