import type { ContactDocument, ContactStore } from '../contacts/contact-store.ts';
import type { ContactWindowsStore } from '../contacts/contact-windows-store.ts';
import type { RuleFilter } from './compile-rule.ts';

/** A query over everybody that takes longer than this: the contacts are cut into windows, from which counts are estimated. */
const SLOW_QUERY_MS = 500;
/** Documents of one round trip. */
const BATCH = 501;

interface Asked {
  readonly filter: RuleFilter;
  /** An id; everybody behind it is looked at. */
  readonly after: string;
  readonly many: number;
  /** What the filter cannot say. */
  readonly wanted: (document: ContactDocument) => boolean;
}

/** The first people behind a filter, in the order of ids, by one query with whatever index the server chooses. */
export const createFirstPeople = ({ store, windows }: { store: ContactStore; windows: ContactWindowsStore }) => {
  let cutting: Promise<void> | undefined;
  /** In the background, and one at a time. Without windows counts are not estimated, and right. */
  const cutWindows = (): void => {
    if (cutting !== undefined) return;
    cutting = windows
      .extend()
      .catch(() => undefined)
      .finally(() => {
        cutting = undefined;
      });
  };

  return async ({ filter, after, many, wanted }: Asked): Promise<readonly ContactDocument[]> => {
    const began = performance.now();
    const behind = after === '' ? filter : { $and: [filter, { _id: { $gt: after } }] };
    const documents: ContactDocument[] = [];
    for await (const document of store.cursor(behind, Math.min(many, BATCH))) {
      if (wanted(document)) documents.push(document);
      // Leaving the loop closes the cursor.
      if (documents.length === many) break;
    }
    if (performance.now() - began > SLOW_QUERY_MS) cutWindows();
    return documents;
  };
};
