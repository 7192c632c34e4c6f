import fc from 'fast-check';
import { openTeamsRoom, type TeamsPerson, type TeamsRoom } from '../../support/teams-bot.ts';

/** Without these nobody can say who speaks, to whom, where, and where the answer goes. */
const NEEDED = [
  'type',
  'channelId',
  'serviceUrl',
  'from',
  'from.id',
  'recipient',
  'recipient.id',
  'conversation',
  'conversation.id',
] as const;
const OPTIONAL = [
  'id',
  'timestamp',
  'locale',
  'text',
  'textFormat',
  'entities',
  'attachments',
  'value',
  'from.name',
  'from.aadObjectId',
  'recipient.name',
  'conversation.conversationType',
  'conversation.isGroup',
  'conversation.name',
  'channelData',
  'channelData.channel',
  'channelData.team',
] as const;

type Json = Record<string, unknown>;

/** The activity without the part at `path`, or with `instead` in its place. */
const spoiled = (activity: Json, path: string, ...instead: readonly unknown[]): Json => {
  const copy = structuredClone(activity);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((at, key) => (at as Json | undefined)?.[key], copy);
  if (typeof parent !== 'object' || parent === null) return copy;
  if (instead.length === 0) delete (parent as Json)[last];
  else (parent as Json)[last] = instead[0];
  return copy;
};

describe('an activity that lacks parts', () => {
  let room: TeamsRoom;
  let person: TeamsPerson;

  beforeAll(async () => {
    room = await openTeamsRoom();
    room.teams.setLimits(false);
    person = await room.person(['marketer'], 'Ana Author');
  });
  afterAll(() => room.close());

  const whole = (): Json => {
    const channel = room.teams.addConversation('channel', 'Campaigns');
    return { ...room.teams.messageActivity('help', person.user, channel.id) };
  };
  const errorIn = ({ body }: { body: unknown }): string => String((body as { error?: string } | undefined)?.error);

  it.each(NEEDED)('is refused without %s, by name', async (path) => {
    const answer = await room.teams.deliver(spoiled(whole(), path));
    expect({ status: answer.status, error: errorIn(answer) }).toEqual({
      status: 400,
      error: `the body is no activity: ${path}`,
    });
  });

  it('is refused with the name of each part that is needed, and answered without the others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray([...NEEDED, ...OPTIONAL], { minLength: 1, maxLength: 6 }), async (paths) => {
        const answer = await room.teams.deliver(paths.reduce((activity, path) => spoiled(activity, path), whole()));
        const missing = paths.filter((path) => (NEEDED as readonly string[]).includes(path));
        if (missing.length === 0) return expect(answer.status).toBe(200);
        expect(answer.status).toBe(400);
        const outer = missing.filter((path) => !missing.some((other) => path.startsWith(`${other}.`)));
        expect(errorIn(answer).replace('the body is no activity: ', '').split(', ').sort()).toEqual([...outer].sort());
      }),
      { numRuns: 60 },
    );
  });

  it('is never a failure of the bot, whatever stands in place of a part', async () => {
    const junk = fc.constantFrom<unknown>(null, 7, '', true, [], {}, [null], [7], { id: null }, 'x'.repeat(2_000));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...NEEDED, ...OPTIONAL), junk, async (path, instead) => {
        const answer = await room.teams.deliver(spoiled(whole(), path, instead));
        expect([200, 400, 401, 403]).toContain(answer.status);
        if (answer.status === 400) expect(errorIn(answer)).toContain(path.split('.')[0]);
      }),
      { numRuns: 150 },
    );
  });
});
