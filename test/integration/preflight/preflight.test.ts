import type { PreflightReport } from '../../../core/campaigns/preflight/preflight.ts';
import type { LinkAnswer } from '../../../core/campaigns/preflight/preflight-service.ts';
import { found, withLinks } from '../../support/link-answers.ts';
import { openPreflightRoom } from './preflight-room.ts';

type Room = Awaited<ReturnType<typeof openPreflightRoom>>;
let room: Room;
beforeAll(async () => {
  room = await openPreflightRoom();
  await room.importPeople(6);
});
afterAll(() => room.close());
beforeEach(() => {
  room.asked.length = 0;
  room.internet.answer = (url) => found(url);
  room.policy.current = { allowedHosts: [], privateHosts: [], driftPercent: 10 };
});

const DEAD = 'https://shop.kr/dead';
const FINE = 'https://shop.kr/fine';
const dead = (url: string): LinkAnswer => found(url, url === DEAD ? { status: 404 } : {});
const causes = ({ items }: PreflightReport): string[] => items.flatMap(({ cause }) => cause ?? []);
const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);

describe('a report', () => {
  it('measures every part of a campaign, and is the view of its content until an edit', async () => {
    const draft = await room.aDraft({
      content: { ...withLinks(FINE), subject: 'Hi {{ contact.first_name | default: "you" }}' },
    });
    const report = await room.preflight.run(draft.id, 'submit');
    expect(new Set(report.items.map(({ group }) => group))).toEqual(
      new Set(['sender', 'links', 'pictures', 'message', 'data', 'audience', 'law']),
    );
    expect(report.items.find(({ id }) => id === 'missing:first_name')?.measured.en).toBe(
      '2 of 6 have no first_name: default used',
    );
    expect(report.items.filter(({ state }) => state === 'red')).toEqual([]);
    expect((await room.preflight.view(draft.id))?.report).toEqual(report);

    const { revision } = (await room.campaigns.byId(draft.id)) ?? draft;
    await room.campaigns.edit(room.author, draft.id, { revision, content: { subject: 'Another' } });
    expect(await room.preflight.view(draft.id)).toBeUndefined();
    await expect(room.preflight.requireClear(draft.id)).rejects.toMatchObject({ code: 'preflight.running' });
  });

  it('asks nobody about names that are reserved for samples, and takes no harm without a network', async () => {
    room.internet.answer = (url) => ({ kind: 'failed', cause: 'timeout', hops: [url], detail: '' });
    const draft = await room.aDraft();
    const report = await room.preflight.run(draft.id, 'submit');
    // The checks that a refused key began, of the campaign before, may still be asking about its link.
    const asked = new Set(room.asked.filter((url) => url !== FINE));
    expect(asked).toEqual(new Set([`${room.config.portal.url}/u/nobody`]));
    expect(report.items.filter(({ state }) => state === 'red')).toEqual([]);
    await room.preflight.requireClear(draft.id);
  });

  it('is one for a content, however many ask at the same time', async () => {
    const draft = await room.aDraft({ content: withLinks(FINE) });
    const others = [room.preflight, room.another(), room.another(), room.another()];
    const reports = await Promise.all(others.map((preflight) => preflight.run(draft.id, 'submit')));
    expect(room.asked.filter((url) => url === FINE)).toHaveLength(1);
    expect(new Set(reports.map(({ finishedAt }) => finishedAt.getTime())).size).toBe(1);
    expect((await room.kinds(draft.id)).filter((kind) => kind === 'preflight')).toHaveLength(1);
  });

  it('comes though sixty links never answer', async () => {
    room.internet.answer = () => new Promise<LinkAnswer>(() => undefined);
    const urls = Array.from({ length: 60 }, (_, i) => `https://slow.kr/${i}`);
    const draft = await room.aDraft({ content: withLinks(...urls) });
    const report = await room.preflight.run(draft.id, 'submit');
    expect(causes(report).filter((cause) => cause === 'link.timeout')).toHaveLength(60);
    expect(room.asked.length).toBeLessThanOrEqual(9);
  });

  it('asks about addresses without a link and about pictures of other hosts, those of a style too', async () => {
    room.internet.answer = (url) => found(url, url === DEAD ? { status: 404 } : { type: 'image/png' });
    const draft = await room.aDraft({
      content: {
        body: {
          kind: 'mjml',
          source: `<mjml><mj-body><mj-section><mj-column><mj-text>Look at ${DEAD} <img src="https://cdn.kr/a.png" alt="A" /><p style="background:url(https://cdn.kr/b.png)">x</p></mj-text></mj-column></mj-section></mj-body></mjml>`,
        },
      },
    });
    const { items } = await room.preflight.run(draft.id, 'submit');
    expect(items.filter(({ state }) => state === 'red').map(({ label }) => label.en)).toEqual([
      `${DEAD} (not tracked)`,
    ]);
    const foreign = items.filter(({ cause }) => cause === 'picture.external');
    expect(foreign.map(({ label }) => label.en).sort()).toEqual(['A', 'b.png']);
    expect(foreign[0]?.fix?.en).toContain('Upload the picture');
    const view = await room.campaigns.view(draft.id);
    expect([view?.links, view?.bareLinks]).toEqual([[], [DEAD]]);
    expect([...(view?.externalPictures ?? [])].sort()).toEqual(['https://cdn.kr/a.png', 'https://cdn.kr/b.png']);
  });

  it('obeys the allow-list of the policy', async () => {
    room.policy.current = { ...room.policy.current, allowedHosts: ['shop.kr'] };
    const draft = await room.aDraft({ content: withLinks(FINE, 'https://elsewhere.kr/') });
    expect(causes(await room.preflight.run(draft.id, 'submit'))).toContain('link.not_allowed');
  });

  it('before launch compares who matches with who did at approval', async () => {
    const campaign = await room.aScheduled({ schedule: { localTime: '2099-01-01T09:00', zone: 'UTC' } });
    const audience = async () =>
      (await room.preflight.run(campaign.id, 'launch')).items.find(({ id }) => id === 'audience');
    expect(await audience()).toMatchObject({ state: 'green' });
    await room.database.connection
      .collection('campaigns')
      .updateOne({ _id: campaign.id as never }, { $set: { 'approved.matching': 4 } });
    expect(await audience()).toMatchObject({ state: 'red', cause: 'audience.drift' });
    expect(await room.preflight.beforeLaunch(campaign.id)).toBeUndefined();
    // Both keys release it, so that it must not stand in the way of one.
    await room.preflight.requireClear(campaign.id);
    const item = { campaignId: campaign.id, itemId: 'audience', reason: 'x', until: inDays(1) };
    await expect(room.preflight.waive(room.it, item)).rejects.toMatchObject({ code: 'preflight.needs_both_keys' });
  });

  it('before launch says what holds the campaign, and asks once while it is clear', async () => {
    const { id } = await room.aScheduled({
      content: withLinks(DEAD),
      schedule: { localTime: '2099-01-01T09:00', zone: 'UTC' },
    });
    room.asked.length = 0;
    expect(await room.preflight.beforeLaunch(id)).toBeUndefined();
    expect(await room.preflight.beforeLaunch(id)).toBeUndefined();
    expect(room.asked.filter((url) => url === DEAD)).toHaveLength(1);

    const other = await room.aScheduled({
      content: withLinks(DEAD),
      schedule: { localTime: '2099-01-01T09:00', zone: 'UTC' },
    });
    room.internet.answer = dead;
    expect((await room.preflight.beforeLaunch(other.id))?.en).toContain(`${DEAD} (404`);
    room.internet.answer = (url) => found(url);
    expect(await room.preflight.beforeLaunch(other.id)).toBeUndefined();
  });

  it('that a crash left out is made up for', async () => {
    const draft = await room.aDraft({ content: withLinks(FINE) });
    await room.preflight.heal(draft.id);
    expect(await room.preflight.view(draft.id)).toBeDefined();
    room.asked.length = 0;
    await room.preflight.heal(draft.id);
    expect(room.asked).toEqual([]);
  });

  it('is counted by cause', async () => {
    const from = new Date();
    room.internet.answer = dead;
    const draft = await room.aDraft({ content: withLinks(DEAD, FINE) });
    await room.preflight.run(draft.id, 'submit');
    await room.preflight.run(draft.id, 'submit');
    const counted = await room.preflight.failuresByCause({ from, to: inDays(1) });
    expect(counted).toContainEqual({ cause: 'link.status_404', count: 2, campaigns: [draft.id] });
    expect(await room.preflight.failuresByCause({ from: new Date(0), to: new Date(1) })).toEqual([]);
  });
});

describe('a waiver', () => {
  const aRed = async () => {
    room.internet.answer = dead;
    const draft = await room.aDraft({ content: withLinks(DEAD) });
    const report = await room.preflight.run(draft.id, 'submit');
    const item = report.items.find(({ state }) => state === 'red');
    return { draft, itemId: item?.id ?? '' };
  };

  it('lets IT’s key be given for that item with that cause, until its end', async () => {
    const { draft, itemId } = await aRed();
    await expect(room.preflight.requireClear(draft.id)).rejects.toMatchObject({ code: 'preflight.red' });
    const reason = '<b>The page</b> opens at *launch*';
    await room.preflight.waive(room.it, { campaignId: draft.id, itemId, reason, until: inDays(1) });
    await room.preflight.requireClear(draft.id);
    expect((await room.preflight.view(draft.id))?.waivers).toMatchObject([
      { itemId, cause: 'link.status_404', reason },
    ]);
    const line = (await room.campaigns.thread(draft.id)).find(({ kind }) => kind === 'waived');
    expect(line?.data).toMatchObject({ item: itemId, cause: 'link.status_404', reasonEn: `${DEAD}: ${reason}` });
    const audited = (await room.audit.list({ subject: draft.id })).find(({ action }) => action === 'preflight.waived');
    expect(JSON.stringify(audited?.data)).not.toContain('page');

    room.internet.answer = (url) => found(url, { status: 500 });
    await room.preflight.run(draft.id, 'submit');
    await expect(room.preflight.requireClear(draft.id)).rejects.toMatchObject({ code: 'preflight.red' });

    room.internet.answer = dead;
    await room.preflight.run(draft.id, 'submit');
    await room.database.connection
      .collection('preflight_waivers')
      .updateMany({ campaignId: draft.id }, { $set: { until: new Date(Date.now() - 1) } });
    await expect(room.preflight.requireClear(draft.id)).rejects.toMatchObject({ code: 'preflight.red' });
  });

  it.each([
    ['no reason', { reason: ' ', until: inDays(1) }, ['reason']],
    ['10,000 characters', { reason: 'x'.repeat(10_000), until: inDays(1) }, ['reason']],
    ['no expiry', { reason: 'x', until: null }, ['until']],
    ['an expiry that has passed', { reason: 'x', until: inDays(-1) }, ['until']],
    ['an expiry in a year', { reason: 'x', until: inDays(365) }, ['until']],
    ['neither', { reason: '', until: new Date('no date') }, ['reason', 'until']],
  ])('is refused with %s, by field', async (_, input, fields) => {
    const { draft, itemId } = await aRed();
    const refused: { issues?: readonly { field?: string }[] } = await room.preflight
      .waive(room.it, { campaignId: draft.id, itemId, ...input })
      .then(
        () => ({}),
        (error) => error,
      );
    expect(refused.issues?.map(({ field }) => field)).toEqual(fields);
  });

  it('is not for other people, nor for the editor, nor for an item that is not red', async () => {
    const { draft, itemId } = await aRed();
    const input = { campaignId: draft.id, itemId, reason: 'x', until: inDays(1) };
    const both = await room.staff(['marketer', 'it_reviewer']);
    for (const actor of [room.author, room.marketing]) {
      await expect(room.preflight.waive(actor, input)).rejects.toMatchObject({ code: 'preflight.forbidden' });
    }
    await expect(room.preflight.waive(room.it, { ...input, itemId: 'spf' })).rejects.toMatchObject({
      code: 'preflight.no_such_item',
    });
    const { revision } = (await room.campaigns.byId(draft.id)) ?? draft;
    await room.campaigns.edit(both, draft.id, { revision, name: 'Edited' });
    await expect(room.preflight.waive(both, input)).rejects.toMatchObject({ code: 'preflight.forbidden' });
  });
});
