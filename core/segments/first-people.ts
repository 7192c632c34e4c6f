import { setTimeout as wait } from 'node:timers/promises';
import type { ContactDocument, ContactStore } from '../contacts/contact-store.ts';
import type { ContactWindowsStore } from '../contacts/contact-windows-store.ts';
import type { RuleFilter } from './compile-rule.ts';
import { behind, type PeoplePlace } from './people-cursor.ts';

/** A query over one window that takes longer than this: what lies behind the last bound is cut. */
const SLOW_QUERY_MS = 500;
/** One query over windows aims at this, and holds at most so many of them. */
const STEP = { ms: 200, windows: 10 } as const;
/** Where windows would take longer than this to fill the page, one query for all of it is asked beside them. */
const BESIDE_MS = 600;
/** Queries beside windows at one time: the embedded server does not stop one when nobody waits for it any more. */
const AT_ONCE = 2;
/** What a query beside the windows found is kept so long, for whoever goes on with the next page. */
const KEPT_MS = 60_000;

interface Asked {
  readonly filter: RuleFilter;
  /** Of the filter, what an index answers; where nothing does, undefined. */
  readonly among: RuleFilter | undefined;
  readonly after: PeoplePlace | undefined;
  readonly many: number;
  /** What the filter cannot say. */
  readonly wanted: (document: ContactDocument) => boolean;
  readonly withinMs: number;
  /** The same for the same question, wherever its page begins. */
  readonly key: string;
}

export interface FirstPeople {
  /** The earliest made first, at most as many as were asked for. */
  readonly documents: readonly ContactDocument[];
  /** Where to go on; null where there is nobody behind, or where there are as many as were asked for. */
  readonly upTo: PeoplePlace | null;
  /** The share of all contacts looked at where time was up; else null. */
  readonly looked: number | null;
}

const placeOf = ({ createdAt, _id }: ContactDocument): PeoplePlace => ({ at: createdAt, id: _id });
const isBehind = (document: ContactDocument, after: PeoplePlace | undefined): boolean =>
  after === undefined ||
  document.createdAt > after.at ||
  (document.createdAt.getTime() === after.at.getTime() && document._id > after.id);

/** One query for everybody behind a place. */
interface Search {
  readonly from: PeoplePlace | undefined;
  readonly at: number;
  readonly found: Promise<void>;
  /** As stored, those that are not wanted too; `ended` where there is nobody behind them. */
  result: { readonly documents: readonly ContactDocument[]; readonly ended: boolean } | undefined;
}

/**
 * The first people behind a filter. A limit stops no scan of the embedded server, so that contacts are looked through in
 * windows of when they were made, until the page is full. Where few match that takes longer than one query for all of
 * them, which is then asked beside, and whichever ends first answers; where time is up the page is shown in part.
 */
export const createFirstPeople = ({
  store,
  windows,
  besideMs = BESIDE_MS,
}: {
  store: ContactStore;
  windows: ContactWindowsStore;
  besideMs?: number;
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

  const searches = new Map<string, Search>();
  const searchFor = ({ filter, among, after, many, key }: Asked): Search | undefined => {
    const now = performance.now();
    for (const [old, { at, result }] of searches) {
      if (result !== undefined && now - at > KEPT_MS) searches.delete(old);
    }
    const present = searches.get(key);
    if (present !== undefined) return present;
    if ([...searches.values()].filter(({ result }) => result === undefined).length >= AT_ONCE) return undefined;
    const query = store.first({ $and: [behind(after), filter] }, many, among === undefined ? {} : { among });
    const search: Search = {
      from: after,
      at: now,
      result: undefined,
      found: query.then(
        (documents) => {
          search.result = { documents, ended: documents.length < many };
        },
        // Windows answer without it.
        () => void searches.delete(key),
      ),
    };
    searches.set(key, search);
    return search;
  };

  /** What a search says of the people behind a place; undefined where it does not say all that is asked. */
  const answerOf = (search: Search | undefined, asked: Asked): FirstPeople | undefined => {
    if (search?.result === undefined) return undefined;
    const { documents, ended } = search.result;
    if (search.from !== undefined && (asked.after === undefined || !isPlaceBehind(asked.after, search.from)))
      return undefined;
    const some = documents.filter((document) => isBehind(document, asked.after) && asked.wanted(document));
    if (some.length >= asked.many) return { documents: some.slice(0, asked.many), upTo: null, looked: null };
    return ended ? { documents: some, upTo: null, looked: null } : undefined;
  };

  return async (asked: Asked): Promise<FirstPeople> => {
    const { filter, among, many, wanted, withinMs } = asked;
    const began = performance.now();
    const kept = answerOf(searches.get(asked.key), asked);
    if (kept !== undefined) return kept;
    const bounds = await windows.bounds();
    const documents: ContactDocument[] = [];
    let place = asked.after;
    let search: Search | undefined;
    let next = bounds.findIndex((bound) => place === undefined || bound > place.at);
    if (next < 0) next = bounds.length;
    const first = next;
    for (let step = 1; ; ) {
      const at = performance.now();
      // The last window has no end.
      const end = bounds[next + step - 1];
      const window = { from: place?.at, end };
      const some = await store.first(
        { $and: [behind(place), filter] },
        many,
        bounds.length > 0 ? { window } : among === undefined ? {} : { among },
      );
      const took = performance.now() - at;
      documents.push(...some.filter(wanted));
      if (documents.length >= many) return { documents: documents.slice(0, many), upTo: null, looked: null };
      const last = some.at(-1);
      if (some.length === many && last !== undefined) {
        // As many as were asked for, and not all of them wanted: on in the same window.
        place = placeOf(last);
        next = bounds.findIndex((bound) => bound > last.createdAt);
        if (next < 0) next = bounds.length;
      } else if (end === undefined) {
        if (took > SLOW_QUERY_MS) cutWindows();
        return { documents, upTo: null, looked: null };
      } else {
        place = { at: end, id: '' };
        next += step;
      }
      const answer = answerOf(search, asked);
      if (answer !== undefined) return answer;
      const spent = performance.now() - began;
      if (spent > withinMs) return { documents, upTo: place, looked: next / (bounds.length + 1) };
      const each = took / step;
      const seen = Math.max(1, next - first) / Math.max(0.5, documents.length);
      const missing = Math.ceil(seen * (many - documents.length));
      const left = Math.min(missing, bounds.length + 1 - next);
      if (left * each > besideMs) {
        search ??= searchFor(asked);
        // A rule that an index answers is answered at once, and windows beside it would only slow it.
        if (search !== undefined && asked.among !== undefined) {
          await Promise.race([search.found, wait(Math.min(STEP.ms, withinMs), undefined, { ref: false })]);
          const quick = answerOf(search, asked);
          if (quick !== undefined) return quick;
        }
      }
      step = Math.max(1, Math.min(left, 2 * step, STEP.windows, Math.floor(STEP.ms / Math.max(each, 1))));
    }
  };
};

const isPlaceBehind = (place: PeoplePlace, from: PeoplePlace): boolean =>
  place.at > from.at || (place.at.getTime() === from.at.getTime() && place.id >= from.id);
