import { closeDatabase, openDatabase } from '../../../core/common/database-store.ts';
import { createLogger } from '../../../core/common/logger.ts';
import { type Core, createCore } from '../../../core/create-core.ts';
import type { Insight } from '../../../core/insights/insight.ts';
import { searchKindsFor } from '../../../core/insights/search/search-service.ts';
import { aStaff, TEST_PASSWORD_COST } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { noNetwork } from '../../support/no-network.ts';
import { aSubmittedCampaign } from '../../support/teams-bot.ts';

let world: TestCore;
let core: Core;
beforeAll(async () => {
  world = await withTestCore();
  core = world.core;
});
afterAll(() => world.close());

const ids = async (query: string): Promise<string[]> => (await core.search.search(query)).map(({ id }) => id);
/** As several processes would, at once. */
const follow = () => Promise.all([core.followSearch(), core.followSearch(), core.followSearch()]);

const ref = (channelId: string) => ({ platform: 'slack', workspaceId: 'T1', channelId }) as const;
/** What bots were given to post, by channel or by whom it is for. */
const posted = async (): Promise<string[]> => {
  const said: string[] = [];
  for (;;) {
    const claim = await core.notices.claimNext('slack');
    if (claim === undefined) return said.sort();
    await core.notices.done(claim);
    const { place, notice } = claim;
    said.push(`${place.kind === 'channel' ? place.ref.channelId : 'private'}: ${notice.title.en}`);
  }
};

describe('search over what was written', () => {
  it('finds campaigns by name, subject and goal as they are now, whoever follows the changes', async () => {
    const { actor } = await aStaff(core, ['marketer']);
    const { id, revision } = await core.campaigns.create(actor, {
      name: '여름 호캉스 캠페인',
      brief: { goal: 'More weekday nights in Gangneung' },
    });
    expect(await ids('호캉스')).toEqual([]);
    await follow();
    expect(await ids('호캉스')).toEqual([`campaign:${id}`]);
    expect(await ids('gangneung weekday')).toEqual([`campaign:${id}`]);
    expect(await ids(id)).toEqual([`campaign:${id}`]);
    await core.campaigns.edit(actor, id, { name: 'Winter escape', revision });
    await follow();
    expect(await ids('호캉스')).toEqual([]);
    expect((await core.search.search('winter escape'))[0]).toMatchObject({
      kind: 'campaign',
      path: `/campaigns/${id}`,
    });
    // Nothing new: nothing is put.
    await follow();
    expect(await ids('winter escape')).toEqual([`campaign:${id}`]);
  });

  it('finds decisions of every cycle by their comment, who decided and the lane', async () => {
    const author = await aStaff(core, ['marketer']);
    const reviewer = await aStaff(core, ['marketing_reviewer'], { name: 'Hana Reviewer' });
    const id = await aSubmittedCampaign(core, author.actor, 'Lantern festival');
    for (const comment of ['The headline promises fireworks', '불꽃놀이 문구를 빼 주세요']) {
      if ((await core.campaigns.byId(id))?.state === 'draft') await core.campaigns.submit(author.actor, id);
      const cycle = await core.approvals.current(id);
      await core.campaigns.decide(reviewer.actor, {
        subjectId: id,
        cycle: cycle?.number ?? 0,
        lane: 'marketing',
        laneHash: cycle?.laneHashes.marketing ?? '',
        kind: 'request_changes',
        comment,
      });
    }
    await follow();
    expect(await ids('fireworks headline')).toEqual([`decision:${id}/1#0`]);
    expect(await ids('불꽃놀이')).toEqual([`decision:${id}/2#0`]);
    const found = await core.search.search('Hana Reviewer', { kinds: ['decision'] });
    expect(found.map((each) => each.id).sort()).toEqual([`decision:${id}/1#0`, `decision:${id}/2#0`]);
    expect(found[0]).toMatchObject({
      detail: { campaign: id, name: 'Lantern festival', lane: 'marketing', decision: 'request_changes' },
    });
  });

  it('knows in every process at once what any of them put, changed or took out', async () => {
    const other = await createCore(world.config, {
      logger: createLogger('silent', 'other'),
      passwordCost: TEST_PASSWORD_COST,
      ...noNetwork,
    });
    try {
      const of = async (query: string) => (await other.search.search(query)).map(({ id }) => id);
      expect(await of('kaleidoscope')).toEqual([]);
      const { actor } = await aStaff(core, ['employee']);
      const { insight } = await core.insights.share(actor, { text: 'Guests loved the kaleidoscope in the lobby' });
      const found = [`insight:${insight.id}`];
      expect([await of('kaleidoscope lobby'), await ids('kaleidoscope lobby')]).toEqual([found, found]);
      const { revision } = insight;
      await core.insights.edit(actor, insight.id, { text: 'Guests loved the telescope on the roof', revision });
      expect([await of('kaleidoscope'), await of('telescope roof')]).toEqual([[], found]);
      const since = new Date(Date.now() - 60_000);
      const changed = await other.search.changedAndFound(since, ['telescope roof', 'kaleidoscope']);
      expect(changed.found.map((each) => each.map(({ id }) => id))).toEqual([found, []]);
      await core.insights.withdraw(actor, insight.id);
      expect([await of('telescope roof'), await ids('telescope roof')]).toEqual([[], []]);
    } finally {
      await other.close();
    }
  });

  it('finds what an earlier version put', async () => {
    const database = await openDatabase(world.config.database.uri, world.config.database.name);
    try {
      const old = {
        kind: 'insight',
        text: 'The old windmill',
        path: '/insights/I-900',
        at: new Date(),
        terms: ['old'],
      };
      await database.connection
        .collection<{ _id: string }>('search_entries')
        .insertOne({ _id: 'insight:I-900', ...old });
      const later = await createCore(world.config, {
        logger: createLogger('silent', 'later'),
        passwordCost: TEST_PASSWORD_COST,
        ...noNetwork,
      });
      const found = await later.search.search('windmill');
      await later.close();
      expect(found.map(({ id, text }) => [id, text])).toEqual([['insight:I-900', 'The old windmill']]);
    } finally {
      await closeDatabase(database);
    }
  });

  it('is cut by what a reader may see', async () => {
    const kindsOf = async (role: 'employee' | 'manager') => searchKindsFor((await aStaff(core, [role])).staff);
    expect(await kindsOf('employee')).toEqual(['insight']);
    expect(await kindsOf('manager')).toEqual(['insight', 'campaign', 'decision']);
    const { actor } = await aStaff(core, ['employee']);
    await core.insights.share(actor, { text: 'The lantern festival was crowded' });
    const found = await core.search.search('lantern festival', { kinds: ['insight'] });
    expect(found.map(({ kind }) => kind)).toEqual(['insight']);
  });
});

describe('a saved search', () => {
  const postNew = () => Promise.all(Array.from({ length: 5 }, () => core.savedSearches.postNew()));

  it('posts what came to be since and has its words, each once whoever looks; campaigns in their own channels alone', async () => {
    const marketer = await aStaff(core, ['marketer']);
    const employee = await aStaff(core, ['employee']);
    await core.channels.set(marketer.actor, ref('COURS'), { name: '#campaigns', lang: 'en' });
    const before = await core.insights.share(employee.actor, { text: 'The orchid garden was closed' });
    const save = (channelId: string, actor = marketer.actor) =>
      core.savedSearches.save(actor, {
        query: 'orchid  garden',
        ref: ref(channelId),
        channelName: channelId,
        lang: 'en',
      });
    const [once, twice] = await Promise.all([save('COURS'), save('COURS')]);
    expect(twice.id).toBe(once.id);
    await save('CELSE');
    await save('CTHEIRS', employee.actor);
    await postNew();
    expect(await posted()).toEqual([]);

    const { insight } = await core.insights.share(employee.actor, { text: 'Guests love the orchid garden at night' });
    const { id, revision } = await core.campaigns.create(marketer.actor, { name: 'Orchid garden by night' });
    await core.insights.edit(employee.actor, before.insight.id, {
      text: 'The orchid garden was closed again',
      revision: before.insight.revision,
    });
    await follow();
    await postNew();
    const title = (what: string) => `New for "orchid garden": ${what}`;
    expect(await posted()).toEqual([
      `CELSE: ${title(`insight ${insight.id}`)}`,
      `COURS: ${title(`campaign ${id}`)}`,
      `COURS: ${title(`insight ${insight.id}`)}`,
      `CTHEIRS: ${title(`insight ${insight.id}`)}`,
    ]);
    await core.campaigns.edit(marketer.actor, id, { name: 'Orchid garden by day', revision });
    await follow();
    await postNew();
    expect(await posted()).toEqual([]);
  });

  it('is changed by who saved it or who chooses channels; a channel that is lost pauses it once and tells its owner', async () => {
    const owner = await aStaff(core, ['employee'], { name: 'Olga Owner' });
    const other = await aStaff(core, ['employee']);
    const reviewer = await aStaff(core, ['it_reviewer']);
    const { token } = await core.people.startLink({
      platform: 'slack',
      workspaceId: 'T1',
      userId: 'UOWNER',
      displayName: 'Olga',
    });
    await core.people.completeLink(owner.actor, token);
    const saved = await core.savedSearches.save(owner.actor, {
      query: 'zeppelin',
      ref: ref('CGONE'),
      channelName: '#gone',
      lang: 'ko',
    });
    await expect(core.savedSearches.pause(other.actor, saved.id)).rejects.toMatchObject({
      code: 'saved_search.not_yours',
      text: { en: expect.stringContaining('Olga Owner') },
    });
    expect((await core.savedSearches.pause(reviewer.actor, saved.id)).paused).toBe('person');
    await core.insights.share(other.actor, { text: 'A zeppelin landed on the lawn' });
    await core.savedSearches.resume(owner.actor, saved.id);
    await postNew();
    expect(await posted()).toEqual([]);
    await Promise.all([core.savedSearches.channelLost(ref('CGONE')), core.savedSearches.channelLost(ref('CGONE'))]);
    expect(await posted()).toEqual([
      'private: Your saved search "zeppelin" is paused: #gone does not take messages any more',
    ]);
    expect((await core.savedSearches.list(ref('CGONE')))[0]?.paused).toBe('channel');
    await core.savedSearches.remove(owner.actor, saved.id);
    await expect(core.savedSearches.resume(owner.actor, saved.id)).rejects.toMatchObject({
      code: 'saved_search.not_found',
    });
  });

  it('whose owner is gone goes on under whoever resumes it', async () => {
    const owner = await aStaff(core, ['employee']);
    const reviewer = await aStaff(core, ['it_reviewer']);
    const { id } = await core.savedSearches.save(owner.actor, {
      query: 'marzipan',
      ref: ref('CLEFT'),
      channelName: '#left',
      lang: 'en',
    });
    await core.people.setStatus((await aStaff(core, ['admin'])).actor, owner.staff.id, 'disabled');
    await postNew();
    expect((await core.savedSearches.list(ref('CLEFT')))[0]?.paused).toBe('owner');
    expect(await core.savedSearches.resume(reviewer.actor, id)).toMatchObject({ ownerId: reviewer.staff.id });
    await core.insights.share(reviewer.actor, { text: 'Marzipan is missed at breakfast' });
    await postNew();
    expect(await posted()).toHaveLength(1);
    expect((await core.savedSearches.list(ref('CLEFT')))[0]?.paused).toBeNull();
  });

  it('needs words, a channel, and room in it', async () => {
    const { actor } = await aStaff(core, ['employee']);
    const save = (query: string, channelId: string | undefined = 'CFULL') =>
      core.savedSearches.save(actor, { query, ref: ref(channelId), channelName: '#full', lang: 'en' });
    for (const query of ['', '?!', 'word '.repeat(50)]) {
      await expect(save(query)).rejects.toMatchObject({ code: 'saved_search.query_invalid', field: 'query' });
    }
    await expect(
      core.savedSearches.save(actor, { query: 'words', ref: undefined, channelName: '', lang: 'en' }),
    ).rejects.toMatchObject({ field: 'channel' });
    for (let n = 0; n < 20; n += 1) await save(`number ${n}`);
    await expect(save('one more')).rejects.toMatchObject({ code: 'saved_search.channel_full' });
    expect((await save('number 3')).query).toBe('number 3');
  });
});

describe('what a process left in the middle when it ended', () => {
  it('is followed up once by any other: search, who is to hear of it, and the audit log', async () => {
    const admin = await aStaff(core, ['admin']);
    const author = await aStaff(core, ['employee']);
    const reader = await aStaff(core, ['employee']);
    for (const { actor, staff } of [author, reader]) {
      const { token } = await core.people.startLink({
        platform: 'slack',
        workspaceId: 'T1',
        userId: `U${staff.id}`,
        displayName: '',
      });
      await core.people.completeLink(actor, token);
    }
    const theme = await core.insights.addTheme(admin.actor, 'Sauna');
    await core.insights.follow(reader.actor, theme.key, true);
    const shared = await core.insights.share(author.actor, { text: 'A whole insight', theme: theme.key });
    const declined = await core.insights.share(author.actor, { text: 'The pergola needs paint' });
    const withdrawn = await core.insights.share(author.actor, { text: 'The obelisk is crooked' });
    await posted();
    const database = await openDatabase(world.config.database.uri, world.config.database.name);
    const stored = database.connection.collection<Omit<Insight, 'id'> & { _id: string; unsettled?: Date }>('insights');
    const long = new Date(Date.now() - 120_000);
    const { id: _id, ...whole } = shared.insight;
    await stored.insertOne({ ...whole, _id: 'I-901', number: 901, text: 'The samovar whistles', unsettled: long });
    const left = (id: string, set: Partial<Insight>) =>
      stored.updateOne({ _id: id }, { $set: { ...set, unsettled: long, updatedAt: long }, $inc: { revision: 1 } });
    await left(declined.insight.id, { state: 'declined', reason: 'Next year' });
    await left(withdrawn.insight.id, { state: 'withdrawn' });
    const young = { ...whole, _id: 'I-902', number: 902, text: 'Just being shared', unsettled: new Date() };
    await stored.insertOne(young);

    await Promise.all([core.insights.heal(), core.insights.heal()]);
    await core.insights.heal();
    expect(await ids('samovar whistles')).toEqual(['insight:I-901']);
    expect([await ids('obelisk crooked'), await ids('just being shared')]).toEqual([[], []]);
    expect((await posted()).sort()).toEqual([
      'private: New insight in "Sauna": I-901',
      `private: Your insight ${declined.insight.id} is not taken up for now`,
    ]);
    for (const subject of ['I-901', declined.insight.id, withdrawn.insight.id]) {
      const [last] = await core.audit.list({ subject, limit: 1 });
      expect(last).toMatchObject({ action: 'insight.followed_up', data: { author: author.staff.id } });
    }
    expect(await stored.countDocuments({ unsettled: { $exists: true } })).toBe(1);
    await closeDatabase(database);
  });
});
