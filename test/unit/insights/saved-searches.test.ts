import { createSavedSearches } from '../../../core/insights/search/saved-search-service.ts';

type Deps = Parameters<typeof createSavedSearches>[0];

/** A store that holds one search, a cursor, and what was asked for since when. */
const lookedSince = () => {
  const [from, at] = [new Date('2026-11-24T03:00:00Z').getTime(), { cursor: 0, now: 0, changed: 0 }];
  const asked: number[] = [];
  const saved = { id: 's', query: 'pool', ownerId: 'o', paused: null, since: new Date(from), revision: 1 };
  const deps = {
    store: { active: async () => [saved] },
    searchStore: {
      cursor: async () => at.cursor,
      moveCursor: async (_: string, seq: number) => {
        at.cursor = seq;
      },
      now: async () => new Date(from + at.now),
    },
    search: {
      changedAndFound: async (since: Date) => {
        asked.push(since.getTime() - from);
        const latest = from + at.changed;
        return { latest: latest >= since.getTime() ? new Date(latest) : null, found: [[]] };
      },
    },
    channels: { list: async () => [] },
    people: { byIds: async () => [{ id: 'o', status: 'active', roles: ['employee'] }] },
  };
  const searches = createSavedSearches(deps as unknown as Deps);
  return { at, asked, postNew: () => searches.postNew() };
};

it('looks again at what may come late, and at nothing more once that is over', async () => {
  const { at, asked, postNew } = lookedSince();
  Object.assign(at, { changed: 1_000, now: 2_000 });
  await postNew();
  await postNew();
  // Eleven seconds after the last change nothing older comes any more: one look, and then only what is newer.
  at.now = 12_000;
  for (let i = 0; i < 3; i += 1) await postNew();
  expect(asked).toEqual([-10_000, -9_000, -9_000, 1_001, 1_001]);
  at.changed = 13_000;
  at.now = 14_000;
  await postNew();
  await postNew();
  expect(asked.slice(-2)).toEqual([1_001, 3_000]);
});

it('does not begin at the beginning where nothing was ever found', async () => {
  const { at, asked, postNew } = lookedSince();
  Object.assign(at, { changed: -20_000, now: 12_000 });
  await postNew();
  await postNew();
  expect(asked).toEqual([-10_000, -10_000]);
});
