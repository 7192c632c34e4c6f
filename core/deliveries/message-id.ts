/** `C-1/1/BUILD/0001` and part 0 at `mail.example.test`: the same for every attempt of the part. */
export const messageIdOf = (batchId: string, part: number, domain: string): string =>
  `${batchId.replaceAll('/', '.')}.${part}@${domain}`;

const SHAPE = /^(C-\d{1,12})\.(\d{1,6})\.([a-z0-9]{1,40})\.(\d{4,9})\.(\d{1,9})@/;

/** The batch and part behind a message id; undefined for one that we did not make. */
export const readMessageId = (messageId: string): { batchId: string; runId: string; part: number } | undefined => {
  const [, campaign, run, build, seq, part] = SHAPE.exec(messageId) ?? [];
  if (part === undefined) return undefined;
  const runId = `${campaign}/${run}`;
  return { batchId: `${runId}/${build}/${seq}`, runId, part: Number(part) };
};
