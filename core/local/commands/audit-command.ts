import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { DateTime } from 'luxon';
import type { AuditBreach, AuditEntry } from '../../audit/audit-service.ts';
import type { Core } from '../../create-core.ts';
import { actedBy, systemActor } from '../../people/staff.ts';
import { LocalError } from '../local-error.ts';
import { note } from './session.ts';

const COLUMNS = ['seq', 'at', 'actor', 'surface', 'action', 'subject', 'data', 'previousHash', 'hash'] as const;

const BREACHES: Readonly<Record<AuditBreach, (at: number) => string>> = {
  edited: (at) => `entry ${at} was edited: its content does not have its hash.`,
  unlinked: (at) => `entry ${at} does not name entry ${at - 1} as it stands: one of the two was replaced.`,
  deleted: (at) => `entry ${at} was deleted: later ones are there.`,
  cut: (at) => `entry ${at} and what followed were cut off, or the log was written anew.`,
};

/** `--head`. @throws LocalError (2) where it is no hash */
export const headFrom = (typed: string | undefined): string | undefined => {
  const head = typed?.trim().toLowerCase();
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) {
    throw new LocalError('--head is a hash of 64 characters, 0 to 9 and a to f.', 2);
  }
  return head;
};

/** `audit verify`: 0 where the chain holds, 1 where it does not. */
export const verifyAudit = async (
  core: Core,
  postedHead: string | undefined,
  say: (line: string) => void,
): Promise<0 | 1> => {
  const verdict = await core.audit.verify(postedHead === undefined ? {} : { postedHead });
  if (!verdict.ok) {
    say(`BROKEN: ${BREACHES[verdict.reason](verdict.brokenAt)}`);
    say(`Checked: ${verdict.brokenAt - 1} entries before it.`);
    return 1;
  }
  say(`Checked: ${verdict.entries} entries; the chain holds.`);
  say(`Head: ${verdict.head}`);
  if (verdict.postedAt === undefined) {
    note('Keep the head where nobody can change it: --head tells later by it whether the end was cut.');
  } else {
    say(`The head named stands at entry ${verdict.postedAt}.`);
  }
  return 0;
};

/** A day means all of it. */
const momentOf = (option: '--from' | '--to', text: string, zone: string): Date => {
  const at = DateTime.fromISO(text, { zone });
  if (!at.isValid) {
    throw new LocalError(`${option}: found "${text}"; expected a day or moment: 2026-11-24 or 2026-11-24T09:00.`, 2);
  }
  const wholeDay = /^\d{4}-\d\d-\d\d$/.test(text);
  return (option === '--to' && wholeDay ? at.endOf('day') : at).toJSDate();
};

const lines = async function* (entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
};

const rows = async function* (entries: AsyncIterable<AuditEntry>): AsyncGenerator<Record<string, unknown>> {
  for await (const entry of entries) {
    yield { ...entry, at: entry.at.toISOString(), data: JSON.stringify(entry.data) };
  }
};

/** `audit export FILE`: the entries of a time, oldest first, written as they are read. Answers the exit code. */
export const exportAudit = async (
  core: Core,
  path: string,
  options: { readonly from?: string; readonly to?: string; readonly format: 'jsonl' | 'csv' },
): Promise<0> => {
  const zone = core.config.workspace.timeZone;
  const from = options.from === undefined ? undefined : momentOf('--from', options.from, zone);
  const to = options.to === undefined ? undefined : momentOf('--to', options.to, zone);
  if (from !== undefined && to !== undefined && from > to) throw new LocalError('--from is later than --to.', 2);
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'it is there already' : (error.code ?? error.message);
    throw new LocalError(`${path} cannot be written (${why}): name a new file.`, 2);
  });
  let count = 0;
  const wanted = async function* (): AsyncGenerator<AuditEntry> {
    for await (const entry of core.audit.entries()) {
      if ((from !== undefined && entry.at < from) || (to !== undefined && entry.at > to)) continue;
      count += 1;
      yield entry;
    }
  };
  const target = file.createWriteStream();
  try {
    await (options.format === 'jsonl'
      ? pipeline(Readable.from(lines(wanted())), target)
      : pipeline(
          Readable.from(rows(wanted())),
          stringify({ header: true, columns: [...COLUMNS], escape_formulas: true, bom: true }),
          target,
        ));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  await core.audit.append({
    ...actedBy(systemActor('cli')),
    action: 'audit.exported',
    subject: 'audit',
    data: { entries: count, format: options.format, from: options.from ?? null, to: options.to ?? null },
  });
  note(`${path}: ${count} entries.`);
  return 0;
};
