import { createHmac, randomBytes } from 'node:crypto';
import { createKeyedHash } from '../../core/common/keyed-hash.ts';
import { type LinkTarget, makeLinkToken } from '../../core/deliveries/link-token.ts';
import { print, rateOf, say } from './report.ts';

const RUNS = 7;
const TOKENS = 200_000;

/** Tokens of tracking links, beside the bare HMAC-SHA-256 that each of them needs. */
export const sign = async (scale: number): Promise<void> => {
  const count = Math.max(1_000, Math.round(TOKENS * scale));
  const hash = createKeyedHash(randomBytes(32).toString('hex'));
  const key = randomBytes(32);
  const targets = Array.from(
    { length: count },
    (_, i): LinkTarget => ({
      kind: 'click',
      runId: 'C-12/1',
      contactId: `p${String(i).padStart(10, '0')}`,
      link: i % 5,
    }),
  );
  const ids = targets.map((target) =>
    Buffer.from(`c/${target.runId}/${target.contactId}/${target.link}`).toString('base64url'),
  );
  const tokens = () => rateOf(count, () => targets.forEach((target) => void makeLinkToken(hash, target)));
  const bare = () =>
    rateOf(count, () => ids.forEach((id) => void createHmac('sha256', key).update(id).digest('base64url')));

  say(`sign: ${count} tokens, ${RUNS} runs`);
  await tokens();
  await bare();
  const own: number[] = [];
  const reference: number[] = [];
  let cpuSeconds = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const ours = await tokens();
    own.push(ours.rate);
    cpuSeconds += ours.cpuSeconds;
    reference.push((await bare()).rate);
  }
  print({
    bench: 'sign',
    case: 'link tokens',
    unit: 'tokens/s',
    rates: own,
    reference: { name: 'createHmac sha256 base64url', rates: reference },
    cpuSeconds,
  });
};
