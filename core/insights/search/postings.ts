/** The lower half of a number says where it is listed, the upper one is kept beside to tell it from its neighbours. */
const BUCKETS = 2 ** 16;
const LOW = BUCKETS - 1;

/** For each term the places of the entries that have it, six bytes a posting, all terms of a bucket in one run. */
export interface Postings {
  readonly starts: Uint32Array;
  readonly places: Uint32Array;
  readonly highs: Uint16Array;
}

export const NO_POSTINGS: Postings = {
  starts: new Uint32Array(BUCKETS + 1),
  places: new Uint32Array(0),
  highs: new Uint16Array(0),
};

/** Terms of entries that are not in the postings yet, one entry after the other. */
export interface Rows {
  readonly numbers: Uint32Array;
  /** Where the terms of each begin, and where those of the last end. */
  readonly starts: readonly number[];
}

/**
 * Postings and rows as new postings; `moved` says the new place of each old one, or −1 where it is gone. The rows stand
 * at the places from `first` on. Two passes over everything: counted, then put where it belongs. Pure.
 */
export const mergePostings = (old: Postings, rows: Rows, first: number, moved: Int32Array): Postings => {
  const starts = new Uint32Array(BUCKETS + 1);
  const count = (bucket: number): void => {
    starts[bucket + 1] = (starts[bucket + 1] as number) + 1;
  };
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const end = old.starts[bucket + 1] as number;
    for (let at = old.starts[bucket] as number; at < end; at += 1) {
      if ((moved[old.places[at] as number] as number) >= 0) count(bucket);
    }
  }
  for (let row = 0; row + 1 < rows.starts.length; row += 1) {
    if ((moved[first + row] as number) < 0) continue;
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at += 1) {
      count((rows.numbers[at] as number) & LOW);
    }
  }
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
  }
  const places = new Uint32Array(starts[BUCKETS] as number);
  const highs = new Uint16Array(places.length);
  const free = starts.slice(0, BUCKETS);
  const put = (bucket: number, place: number, high: number): void => {
    const at = free[bucket] as number;
    places[at] = place;
    highs[at] = high;
    free[bucket] = at + 1;
  };
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const end = old.starts[bucket + 1] as number;
    for (let at = old.starts[bucket] as number; at < end; at += 1) {
      const place = moved[old.places[at] as number] as number;
      if (place >= 0) put(bucket, place, old.highs[at] as number);
    }
  }
  for (let row = 0; row + 1 < rows.starts.length; row += 1) {
    const place = moved[first + row] as number;
    if (place < 0) continue;
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at += 1) {
      const number = rows.numbers[at] as number;
      put(number & LOW, place, number >>> 16);
    }
  }
  return { starts, places, highs };
};

/** Every place that has a term. */
export const eachPlace = (
  { starts, places, highs }: Postings,
  number: number,
  found: (place: number) => void,
): void => {
  const bucket = number & LOW;
  const high = number >>> 16;
  const end = starts[bucket + 1] as number;
  for (let at = starts[bucket] as number; at < end; at += 1) if (highs[at] === high) found(places[at] as number);
};
