import { parseArgs } from 'node:util';
import { chat } from './chat.ts';
import { digest } from './digest.ts';
import { search } from './search.ts';
import { segments } from './segments.ts';
import { send } from './send.ts';
import { sentiment } from './sentiment.ts';
import { sign } from './sign.ts';

/** What each measures stands above it. All need an otherwise idle machine to mean something. */
const BENCHES: Readonly<Record<string, (scale: number) => Promise<void>>> = {
  sign,
  send,
  chat,
  sentiment,
  search,
  segments,
  digest,
};

const USAGE = `Usage: npm run bench -- <${Object.keys(BENCHES).join('|')}> [--scale N]
N multiplies the work: 1 unless said otherwise, 0.05 for a quick look.
Results are JSON, one object a line on standard output; progress goes to standard error.
`;

const wrong = (): never => {
  process.stderr.write(USAGE);
  process.exit(2);
};

const asked = () => {
  try {
    return parseArgs({ allowPositionals: true, options: { scale: { type: 'string', default: '1' } } });
  } catch {
    return wrong();
  }
};

const { positionals, values } = asked();
const bench = Object.hasOwn(BENCHES, positionals[0] ?? '') ? BENCHES[positionals[0] ?? ''] : undefined;
const scale = Number(values.scale);
if (bench === undefined || positionals.length !== 1 || !(scale > 0 && scale <= 100)) wrong();
else await bench(scale);
