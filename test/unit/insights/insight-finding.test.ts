import type { Insight } from '../../../core/insights/insight.ts';
import { createInsightFinding } from '../../../core/insights/insight-finding.ts';
import type { InsightStore } from '../../../core/insights/insight-store.ts';
import type { SearchService } from '../../../core/insights/search/search-service.ts';

const insight = { id: 'I-1', text: 'Mrs Example was angry', customer: '', createdAt: new Date(0) } as Insight;

test.each([
  ['new', ['insight:I-1']],
  ['withdrawn', []],
] as const)('an edit that ends when its insight is %s leaves what may be found', async (state, left) => {
  const entries = new Set<string>();
  const search = {
    put: async ({ id }: { id: string }) => void entries.add(id),
    remove: async (id: string) => void entries.delete(id),
  } as unknown as SearchService;
  const store = { byId: async () => ({ ...insight, state }) } as unknown as InsightStore;
  await createInsightFinding({ store, search }).put(insight);
  expect([...entries]).toEqual(left);
});
