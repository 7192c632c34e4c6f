/** What one case came to. Rates: more is better. */
export interface Measured {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  /** One rate a run. */
  readonly rates: readonly number[];
  /** The bare way, measured in the same call and in turns with ours. */
  readonly reference: { readonly name: string; readonly rates: readonly number[] };
  /** Processor seconds that ours took. */
  readonly cpuSeconds: number;
  /** The most memory that ours ever held; this process's own present where it is not given. */
  readonly rssMb?: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
};

const rounded = (value: number): number => Number(value.toPrecision(4));

/** One JSON object on a line of standard output; `ratio` is our median over the reference's. */
export const print = (measured: Measured): void => {
  const { rates, reference } = measured;
  const own = median(rates);
  const bare = median(reference.rates);
  process.stdout.write(
    `${JSON.stringify({
      bench: measured.bench,
      case: measured.case,
      unit: measured.unit,
      min: rounded(Math.min(...rates)),
      median: rounded(own),
      max: rounded(Math.max(...rates)),
      runs: rates.length,
      reference: { name: reference.name, median: rounded(bare) },
      ratio: rounded(own / bare),
      cpu_s: rounded(measured.cpuSeconds),
      rss_mb: measured.rssMb ?? Math.round(process.memoryUsage.rss() / 1024 / 1024),
    })}\n`,
  );
};

/** Waits in milliseconds: less is better. */
export interface Waited {
  readonly bench: string;
  readonly case: string;
  readonly times: readonly number[];
  readonly reference: { readonly name: string; readonly times: readonly number[] };
}

/** The wait that this share of all does not exceed (nearest rank). */
const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};

/** As `print`, with the 99th percentile; `ratio` is our median over the reference's. */
export const printTimes = ({ bench, case: name, times, reference }: Waited): void => {
  process.stdout.write(
    `${JSON.stringify({
      bench,
      case: name,
      unit: 'ms',
      min: rounded(Math.min(...times)),
      median: rounded(percentile(times, 0.5)),
      p95: rounded(percentile(times, 0.95)),
      p99: rounded(percentile(times, 0.99)),
      max: rounded(Math.max(...times)),
      runs: times.length,
      reference: { name: reference.name, median: rounded(percentile(reference.times, 0.5)) },
      ratio: rounded(percentile(times, 0.5) / percentile(reference.times, 0.5)),
    })}\n`,
  );
};

/** Progress, apart from the results. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** How often `work` would be done in a second, `count` at a time, and what processor time it took. */
export const rateOf = async (
  count: number,
  work: () => void | Promise<void>,
): Promise<{ rate: number; cpuSeconds: number }> => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { rate: count / seconds, cpuSeconds: (user + system) / 1_000_000 };
};
