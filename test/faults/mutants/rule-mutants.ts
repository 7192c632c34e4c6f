import type { Mutant, Witness } from './mutants.ts';

const integration =
  (file: string) =>
  (title: string): Witness => ({ kind: 'test', file: `test/integration/${file}.test.ts`, title });

const capping = integration('deliveries/frequency-cap');
const ownTime = integration('deliveries/own-time');
const pacing = integration('deliveries/pace');
const resending = integration('deliveries/resend');
const accounting = integration('deliveries/accounting');
const oneRun = integration('deliveries/one-run');
const outage = integration('deliveries/outage');
const steering = integration('campaigns/steering');
const segmenting = integration('campaigns/audience-of-segments');

const PACE = 'core/deliveries/pace.ts';
const SEND_RUN = 'core/deliveries/send-run.ts';
const SEND_BATCH = 'core/deliveries/send-batch.ts';
const SERVICE = 'core/deliveries/delivery-service.ts';
const START_RUN = 'core/deliveries/start-run.ts';
const AUDIENCE = 'core/campaigns/campaign-audience.ts';
const STATES = 'core/campaigns/campaign-states.ts';

/** Bugs in who gets a mail, when it leaves, and how many leave: caps, segments, own time, quiet hours, warm-up, resends. */
export const RULE_MUTANTS: readonly Mutant[] = [
  {
    name: 'a frequency cap is not looked at',
    edits: [
      {
        file: 'core/deliveries/freeze-audience.ts',
        from: "return capped.has(contact.id) ? 'capped' : undefined;",
        to: 'return capped.has(contact.id) ? undefined : undefined;',
      },
    ],
    witness: capping('lets nobody get more'),
  },
  {
    name: 'two audiences under a cap are frozen side by side',
    edits: [{ file: START_RUN, from: 'if (!(await keepTurn())) return;', to: 'await keepTurn();' }],
    witness: capping('lets nobody get more'),
  },
  {
    name: 'a transactional campaign is capped too',
    edits: [
      {
        file: 'core/campaigns/sending-rules.ts',
        from: 'cap: exemption === null ? rules.cap : null,',
        to: 'cap: rules.cap,',
      },
    ],
    witness: capping('does not hold for a transactional campaign'),
  },
  {
    name: 'excluded segments get the mail',
    edits: [
      {
        file: AUDIENCE,
        from: "...excluded.map((segment) => standsIn('not_in', segment)),",
        to: '...excluded.slice(excluded.length).map((segment) => standsIn("not_in", segment)),',
      },
    ],
    witness: segmenting('reaches everybody in any'),
  },
  {
    name: 'only who is in all of the included segments gets the mail',
    edits: [{ file: AUDIENCE, from: "kind: 'any' as const, rules: meant", to: "kind: 'all' as const, rules: meant" }],
    witness: segmenting('reaches everybody in any'),
  },
  {
    name: 'everybody is mailed at the first moment, whatever their own time is',
    edits: [
      {
        file: 'core/deliveries/send-plan.ts',
        from: 'const at = own > floor ? own : floor;',
        to: 'const at = own > floor ? floor : floor;',
      },
    ],
    witness: ownTime('reaches each zone at its time'),
  },
  {
    name: 'quiet hours that begin after the freeze are not looked at before the claim',
    edits: [{ file: SEND_RUN, from: 'if (wait !== null && !wait.drop) {', to: 'if (wait !== null && wait.ms < 0) {' }],
    witness: ownTime('hold back until they are over'),
  },
  {
    name: 'quiet hours that begin after the freeze drop nobody',
    edits: [{ file: SEND_BATCH, from: 'if (night !== null) {', to: 'if (night !== null && night.ms < 0) {' }],
    witness: ownTime('leave out whoever would get it'),
  },
  {
    name: 'what missed its time while nobody looked after it is sent late',
    edits: [
      {
        file: SERVICE,
        from: 'if (!(await claims.missedItsTime(run._id, run.buildId, from, latenessMinutes * 60_000))) return false;',
        to: 'if (latenessMinutes > 0) return false;',
      },
    ],
    witness: ownTime('asks where a zone'),
  },
  {
    name: 'an overdue campaign starts late instead of asking',
    edits: [
      {
        file: 'core/campaigns/campaign-steering.ts',
        from: 'now.getTime() - campaign.startAt.getTime() > latenessMs) {',
        to: 'now.getTime() - campaign.startAt.getTime() > latenessMs * 1e6) {',
      },
    ],
    witness: steering('that is overdue asks'),
  },
  {
    name: 'what was certainly not sent counts against the day of a warm-up',
    edits: [
      {
        file: PACE,
        from: 'if (key !== null && granted > 0) await store.putBack(key, granted);',
        to: 'if (key !== null && granted < 0) await store.putBack(key, granted);',
      },
    ],
    witness: pacing('counts nobody to whom certainly nothing was sent'),
  },
  {
    name: 'a warm-up that was saved in the middle of a day forgets what left before',
    edits: [
      {
        file: PACE,
        from: 'granted: await store.take(key, people, NO_ALLOWANCE)',
        to: 'granted: Math.min(people, NO_ALLOWANCE)',
      },
    ],
    witness: pacing('that is saved in the middle of a day'),
  },
  {
    name: 'a part in doubt is cut to what a POST may carry by then',
    edits: [
      {
        file: SEND_RUN,
        from: 'if (carried > may.fit && batch.retries === 0 && !batch.byPerson) {',
        to: 'if (carried > may.fit) {',
      },
    ],
    witness: pacing('is tried again whole'),
  },
  {
    name: 'a resend goes to everybody',
    edits: [
      {
        file: START_RUN,
        from: 'missed === undefined ? undefined : await deps.missedIds(missed)',
        to: 'missed === undefined ? undefined : undefined',
      },
    ],
    witness: resending('goes to those whom the mail missed'),
  },
  {
    name: 'a resend is held because people read the first mail',
    edits: [
      {
        file: 'core/campaigns/drift.ts',
        from: 'missed !== undefined && found < approved ? 0 : driftOf(approved, found)',
        to: 'missed !== undefined && found < 0 ? 0 : driftOf(approved, found)',
      },
    ],
    witness: resending('is not held because people read the first mail'),
  },
  {
    name: 'a resend is sent to who read the first mail after the freeze',
    edits: [{ file: SEND_RUN, from: 'build.missed === undefined ? []', to: "build.buildId !== '' ? []" }],
    witness: resending('is not held because people read the first mail'),
  },
  {
    name: 'who refused the topic after the freeze gets the mail',
    edits: [
      {
        file: SEND_RUN,
        from: 'deps.contacts.withdrawnAmong(people, build.topic)',
        to: 'deps.contacts.withdrawnAmong(people)',
      },
    ],
    witness: accounting('leaves out who refused the topic'),
  },
  {
    name: 'an owner alone resumes what was halted',
    edits: [
      {
        file: STATES,
        from: "halted: { approve: 'scheduled',",
        to: "halted: { resume: 'scheduled', approve: 'scheduled',",
      },
      {
        file: STATES,
        from: "if (state === 'halted') return event === 'approve' && approved !== null ? undefined : BOTH_KEYS;",
        to: "if (state === 'halted') return approved !== null ? undefined : BOTH_KEYS;",
      },
    ],
    witness: oneRun('where it is resumed in the moment it is halted'),
  },
  {
    name: 'two changes of a campaign at the same time both count',
    edits: [
      {
        file: 'core/campaigns/campaign-store.ts',
        from: '{ _id: campaign.id, revision: campaign.revision, state: campaign.state },',
        to: '{ _id: campaign.id },',
      },
    ],
    witness: steering('starts once, whoever asks'),
  },
  {
    name: 'nobody hears that a process which was sending has died',
    edits: [
      {
        file: 'core/deliveries/reconcile.ts',
        from: "await tellWorkerStopped(deps, { runId, campaignId, owner: owner ?? '' });",
        to: "if (owner === '') await tellWorkerStopped(deps, { runId, campaignId, owner: owner ?? '' });",
      },
    ],
    witness: outage('is told to the owner once, with what was done'),
  },
  {
    name: 'it is posted on although the database refuses to write what became of it',
    edits: [
      {
        file: 'core/deliveries/refused-writes.ts',
        from: 'if (!isDatabaseRefusal(error)) throw error;',
        to: 'throw error;',
      },
    ],
    witness: outage('holds the campaign with the cause'),
  },
  {
    name: 'it is posted on although not even a hold can be written',
    edits: [
      { file: SERVICE, from: '    await refusedWrites.holdAll();\n', to: '' },
      { file: 'core/deliveries/refused-writes.ts', from: 'if (refused.has(_id)) return;', to: '' },
    ],
    witness: outage('posts nothing more'),
  },
];
