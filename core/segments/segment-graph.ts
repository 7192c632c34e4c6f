import type { Ids } from '../common/ids.ts';
import { segmentErrors } from './segment-errors.ts';
import type { Edge, SegmentGraph, SegmentGraphStore } from './segment-graph-store.ts';

/** How often a change is tried again after somebody else's came first. */
const ATTEMPTS = 50;

/** The way from `start` back to `start`, as ids with it at both ends; undefined where there is none. */
const cycleThrough = (start: string, edges: readonly Edge[]): readonly string[] | undefined => {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (let here = open.shift(); here !== undefined; here = open.shift()) {
    for (const { names } of edges.filter(({ segment }) => segment === here)) {
      for (const next of names) {
        if (next === start) {
          const path = [start];
          for (let at: string | undefined = here; at !== undefined && at !== start; at = cameFrom.get(at))
            path.unshift(at);
          return [start, ...path];
        }
        if (cameFrom.has(next)) continue;
        cameFrom.set(next, here);
        open.push(next);
      }
    }
  }
  return undefined;
};

type Announced =
  | { readonly kind: 'gone'; readonly segment: string }
  | { readonly kind: 'cycle'; readonly path: readonly string[] }
  /** Tokens of what the same segment announced before. */
  | { readonly kind: 'announced'; readonly seen: readonly string[] };

/** Keeps which segment names which. A change is announced here before it is written, and settled after. */
export const createSegmentGraph = (store: SegmentGraphStore, ids: Ids) => {
  const change = async <T>(
    next: (graph: SegmentGraph) => { readonly graph?: Omit<SegmentGraph, 'revision'>; readonly answer: T },
  ): Promise<T> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const before = await store.read();
      const { graph, answer } = next(before);
      if (graph === undefined || (await store.replace(before, graph))) return answer;
    }
    throw segmentErrors.busy();
  };

  return {
    /**
     * Announces that the segment will name others. Answers what settles it: `settle(true)` once the rule is stored,
     * `settle(false)` where it was not. A process that dies between leaves the announcement standing: it can keep a
     * segment from being deleted until the one that announced it is saved again, never more.
     * @throws segment.cycle, segment.segment_unknown
     */
    async announce(
      segment: string,
      names: readonly string[],
      { nameOf, fieldOf }: { nameOf: (id: string) => Promise<string>; fieldOf: (id: string) => string },
    ): Promise<(stored: boolean) => Promise<void>> {
      const token = ids.next();
      const announced = await change<Announced>((graph) => {
        const seen = graph.edges.filter((edge) => edge.segment === segment).map((edge) => edge.token);
        if (names.length === 0) return { answer: { kind: 'announced', seen } };
        const gone = names.find((id) => graph.gone.includes(id));
        if (gone !== undefined) return { answer: { kind: 'gone', segment: gone } };
        const edges = [...graph.edges, { token, segment, names }];
        const cycle = cycleThrough(segment, edges);
        return cycle === undefined
          ? { graph: { ...graph, edges }, answer: { kind: 'announced', seen } }
          : { answer: { kind: 'cycle', path: cycle } };
      });
      if (announced.kind === 'gone') throw segmentErrors.segmentUnknown(fieldOf(announced.segment));
      if (announced.kind === 'cycle') {
        const [, next = segment] = announced.path;
        throw segmentErrors.cycle(fieldOf(next), await Promise.all(announced.path.map(nameOf)));
      }
      const { seen } = announced;
      return async (stored) => {
        const over = stored ? seen : [token];
        await change((graph) => {
          const edges = graph.edges.filter((edge) => !over.includes(edge.token));
          return edges.length === graph.edges.length
            ? { answer: undefined }
            : { graph: { ...graph, edges }, answer: undefined };
        });
      };
    },

    /** Ids of the segments that name this one. */
    users: async (segment: string): Promise<readonly string[]> => {
      const { edges } = await store.read();
      return [...new Set(edges.filter(({ names }) => names.includes(segment)).map((edge) => edge.segment))];
    },

    /** From here on nobody can name it. False where somebody does. */
    bury: (segment: string): Promise<boolean> =>
      change<boolean>((graph) => {
        if (graph.edges.some(({ names }) => names.includes(segment))) return { answer: false };
        return { graph: { ...graph, gone: [...new Set([...graph.gone, segment])] }, answer: true };
      }),
    /** It stays after all. */
    raise: (segment: string): Promise<void> =>
      change<void>((graph) => ({
        graph: { ...graph, gone: graph.gone.filter((id) => id !== segment) },
        answer: undefined,
      })),
    /** It is deleted, and so names nobody. */
    forget: (segment: string): Promise<void> =>
      change<void>((graph) =>
        graph.edges.some((edge) => edge.segment === segment)
          ? { graph: { ...graph, edges: graph.edges.filter((edge) => edge.segment !== segment) }, answer: undefined }
          : { answer: undefined },
      ),
  };
};
