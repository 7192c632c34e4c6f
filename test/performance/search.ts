import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSearch } from '../../core/insights/search/search-service.ts';
import { createSearchStore } from '../../core/insights/search/search-store.ts';
import { packTerms } from '../../core/insights/search/term-numbers.ts';
import { termsOf } from '../../core/insights/search/text-terms.ts';
import { testDatabase } from '../support/database.ts';
import startDatabase from '../support/global-setup.ts';
import stopDatabase from '../support/global-teardown.ts';
import { heldOutSentences } from '../support/held-out-sentences.ts';
import { printTimes, say } from './report.ts';

const DOCUMENTS = 100_000;
const PAGE = 1_000;
const QUERIES = 200;
const MINUTE_MS = 60_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

type Draw = (below: number) => number;

/** The same numbers in each run. */
const draws = (seed: number): Draw => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/**
 * Searches among 100,000 texts, each of two sentences that people wrote, half of them Korean: two or three words of one of
 * them, and words that are in many. Beside it the bare driver that reads as many texts by their ids.
 */
export const search = async (scale: number): Promise<void> => {
  const count = Math.max(1_000, Math.round(DOCUMENTS * scale));
  await startDatabase();
  const { database, drop } = await testDatabase({ indexes: true });
  try {
    const draw = draws(7);
    const sentences = { ko: heldOutSentences('ko'), en: heldOutSentences('en') };
    const textOf = (lang: 'ko' | 'en'): string =>
      [0, 1].map(() => sentences[lang][draw(sentences[lang].length)]?.text ?? '').join(' ');
    const store = createSearchStore(database);
    const entries = database.connection.collection<{ _id: string; pack: Buffer }>('search_entries');
    const frequencies = new Map<string, number>();
    const now = Date.now();
    say(`search: ${count} texts are stored`);
    for (let from = 0; from < count; from += PAGE) {
      const page = Array.from({ length: Math.min(PAGE, count - from) }, (_, i) => {
        const text = textOf((from + i) % 2 === 0 ? 'ko' : 'en');
        const terms = [...new Set(termsOf(text))];
        for (const term of terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
        const at = new Date(now - (count - from - i) * 5 * MINUTE_MS);
        const shown = { kind: 'insight', text, also: '', detail: {}, path: `/insights/I-${from + i}`, at };
        const pack = Buffer.from(packTerms(terms).buffer);
        return { _id: `insight:I-${from + i}`, ...shown, pack, changedAt: new Date(now - MINUTE_MS) };
      });
      await entries.insertMany(page);
    }
    const counted = [...frequencies].map(([_id, n]) => ({ _id, n }));

    const service = createSearch({ store, now: () => new Date() });
    collect();
    const before = process.memoryUsage();
    const loading = performance.now();
    await service.warm();
    const took = performance.now() - loading;
    collect();
    const after = process.memoryUsage();
    const megabytes = (key: 'heapUsed' | 'arrayBuffers'): number => (after[key] - before[key]) / 2 ** 20;
    say(
      `search: read in ${Math.round(took)} ms, ${Math.round(megabytes('heapUsed') + megabytes('arrayBuffers'))} MB are kept`,
    );
    const often = counted.sort((a, b) => b.n - a.n).slice(0, 40);
    const wordsOfOne = (lang: 'ko' | 'en') => (): string => {
      const words = textOf(lang).split(/\s+/);
      const at = draw(Math.max(1, words.length - 3));
      return words.slice(at, at + 2 + draw(2)).join(' ');
    };
    const cases: Readonly<Record<string, () => string>> = {
      'Korean, two or three words': wordsOfOne('ko'),
      'English, two or three words': wordsOfOne('en'),
      'words of the forty most frequent': () => [0, 1].map(() => often[draw(often.length)]?._id ?? '').join(' '),
    };
    for (const [name, make] of Object.entries(cases)) {
      const queries = Array.from({ length: QUERIES }, make).filter((query) => termsOf(query).length > 0);
      const ids = Array.from({ length: 20 }, () => `insight:I-${draw(count)}`);
      const times: number[] = [];
      const bare: number[] = [];
      for (const query of queries) {
        const began = performance.now();
        await service.search(query);
        const between = performance.now();
        await entries.find({ _id: { $in: ids } }).toArray();
        times.push(between - began);
        bare.push(performance.now() - between);
      }
      const reference = { name: 'twenty texts by their ids, bare driver', times: bare };
      printTimes({ bench: 'search', case: `${name}, ${count} texts`, times, reference });
    }
  } finally {
    await drop();
    await stopDatabase();
  }
};
