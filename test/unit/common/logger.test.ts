import { createLogger } from '../../../core/common/logger.ts';

const PERSON = 'person@mail.example.test';

/** The lines that one call writes. */
const logged = (write: (logger: ReturnType<typeof createLogger>) => void): string => {
  const lines: string[] = [];
  write(createLogger('info', 'test', { write: (line) => void lines.push(line) }));
  return lines.join('');
};

describe('a log line about an error', () => {
  const told = 'what somebody told us';
  const unreadable = Object.assign(new SyntaxError('Unexpected end of JSON input'), {
    status: 400,
    body: `{"text":"${told} ${PERSON}`,
  });
  const duplicate = Object.assign(new Error(`E11000 duplicate key error index: a_1 dup key: { a: "${PERSON}" }`), {
    code: 11000,
    keyValue: { a: PERSON },
    writeErrors: [{ op: { a: PERSON, note: told } }],
    errorResponse: { errmsg: PERSON },
  });

  it.each([
    ['of a parser', unreadable],
    ['of the database', duplicate],
    ['in a cause', new Error('failed', { cause: duplicate })],
    ['in its sentence', new Error(`no mailbox for <${PERSON}>, 이름@예시.한국`)],
    ['thrown as text', `no mailbox for ${PERSON}`],
  ])('holds neither addresses nor what was sent or stored: %s', (_name, error) => {
    const line = logged((logger) => logger.child({ platform: 'teams' }).error({ err: error }, 'failed'));
    expect(line).not.toContain('person@');
    expect(line).not.toContain('이름@');
    expect(line).not.toContain(told);
  });

  it('still says what happened and where', () => {
    const line = JSON.parse(logged((logger) => logger.warn({ err: duplicate }, 'not stored'))) as {
      err: Record<string, unknown>;
    };
    expect(line.err).toEqual({
      type: 'Error',
      message: 'E11000 duplicate key error index: a_1 dup key: [masked]',
      code: 11000,
      stack: expect.stringContaining('logger.test.ts'),
    });
  });
});
