import { RULE_MUTANTS } from './rule-mutants.ts';

/** What must notice a bug: cases of the faults run by their name, or a deliveries test by file and title. */
export type Witness =
  | { readonly kind: 'faults'; readonly only: string; readonly short: boolean }
  | { readonly kind: 'test'; readonly file: string; readonly title: string };

/** A deliberate bug: small replacements, each of a text that stands once in its file. */
export interface Mutant {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  readonly witness: Witness;
}

const CLAIMS = 'core/deliveries/batch-claims-store.ts';
const SEND = 'core/deliveries/send-batch.ts';
const SENDING: Witness['kind'] = 'test';
const sending = (title: string): Witness => ({
  kind: SENDING,
  file: 'test/integration/deliveries/sending.test.ts',
  title,
});
const accounting = (title: string): Witness => ({
  kind: SENDING,
  file: 'test/integration/deliveries/accounting.test.ts',
  title,
});

const pacing = (title: string): Witness => ({ kind: SENDING, file: 'test/integration/deliveries/pace.test.ts', title });

/** Bugs in the protocol of sending: claims, evidence, rates, the sum. */
const PROTOCOL_MUTANTS: readonly Mutant[] = [
  {
    name: 'time alone moves a batch from submitting back to pending',
    edits: [
      {
        file: CLAIMS,
        from: "              state: 'uncertain',\n              fence: { $add: ['$fence', 1] },\n              owner: null,\n              leaseUntil: null,\n              checkAt",
        to: "              state: 'pending',\n              fence: { $add: ['$fence', 1] },\n              owner: null,\n              leaseUntil: null,\n              checkAt",
      },
    ],
    witness: { kind: 'faults', only: 'killed while building', short: true },
  },
  {
    name: 'a worker that was stopped past its lease posts when it is woken',
    edits: [
      {
        file: 'core/mail/http-exchange.ts',
        from: 'if (input.mayBegin?.() === false) {',
        to: 'if (false as boolean) {',
      },
    ],
    witness: { kind: 'faults', only: 'stopped between the last check and the POST', short: false },
  },
  {
    name: 'the result is told again after a crash',
    edits: [
      { file: 'core/deliveries/finish-run.ts', from: "'results', data, resultsKey(run));", to: "'results', data);" },
    ],
    witness: { kind: 'faults', only: 'in a POST and after the end', short: false },
  },
  {
    name: 'a claim does not change the fence',
    edits: [
      {
        file: CLAIMS,
        from: "state: 'submitting',\n            fence: { $add: ['$fence', 1] },",
        to: "state: 'submitting',",
      },
      { file: CLAIMS, from: 'const fence = found.fence + 1;', to: 'const fence = found.fence;' },
    ],
    witness: accounting('takes no write from an owner'),
  },
  {
    name: 'an owner writes without naming its fence',
    edits: [
      {
        file: CLAIMS,
        from: "const held = (hold: Hold) => ({ _id: hold.id, state: 'submitting', fence: hold.fence });",
        to: "const held = (hold: Hold) => ({ _id: hold.id, state: 'submitting' });",
      },
    ],
    witness: accounting('takes no write from an owner'),
  },
  {
    name: 'the second half of a split loses a person',
    edits: [
      {
        file: CLAIMS,
        from: 'from: middle,',
        to: 'from: { $add: [middle, 1] },',
      },
    ],
    witness: sending('lets one bad address fail alone'),
  },
  {
    name: 'a 500 is read as certainly not sent',
    edits: [
      {
        file: 'core/mail/mailgun-answer.ts',
        from: "return { kind: 'ambiguous', reason: `answered",
        to: "return { kind: 'not_sent', reason: `answered",
      },
    ],
    witness: sending('after 500 after taking it'),
  },
  {
    name: 'a reset is read as certainly not sent',
    edits: [{ file: 'core/mail/http-exchange.ts', from: "kind: open ? 'broken' : 'not_sent'", to: "kind: 'not_sent'" }],
    witness: sending('after a reset after taking it'),
  },
  {
    name: 'no trace is believed at once',
    edits: [
      {
        file: 'core/deliveries/reconcile.ts',
        from: 'evidence.conclusive === true || age >= timing.evidenceDelayMs',
        to: 'true',
      },
    ],
    witness: sending('waits for events that come late'),
  },
  {
    name: 'each attempt has a message id of its own',
    edits: [
      {
        file: 'core/deliveries/outgoing.ts',
        from: 'messageIdOf(batch._id, batch.part, deps.fromDomain)',
        to: 'messageIdOf(batch._id, batch.part + 1_000 * batch.attemptCount, deps.fromDomain)',
      },
    ],
    witness: sending('after a reset after taking it'),
  },
  {
    name: 'an unreadable log counts as no trace',
    edits: [
      {
        file: 'core/deliveries/reconcile.ts',
        from: "} else if (evidence.kind === 'unreadable') {",
        to: "} else if ((evidence.kind as string) === 'never') {",
      },
    ],
    witness: sending('asks a person where the log'),
  },
  {
    name: 'who withdrew since the freeze is not looked for',
    edits: [
      { file: SEND, from: 'filter((recipient) => !withdrawn.has(recipient.contactId))', to: 'filter(() => true)' },
    ],
    witness: sending('leaves out who unsubscribed'),
  },
  {
    name: 'a pause is not read before the POST',
    edits: [
      {
        file: 'core/deliveries/send-run.ts',
        from: "return campaign.state === 'sending' || (",
        to: "return campaign.state !== 'draft' || (",
      },
    ],
    witness: sending('pauses within one batch'),
  },
  {
    name: 'a word to stop is not heard',
    edits: [
      {
        file: 'core/deliveries/send-run.ts',
        from: 'while (!stopped && signal?.aborted !== true) {',
        to: 'while (!stopped) {',
      },
    ],
    witness: sending('ends what is in flight'),
  },
  {
    name: 'an answer about one part is taken for all parts',
    edits: [
      {
        file: 'core/deliveries/batch-stages.ts',
        from: "$and: [{ $eq: ['$$one.part', literal(part)] }, { $eq: ['$$one.outcome', 'needs_human'] }],",
        to: "$and: [{ $gte: [literal(part), 0] }, { $eq: ['$$one.outcome', 'needs_human'] }],",
      },
    ],
    witness: sending('takes an answer about one part'),
  },
  {
    name: 'a run that finished across an answer of a person stays finished',
    edits: [{ file: 'core/deliveries/delivery-service.ts', from: '    await store.reopenAsked();\n', to: '' }],
    witness: sending('sends what a person asked for'),
  },
  {
    name: 'what was frozen for an earlier approval is sent',
    edits: [
      {
        file: 'core/deliveries/start-run.ts',
        from: 'if (run.approvedKey !== approvedKey || old) {',
        to: 'if (old) {',
      },
    ],
    witness: sending('freezes anew'),
  },
  {
    name: 'the last people of an audience get no place',
    edits: [
      {
        file: 'core/deliveries/freeze-audience.ts',
        from: 'for (const key of [...open.keys()]) closeBatch(key);',
        to: '',
      },
    ],
    witness: sending('gives everyone who matches one place'),
  },
  {
    name: 'a 429 is kept by the process that met it alone',
    edits: [
      {
        file: 'core/deliveries/pace.ts',
        from: "if (quietMs > 0) return { kind: 'wait', ms: quietMs, all: true };",
        to: '',
      },
      { file: SEND, from: 'if (quietMs > 0) {', to: 'if (quietMs < 0) {' },
    ],
    witness: pacing('is left alone by every process'),
  },
  {
    name: 'each process has the whole rate for itself',
    edits: [
      {
        file: 'core/deliveries/pace.ts',
        from: 'store.reserve(provider, batch.size, rates.perMinute)',
        to: 'store.reserve(provider + String(process.hrtime()), batch.size, rates.perMinute)',
      },
    ],
    witness: pacing('holds for all processes together'),
  },
  {
    name: 'the rate of a domain is not looked at',
    edits: [
      {
        file: 'core/deliveries/freeze-audience.ts',
        from: 'const { domain, size } = batchByRates(input.rates, input.batchSize, address);',
        to: 'const { domain, size } = { domain: null, size: input.batchSize, address };',
      },
    ],
    witness: pacing('of a domain slows only what goes there'),
  },
  {
    name: 'each process has the whole warm-up for itself',
    edits: [
      {
        file: 'core/deliveries/pace.ts',
        from: 'granted: await store.take(warm.key, people, warm.allowance)',
        to: 'granted: people',
      },
    ],
    witness: pacing('is never exceeded in a day'),
  },
  {
    name: 'nothing is learned from a POST that is too large',
    edits: [
      { file: 'core/deliveries/batch-fit.ts', from: "if (answer === 'too_large') return", to: 'if (most < 0) return' },
    ],
    witness: pacing('is soon asked for less'),
  },
  {
    name: 'a provider that refuses everything is asked for ever',
    edits: [
      { file: 'core/deliveries/trouble.ts', from: 'export const BREAK_AT = 50;', to: 'export const BREAK_AT = 5e9;' },
    ],
    witness: pacing('refuses the key holds the campaign'),
  },
  {
    name: 'a refused key counts against the recipients',
    edits: [
      {
        file: 'core/deliveries/trouble.ts',
        from: "kind: ACCOUNT.has(answer.status) ? 'refused' : 'mail',",
        to: "kind: 'mail',",
      },
    ],
    witness: pacing('refuses the key holds the campaign'),
  },
  {
    name: 'troubles add up although the provider works in between',
    edits: [
      {
        file: 'core/deliveries/send-pace-store.ts',
        from: 'await pace.updateOne({ _id: key, troubles: { $gt: 0 } }, { $set: { troubles: 0 } });',
        to: '',
      },
    ],
    witness: pacing('now and then does not hold'),
  },
  {
    name: 'a builder that did not hear the answer removes the audience that it froze',
    edits: [
      {
        file: 'core/deliveries/delivery-store.ts',
        from: 'if ((await runs.findOne({ _id: runId, buildId })) === null) await',
        to: 'await',
      },
    ],
    witness: {
      kind: 'test',
      file: 'test/integration/deliveries/builds.test.ts',
      title: 'stays where its builder gives up',
    },
  },
];

/** Each must be found. The name says what the code would do wrong. */
export const MUTANTS: readonly Mutant[] = [...PROTOCOL_MUTANTS, ...RULE_MUTANTS];
