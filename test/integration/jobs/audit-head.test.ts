import { createAuditHead } from '../../../core/jobs/audit-head.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

let test: TestCore;
beforeEach(async () => {
  test = await withTestCore({ TANDEM_TIME_ZONE: 'Asia/Seoul' });
});
afterEach(() => test.close());

const tellAt = (time: string) =>
  createAuditHead({
    audit: test.core.audit,
    notices: test.core.notices,
    policy: test.core.policy,
    timeZone: 'Asia/Seoul',
    now: async () => new Date(time),
  })();
const told = async () => {
  const found = [];
  for (;;) {
    const claim = await test.core.notices.claimNext('slack');
    if (claim === undefined) return found;
    found.push(claim.notice);
    await test.core.notices.done(claim);
  }
};

describe('the head of the audit chain', () => {
  it('is told to IT once a day, from the beginning of its hours, by ten processes', async () => {
    const { core } = test;
    const channel = { platform: 'slack', workspaceId: 'T1' } as const;
    await core.channels.set(systemActor('test'), { ...channel, channelId: 'C1' }, { name: '#campaigns', lang: 'en' });
    const it = { name: '#it', lang: 'en', purpose: 'it' } as const;
    await core.channels.set(systemActor('test'), { ...channel, channelId: 'C2' }, it);

    await tellAt('2026-11-24T23:59:00Z');
    expect(await told()).toEqual([]);
    await Promise.all(Array.from({ length: 10 }, () => tellAt('2026-11-25T00:00:00Z')));
    await tellAt('2026-11-25T14:59:00Z');
    const notices = await told();
    const verdict = await core.audit.verify();
    expect(notices).toMatchObject([{ key: 'audit-head:2026-11-25', to: { kind: 'channel', purpose: 'it' } }]);
    expect(verdict).toMatchObject({ ok: true, entries: 2 });
    const head = verdict.ok ? verdict.head : '';
    expect(notices[0]?.lines.map(({ en }) => en)).toEqual([
      'Entries: 2',
      `Hash of the last one: ${head}`,
      expect.stringContaining(`tandem audit verify --head ${head}`),
    ]);
    expect(await core.audit.verify({ postedHead: head })).toMatchObject({ ok: true, postedAt: 2 });

    await tellAt('2026-11-26T00:00:00Z');
    expect(await told()).toMatchObject([{ key: 'audit-head:2026-11-26' }]);
  });

  it('is told to nobody where nothing is written yet', async () => {
    await tellAt('2026-11-25T00:00:00Z');
    expect(await told()).toEqual([]);
  });
});
