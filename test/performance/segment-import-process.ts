import { Readable } from 'node:stream';
import type { ContactDocument } from '../../core/contacts/contact-store.ts';
import { contactWorkspace } from '../support/contact-workspace.ts';
import { defineSeed, draws, REGIONS } from './segment-seed.ts';

/** What one import came to; one line of JSON on standard output. */
export interface ImportFigures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most that this process ever held, its start included. */
  readonly peakMb: number;
}

const PAGE = 1_000;

const rowsFrom = function* (count: number) {
  const draw = draws(3);
  for (let n = 0; n < count; n += 1) {
    yield {
      address: `import${n}@customers.example.test`,
      externalId: `i${n}`,
      region: REGIONS[draw(REGIONS.length)] ?? '',
      plan: ['Free', 'Plus', 'Pro'][draw(3)] ?? '',
      birth_year: 1940 + draw(70),
      joined: new Date(Date.UTC(2018, 0, 1 + draw(3_000))),
      note: `서울 gift ${draw(1_000)} member`,
    };
  }
};

const csv = async function* (count: number): AsyncGenerator<Buffer> {
  yield Buffer.from('email,id,consent,region,plan,birth_year,joined,note\n');
  let text = '';
  for (const row of rowsFrom(count)) {
    const { address, externalId, region, plan, birth_year, joined, note } = row;
    text += `${address},${externalId},yes,${region},${plan},${birth_year},${joined.toISOString().slice(0, 10)},${note}\n`;
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
};

const [kind = '', rows = ''] = process.argv.slice(2);
const count = Number(rows);
const workspace = await contactWorkspace();
await defineSeed(workspace);

const own = async (): Promise<void> => {
  const attribute = (label: string, type: 'text' | 'number' | 'date') => ({ to: 'attribute', label, type }) as const;
  const queued = await workspace.contacts.queueImport(workspace.actor, {
    fileName: 'people.csv',
    content: Readable.from(csv(count)),
    mapping: {
      columns: {
        email: { to: 'address' },
        id: { to: 'externalId' },
        consent: { to: 'consent' },
        region: attribute('region', 'text'),
        plan: attribute('plan', 'text'),
        birth_year: attribute('birth_year', 'number'),
        joined: attribute('joined', 'date'),
        note: attribute('note', 'text'),
      },
      consent: { kind: 'column' },
    },
  });
  const { created } = await workspace.contacts.runImport(queued.id);
  if (created !== count) throw new Error(`${created} of ${count} contacts were made`);
};

/** The same documents by the driver alone: nothing read, nobody looked up, nothing remembered. */
const bare = async (): Promise<void> => {
  const contacts = workspace.database.connection.collection<ContactDocument>('contacts');
  const at = new Date();
  let page: ContactDocument[] = [];
  for (const { address, externalId, ...attributes } of rowsFrom(count)) {
    page.push({
      _id: workspace.ids.next(),
      address,
      addressHash: workspace.hash.personal(address),
      externalId,
      attributes,
      consent: { status: 'granted', basis: 'column', source: 'import', at },
      createdAt: at,
      updatedAt: at,
    });
    if (page.length < PAGE) continue;
    await contacts.insertMany(page, { ordered: false });
    page = [];
  }
  if (page.length > 0) await contacts.insertMany(page, { ordered: false });
};

const cpu = process.cpuUsage();
const start = performance.now();
await (kind === 'bare' ? bare() : own());
const seconds = (performance.now() - start) / 1_000;
const { user, system } = process.cpuUsage(cpu);
const figures: ImportFigures = {
  seconds,
  cpuSeconds: (user + system) / 1_000_000,
  peakMb: Math.round(process.resourceUsage().maxRSS / 1_024),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
await workspace.close();
