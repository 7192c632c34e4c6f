import { setTimeout as wait } from 'node:timers/promises';
import type { ContactDocument, ContactStore } from '../contacts/contact-store.ts';
import type { ContactWindowsStore } from '../contacts/contact-windows-store.ts';
import type { RuleFilter } from './compile-rule.ts';

/** One query for the whole answer gets so long before windows are looked through beside it. */
const PATIENCE_MS = 150;
/** A query over everybody that takes longer than this: the contacts are cut into windows. */
const SLOW_QUERY_MS = 500;
/** Documents of one round trip of the whole query. */
const BATCH = 501;

interface Asked {
  readonly filter: RuleFilter;
  /** An id; everybody behind it is looked at. */
  readonly after: string;
  readonly many: number;
  /** What the filter cannot say. */
  readonly wanted: (document: ContactDocument) => boolean;
  readonly withinMs?: number;
}

export interface FirstPeople {
  /** In the order of ids, at most as many as were asked for. */
  readonly documents: readonly ContactDocument[];
  /** Where to go on; null where there is nobody behind, or where there are as many as were asked for. */
  readonly upTo: string | null;
  /** The share of all contacts looked at where time was up; else null. */
  readonly looked: number | null;
}

/**
 * The first people behind a filter. A limit does not stop the scan of the embedded server, so that many contacts are
 * looked through in windows between two ids; few matches are had sooner by one query. Which way is shorter is not known
 * before, so that both are gone.
 */
export const createFirstPeople = ({
  store,
  windows,
  useWindows = false,
}: {
  store: ContactStore;
  windows: ContactWindowsStore;
  /** Not yet: the embedded server was seen to answer a window with the very last contact too. */
  useWindows?: boolean;
}) => {
  let cutting: Promise<void> | undefined;
  /** In the background, and one at a time. Without windows pages are slower, and right. */
  const cutWindows = (): void => {
    if (cutting !== undefined) return;
    cutting = windows
      .extend()
      .catch(() => undefined)
      .finally(() => {
        cutting = undefined;
      });
  };

  /** By one query, whatever index the server chooses. */
  const whole = ({ filter, after, many, wanted }: Asked) => {
    const behind = after === '' ? filter : { $and: [filter, { _id: { $gt: after } }] };
    const cursor = store.cursor(behind, Math.min(many, BATCH));
    const found = (async (): Promise<readonly ContactDocument[]> => {
      const documents: ContactDocument[] = [];
      for await (const document of cursor) {
        if (wanted(document)) documents.push(document);
        // Leaving the loop closes the cursor.
        if (documents.length === many) break;
      }
      return documents;
    })();
    let ended: readonly ContactDocument[] | undefined;
    const settled = found.then(
      (documents) => {
        ended = documents;
      },
      () => undefined,
    );
    return { found, settled, ended: () => ended, stop: () => void cursor.close().catch(() => undefined) };
  };

  const byWindows = async (
    asked: Asked,
    bounds: readonly string[],
    other: () => readonly ContactDocument[] | undefined,
  ) => {
    const { filter, after, many, wanted, withinMs = Number.POSITIVE_INFINITY } = asked;
    const began = performance.now();
    const ends = [...bounds.filter((bound) => bound > after), undefined];
    const passed = bounds.length + 1 - ends.length;
    const documents: ContactDocument[] = [];
    let from = after;
    for (const [i, end] of ends.entries()) {
      const at = performance.now();
      for (let more = true; more; ) {
        const some = await store.inWindow(filter, from, end, many);
        documents.push(...some.filter(wanted));
        more = some.length === many;
        from = (more ? some.at(-1)?._id : end) ?? from;
        if (documents.length >= many) return { documents: documents.slice(0, many), upTo: null, looked: null };
        const all = other();
        if (all !== undefined) return { documents: all, upTo: null, looked: null };
        if ((more || end !== undefined) && performance.now() - began > withinMs) {
          return { documents, upTo: from, looked: (passed + i + 1) / (bounds.length + 1) };
        }
      }
      if (end === undefined && performance.now() - at > SLOW_QUERY_MS) cutWindows();
    }
    return { documents, upTo: null, looked: null };
  };

  return async (asked: Asked): Promise<FirstPeople> => {
    const bounds = await windows.bounds();
    if (!useWindows || bounds.length === 0) {
      const began = performance.now();
      const documents = await whole(asked).found;
      if (performance.now() - began > SLOW_QUERY_MS) cutWindows();
      return { documents, upTo: null, looked: null };
    }
    // Beside each other, because a range of ids is no shorter way on the embedded server, which reads all ids for it.
    const query = whole(asked);
    try {
      await Promise.race([query.settled, wait(PATIENCE_MS)]);
      const quick = query.ended();
      return quick === undefined
        ? await byWindows(asked, bounds, query.ended)
        : { documents: quick, upTo: null, looked: null };
    } finally {
      query.stop();
    }
  };
};
