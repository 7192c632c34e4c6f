import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ContactDocument } from '../../core/contacts/contact-store.ts';
import { createContactWindowsStore } from '../../core/contacts/contact-windows-store.ts';
import { compileRule } from '../../core/segments/compile-rule.ts';
import { createSegments } from '../../core/segments/create-segments.ts';
import { evaluateRule } from '../../core/segments/evaluate-rule.ts';
import { RULE_LIMITS, type Rule } from '../../core/segments/rule.ts';
import { type ContactWorkspace, contactWorkspace } from '../support/contact-workspace.ts';
import { ROOT } from '../support/files-under.ts';
import startDatabase from '../support/global-setup.ts';
import stopDatabase from '../support/global-teardown.ts';
import { print, printTimes, rateOf, say } from './report.ts';
import type { ImportFigures } from './segment-import-process.ts';
import { defineSeed, draws, REGIONS, seedContacts } from './segment-seed.ts';

const CONTACTS = 1_000_000;
/** Shares of all contacts at which everything is measured. */
const GROWTH = [0.01, 0.1, 1] as const;
const IMPORTED = 200_000;
const EVENTS = 20_000;
const BATCH = 1_000;
const ACTIVE_SEGMENTS = 500;
const COUNTS = 3;
const PAGES = 20;
/** How long a page of the portal looks. */
const PAGE_MS = 1_500;

const all = (...rules: readonly Rule[]): Rule => ({ kind: 'all', rules });
const region = (n: number): Rule => ({ kind: 'text', attribute: 'region', op: 'is', value: REGIONS[n] ?? '' });
const TYPICAL = all(
  region(0),
  { kind: 'text_in', attribute: 'plan', op: 'in', values: ['Pro', 'Team'] },
  { kind: 'number_between', attribute: 'birth_year', from: 1970, to: 1989 },
);
/** What no index answers, each of another kind. */
const COSTLY: Rule = {
  kind: 'any',
  rules: [
    { kind: 'text', attribute: 'note', op: 'contains', value: 'wedding' },
    { kind: 'anniversary', attribute: 'joined', from: 0, to: 6, zone: 'Asia/Seoul' },
    { kind: 'number', attribute: 'income', op: 'lt', value: 21_000 },
    {
      kind: 'event',
      event: 'Bought',
      op: 'at_least',
      times: 2,
      within: { kind: 'last', amount: 90, unit: 'day', zone: 'Asia/Seoul' },
      where: [{ property: 'amount', op: 'gt', value: 300 }],
    },
  ],
};
const income = (below: number): Rule => ({ kind: 'number', attribute: 'income', op: 'lt', value: below });
/** Incomes lie evenly between 20,000 and 100,000. */
const PEOPLE: Readonly<Record<string, Rule>> = {
  'one in a hundred': income(20_800),
  'one in five': income(36_000),
  'one in a hundred, by two indexes': all(region(19), { kind: 'text', attribute: 'plan', op: 'is', value: 'Pro' }),
};
/** As many conditions as a rule may have, each of another value, none of them true. */
const WIDEST: Rule = {
  kind: 'any',
  rules: Array.from({ length: RULE_LIMITS.conditions }, (_, n) => ({
    ...({ kind: 'text', attribute: 'note', op: 'contains', value: `wedding ${n}` } as const),
  })),
};
const RARE: Rule = { kind: 'text', attribute: 'note', op: 'contains', value: '어디에도없음' };

const timed = async (work: () => unknown): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** Ours and the bare way in turns. */
const inTurns = async (runs: number, own: () => unknown, bare: () => unknown) => {
  const times: number[] = [];
  const bareTimes: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    times.push(await timed(own));
    bareTimes.push(await timed(bare));
  }
  return { times, bareTimes };
};

const importing = async (count: number): Promise<void> => {
  say(`segments: ${count} rows are imported, and the same documents inserted`);
  const figuresOf = async (kind: 'own' | 'bare'): Promise<ImportFigures> => {
    const script = join(ROOT, 'test/performance/segment-import-process.ts');
    const started = spawn(process.execPath, [...process.execArgv, script, kind, String(count)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(await text(started.stdout)) as ImportFigures;
  };
  const bare = await figuresOf('bare');
  const own = await figuresOf('own');
  print({
    bench: 'segments',
    case: `import of ${count} rows with eight columns`,
    unit: 'rows/s',
    rates: [count / own.seconds],
    reference: { name: 'insertMany of the same documents, same indexes, bare driver', rates: [count / bare.seconds] },
    cpuSeconds: own.cpuSeconds,
    rssMb: own.peakMb,
  });
};

const intake = async ({ events, database, hash }: ContactWorkspace, count: number, people: number): Promise<void> => {
  const draw = draws(5);
  const made = Array.from({ length: count }, (_, i) => ({
    name: 'Bought',
    contact: { externalId: `x${draw(people)}` },
    at: new Date(Date.now() - draw(1_000_000)).toISOString(),
    id: `bench-${hash.personal(String(i)).slice(0, 12)}-${i}`,
    properties: { amount: 10 + draw(500), item: `item ${draw(50)}` },
  }));
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, i) => made.slice(i * BATCH, (i + 1) * BATCH));
  const facts = database.connection.collection('bench_facts');
  await facts.createIndex({ contactId: 1, at: 1 });
  const contacts = database.connection.collection<ContactDocument>('contacts');
  const rates: number[] = [];
  const bareRates: number[] = [];
  let cpuSeconds = 0;
  for (const batch of batches) {
    const own = await rateOf(batch.length, async () => {
      const { accepted } = await events.record(batch);
      if (accepted !== batch.length) throw new Error(`${accepted} of ${batch.length} events were taken`);
    });
    rates.push(own.rate);
    cpuSeconds += own.cpuSeconds;
    // The facts and a counter with each contact, in one transaction, as somebody would write it by hand.
    const bare = await rateOf(batch.length, async () => {
      const session = database.connection.getClient().startSession();
      await session.withTransaction(async () => {
        await facts.insertMany(
          batch.map(({ contact, at, properties }) => ({ contactId: contact.externalId, at: new Date(at), properties })),
          { session },
        );
        await contacts.bulkWrite(
          batch.map(({ contact }) => ({
            updateOne: { filter: contact, update: { $inc: { benchEvents: 1 } as never } },
          })),
          { ordered: false, session },
        );
      });
      await session.endSession();
    });
    bareRates.push(bare.rate);
  }
  print({
    bench: 'segments',
    case: `intake of ${count} events in batches of ${BATCH}`,
    unit: 'events/s',
    rates,
    reference: { name: 'insertMany and a counter per contact in one transaction, bare driver', rates: bareRates },
    cpuSeconds,
  });
};

const atSize = async (workspace: ContactWorkspace, size: number): Promise<void> => {
  const { database, segments } = workspace;
  const contacts = database.connection.collection<ContactDocument>('contacts');
  const filterOf = (rule: Rule) => compileRule(rule, { now: workspace.clock.at, suppressions: new Map() });
  const report = (name: string, times: readonly number[], reference: string, bare: readonly number[]): void =>
    printTimes({
      bench: 'segments',
      case: `${name}, ${size} contacts`,
      times,
      reference: { name: reference, times: bare },
    });

  for (const [name, rule] of Object.entries({ 'count of three indexed attributes': TYPICAL, 'costly count': COSTLY })) {
    say(`segments: ${name}, ${size} contacts`);
    // A service of its own each time: it has counted nothing yet. Once unmeasured, so that both are warm.
    const fresh = () => createSegments(workspace).count(rule);
    const { matching } = await fresh();
    const byHand = await contacts.countDocuments(filterOf(rule));
    if (byHand !== matching) throw new Error(`${name}: ${matching} counted, ${byHand} by hand`);
    const { times, bareTimes } = await inTurns(COUNTS, fresh, () => contacts.countDocuments(filterOf(rule)));
    report(`${name} with its reasons`, times, 'countDocuments of the same filter, bare driver', bareTimes);
  }

  await segments.count(TYPICAL);
  const again = await inTurns(
    50,
    () => segments.count(TYPICAL),
    () => contacts.findOne({ _id: '' }),
  );
  report('count repeated with nothing changed', again.times, 'findOne by an id, bare driver', again.bareTimes);

  for (const [name, rule] of Object.entries(PEOPLE)) {
    say(`segments: pages of ${name}, ${size} contacts`);
    let after = '';
    const times: number[] = [];
    for (let page = 0; page < PAGES; page += 1) {
      const began = performance.now();
      const { next } = await segments.page(rule, { after, limit: 50 });
      times.push(performance.now() - began);
      if (next === null) break;
      after = next;
    }
    const bare: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      bare.push(await timed(() => contacts.find(filterOf(rule)).sort({ _id: 1 }).limit(51).toArray()));
    }
    report(`page of people, ${name}`, times, 'find, sort and limit of the first page, bare driver', bare);
  }
  const rare = await inTurns(
    3,
    () => segments.page(RARE, { limit: 50 }),
    () => contacts.find(filterOf(RARE)).sort({ _id: 1 }).limit(51).toArray(),
  );
  report('page of people, nobody to be found', rare.times, 'find, sort and limit, bare driver', rare.bareTimes);
};

/** Last of all, because the count goes on in the server. */
const widest = async ({ segments, database }: ContactWorkspace, size: number): Promise<void> => {
  const contacts = database.connection.collection<ContactDocument>('contacts');
  // The count itself is not waited for where it takes longer: it would take minutes, and goes on behind the measure.
  say(`segments: first answer for ${RULE_LIMITS.conditions} conditions, ${size} contacts`);
  const answers: string[] = [];
  const times = [
    await timed(async () => {
      const answer = await segments.countWithin(WIDEST, PAGE_MS);
      answers.push('about' in answer ? `an estimate from ${answer.sampled}` : 'the count');
    }),
  ];
  const bare = [await timed(() => contacts.estimatedDocumentCount())];
  printTimes({
    bench: 'segments',
    case: `first answer for ${RULE_LIMITS.conditions} conditions (${answers[0]}), ${size} contacts`,
    times,
    reference: { name: 'estimatedDocumentCount, bare driver', times: bare },
  });
};

/** Rules of all kinds, as five hundred campaigns and personas would have them. */
const activeRules = (): readonly Rule[] => {
  const draw = draws(9);
  const kinds: readonly ((n: number) => Rule)[] = [
    () => region(draw(REGIONS.length)),
    () => income(20_000 + draw(80_000)),
    () => COSTLY,
    () => TYPICAL,
    () => ({ kind: 'list_has', attribute: 'interests', op: 'has', value: 'coffee' }),
    (n) => ({ kind: 'text', attribute: 'note', op: 'contains', value: `word ${n}` }),
  ];
  return Array.from({ length: ACTIVE_SEGMENTS }, (_, n) => {
    const one = (): Rule => kinds[draw(kinds.length)]?.(n) ?? TYPICAL;
    return { kind: n % 2 === 0 ? 'all' : 'any', rules: [one(), one(), one()] };
  });
};

const evaluation = async ({ contacts, database, clock }: ContactWorkspace): Promise<void> => {
  const { contacts: people } = await contacts.search({ limit: 200 });
  const rules = activeRules();
  const context = { now: clock.at, suppressions: new Map() };
  const collection = database.connection.collection<ContactDocument>('contacts');
  const times: number[] = [];
  const bare: number[] = [];
  for (const person of people) {
    const seen = { ...person, addressHash: null, lists: person.lists ?? [] };
    times.push(await timed(() => rules.filter((rule) => evaluateRule(rule, seen, context)).length));
    bare.push(await timed(() => collection.findOne({ _id: person.id })));
  }
  printTimes({
    bench: 'segments',
    case: `one contact against ${ACTIVE_SEGMENTS} active segments, after an event`,
    times,
    reference: { name: 'findOne of the contact, bare driver', times: bare },
  });
};

/**
 * Contacts, events, counts and people behind rules, on the embedded server unless another is named. The seeded contacts
 * have two events each; what grows is measured at a hundredth, a tenth and all of them.
 */
export const segments = async (scale: number): Promise<void> => {
  const most = Math.max(1_000, Math.round(CONTACTS * scale));
  await startDatabase();
  try {
    await importing(Math.max(1_000, Math.round(IMPORTED * scale)));
    const workspace = await contactWorkspace();
    try {
      workspace.clock.at = new Date();
      await defineSeed(workspace);
      await workspace.contacts.suppress(workspace.actor, {
        address: 'person1@customers.example.test',
        reason: 'unsubscribed',
        source: 'bench',
      });
      let size = 0;
      for (const share of GROWTH) {
        const next = Math.max(1_000, Math.round(most * share));
        if (next <= size) continue;
        const events = await seedContacts(workspace.database, workspace.hash, size, next);
        say(`segments: ${next} contacts, ${events} more events; windows are cut`);
        await createContactWindowsStore(workspace.database).extend();
        size = next;
        await atSize(workspace, size);
      }
      await evaluation(workspace);
      await intake(workspace, Math.max(BATCH, Math.round(EVENTS * Math.min(1, scale * 10))), size);
      await widest(workspace, size);
    } finally {
      await workspace.close();
    }
  } finally {
    await stopDatabase();
  }
};
