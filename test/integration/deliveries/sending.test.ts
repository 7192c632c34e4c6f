import { type SendWorld, sendWorld, someContacts } from './send-world.ts';

const PERSON = { kind: 'system', name: 'test' } as const;
let world: SendWorld;
afterEach(() => world.close());

describe('a run into the outbox', () => {
  it('gives everyone who matches one place, and the sum closes', async () => {
    const none = { status: 'unknown', basis: 'none', source: '', at: new Date() } as const;
    const contacts = someContacts(57, (i) => ({
      ...(i % 10 === 3 ? { address: null } : {}),
      ...(i % 10 === 5 ? { consent: none } : {}),
      attributes: { group: i % 2 === 0 ? 'even' : 'odd', name: `Person ${i}` },
    }));
    world = await sendWorld({ contacts });
    world.suppress('p7@example.test');
    await world.workUntilFinished();

    const sum = await world.deliveries.sum('C-1');
    expect(sum).toMatchObject({ frozen: 57, closes: true, settled: true });
    expect(sum?.outcomes).toMatchObject({ submitted: 44, no_address: 6, no_consent: 6, suppressed: 1 });
    expect(world.state()).toBe('sent');
    expect(world.thread).toEqual([
      { kind: 'results', data: expect.objectContaining({ frozen: 57, submitted: 44, closes: true }) },
    ]);

    const { mails, total } = await world.outbox.search({ campaignId: 'C-1', limit: 500 });
    expect(total).toBe(44);
    expect(new Set(mails.map((mail) => mail.address)).size).toBe(44);
    expect(mails.every((mail) => !`${mail.subject}${mail.html}${mail.text}`.includes('%recipient.'))).toBe(true);
    expect(mails[0]?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    expect(mails[0]?.headers['List-Unsubscribe']).toMatch(/^<https:\/\/portal\.example\.test\/u\/[\w.-]+>$/);

    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await world.deliveries.places('C-1', { limit: 7, ...(after === undefined ? {} : { after }) });
      seen.push(...page.places.map((place) => place.contactId));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen.sort()).toEqual(contacts.map((contact) => contact.id));
    expect(await world.deliveries.placesOf('p000007')).toMatchObject([{ outcome: 'suppressed', campaignId: 'C-1' }]);
    expect(await world.deliveries.placesOf('p000008')).toMatchObject([{ outcome: 'submitted' }]);
  });

  it('ends at once for an audience of nobody', async () => {
    world = await sendWorld({ contacts: [] });
    await world.workUntilFinished();
    expect(await world.deliveries.sum('C-1')).toMatchObject({ frozen: 0, closes: true });
    expect(world.state()).toBe('sent');
  });
});

describe('a run through Mailgun', () => {
  it('sends each person one mail, with their own links, in batches of the configured size', async () => {
    world = await sendWorld({ contacts: someContacts(45, (i) => ({ attributes: { name: `N${i}` } })), mailgun: true });
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(45).fill(1));
    expect(world.standIn.posts()).toBe(5);
    const mail = world.standIn.log().find((one) => one.address === 'p4@example.test');
    expect(mail?.subject).toBe('Hello N4');
    expect(mail?.html).toContain('N4');
    expect(mail?.headers).toMatchObject({
      'Message-Id': expect.stringMatching(/^<C-1\.1\.[a-z0-9]+\.\d{4}\.0@mg\.example\.test>$/),
    });
    expect(new Set(world.standIn.log().map((one) => one.headers['List-Unsubscribe'])).size).toBe(45);
  });

  it('lets one bad address fail alone', async () => {
    world = await sendWorld({ contacts: someContacts(30), mailgun: true });
    world.standIn.conditions.refusedAddresses.add('p13@example.test');
    await world.workUntilFinished();
    const sum = await world.deliveries.sum('C-1');
    expect(sum?.outcomes).toMatchObject({ submitted: 29, rejected: 1 });
    expect(sum?.closes).toBe(true);
    expect(await world.deliveries.places('C-1', { outcome: 'rejected' })).toMatchObject({
      places: [{ address: 'p13@example.test', reason: expect.stringContaining('400') }],
    });
    expect([...world.taken().values()].every((n) => n === 1)).toBe(true);
    expect(world.taken().size).toBe(29);
  });

  it.each([
    ['500 after taking it', { kind: 'error_accepted' }],
    ['a reset after taking it', { kind: 'reset_after' }],
    ['a truncated answer', { kind: 'truncated' }],
    ['a page of HTML', { kind: 'html' }],
    ['an answer without an id', { kind: 'no_id' }],
    ['an answer that comes too late', { kind: 'slow', ms: 10_000 }],
  ] as const)('after %s finds the batch submitted, once', async (_, fault) => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true, postTimeoutMs: 300 });
    world.standIn.fault(fault);
    await world.workUntilFinished();
    expect((await world.deliveries.sum('C-1'))?.outcomes.submitted).toBe(10);
    expect([...world.taken().values()]).toEqual(Array(10).fill(1));
    expect(world.standIn.posts()).toBe(1);
  });

  it.each([
    ['500 without taking it', { kind: 'error_refused' }],
    ['a reset before taking it', { kind: 'reset_before' }],
  ] as const)('after %s sends once more, and not before the evidence can be trusted', async (_, fault) => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true });
    world.standIn.fault(fault);
    const begun = Date.now();
    await world.workUntilFinished();
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1_000);
    expect((await world.deliveries.sum('C-1'))?.outcomes.submitted).toBe(10);
    expect([...world.taken().values()]).toEqual(Array(10).fill(1));
    expect(world.standIn.posts()).toBe(2);
  });

  it('asks a person after two attempts without a trace, and does what they say', async () => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true });
    world.standIn.fault({ kind: 'error_refused' }, 2);
    await world.workUntilFinished();
    expect((await world.deliveries.sum('C-1'))?.outcomes.needs_human).toBe(10);
    expect(world.standIn.posts()).toBe(2);
    const [waiting, ...more] = await world.deliveries.waitingForPerson('C-1');
    expect(more).toEqual([]);
    expect(waiting).toMatchObject({
      campaignId: 'C-1',
      people: 10,
      doubt: 'no_trace',
      text: { ko: expect.any(String) },
    });
    expect(waiting?.attempts).toHaveLength(2);
    expect(waiting?.messageId).toBe(world.standIn.postLog()[0]?.messageId);
    expect(await world.deliveries.waitingForPerson('C-2')).toEqual([]);
    await world.deliveries.resolve(PERSON, waiting?.id ?? '', 'not_accepted');
    expect(await world.deliveries.waitingForPerson()).toEqual([]);
    await world.workUntilFinished();
    expect((await world.deliveries.sum('C-1'))?.outcomes).toMatchObject({ needs_human: 0, submitted: 10 });
    expect([...world.taken().values()]).toEqual(Array(10).fill(1));
    await expect(world.deliveries.resolve(PERSON, waiting?.id ?? '', 'accepted')).rejects.toMatchObject({
      code: 'delivery.not_waiting',
    });
  });

  it('sends what a person asked for although somebody who had counted before the answer finished the run', async () => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true });
    world.standIn.fault({ kind: 'error_refused' }, 2);
    await world.workUntilFinished();
    const [waiting] = await world.deliveries.waitingForPerson('C-1');
    await world.deliveries.resolve(PERSON, waiting?.id ?? '', 'not_accepted');
    const runs = world.database.connection.collection<{ phase: string }>('runs');
    await runs.updateOne({ phase: 'sending' }, { $set: { phase: 'finished', finishedAt: new Date() } });
    await world.deliveries.work();
    await world.workUntilFinished();
    expect((await world.deliveries.sum('C-1'))?.outcomes.submitted).toBe(10);
    expect([...world.taken().values()]).toEqual(Array(10).fill(1));
  });

  it('takes an answer about one part of a batch for that part alone', async () => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true });
    // A refusal halves the batch; then nobody knows of the first half, and the log cannot be read.
    world.standIn.fault({ kind: 'status', status: 400, body: '{"message":"no"}' });
    world.standIn.fault({ kind: 'reset_after' });
    world.standIn.fault({ kind: 'error_refused' });
    world.standIn.conditions.unreadableLog = true;
    await world.workUntilFinished();
    const waiting = await world.deliveries.waitingForPerson('C-1');
    expect(waiting.map(({ people, doubt }) => ({ people, doubt }))).toEqual([
      { people: 5, doubt: 'unreadable' },
      { people: 5, doubt: 'unreadable' },
    ]);
    // Asked about both at once.
    expect(world.notices).toMatchObject([
      { to: { kind: 'staff', staffId: 'owner' }, title: { en: 'C-1: was this mail accepted?' } },
    ]);
    for (const { id, messageId } of waiting) {
      const taken = world.standIn.log().some((mail) => mail.messageId === messageId);
      await world.deliveries.resolve(PERSON, id, taken ? 'accepted' : 'not_accepted');
    }
    await world.workUntilFinished();
    expect((await world.deliveries.sum('C-1'))?.outcomes).toMatchObject({ needs_human: 0, submitted: 10 });
    expect([...world.taken().values()]).toEqual(Array(10).fill(1));
    expect(world.taken().size).toBe(10);
  });

  it('asks a person where the log of the provider cannot be read', async () => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true });
    world.standIn.conditions.unreadableLog = true;
    world.standIn.fault({ kind: 'reset_after' });
    await world.workUntilFinished();
    expect((await world.deliveries.sum('C-1'))?.outcomes.needs_human).toBe(10);
    expect(world.standIn.posts()).toBe(1);
  });

  it('waits for events that come late instead of sending twice', async () => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true });
    world.standIn.conditions.eventDelayMs = 700;
    world.standIn.fault({ kind: 'reset_after' });
    await world.workUntilFinished();
    expect((await world.deliveries.sum('C-1'))?.outcomes.submitted).toBe(10);
    expect(world.standIn.posts()).toBe(1);
  });

  it('honours 429', async () => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true });
    world.standIn.fault({ kind: 'throttled', seconds: 1 });
    const begun = Date.now();
    await world.workUntilFinished();
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1_000);
    expect([...world.taken().values()]).toEqual(Array(10).fill(1));
  });

  it('tries again where the provider cannot be reached', async () => {
    let down = true;
    world = await sendWorld({
      contacts: someContacts(10),
      mailgun: true,
      provider: (real) => ({
        ...real,
        submit: (batch) => {
          if (!down) return real.submit(batch);
          down = false;
          return Promise.resolve({ kind: 'not_sent', reason: 'connect ECONNREFUSED' });
        },
      }),
    });
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(10).fill(1));
  });

  it('fails the campaign where the provider refuses every address', async () => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true });
    for (let n = 0; n < 10; n += 1) world.standIn.conditions.refusedAddresses.add(`p${n}@example.test`);
    await world.workUntilFinished();
    expect(world.state()).toBe('failed');
    expect((await world.deliveries.sum('C-1'))?.outcomes.rejected).toBe(10);
  });
});

describe('several workers', () => {
  it('send each person one mail', async () => {
    world = await sendWorld({ contacts: someContacts(120), mailgun: true, batchSize: 5 });
    const workers = [world, world.worker(), world.worker(), world.worker()].map(({ deliveries }) => deliveries);
    await world.freezeOnly();
    world.setState('sending');
    // All of them claim from the same batches at the same time.
    while ((await world.deliveries.run('C-1'))?.phase !== 'finished') {
      await Promise.all(workers.map((worker) => worker.work()));
    }
    await world.deliveries.work();
    expect(world.taken().size).toBe(120);
    expect([...world.taken().values()].every((n) => n === 1)).toBe(true);
    expect(world.standIn.posts()).toBe(24);
    expect(world.thread).toHaveLength(1);
  });
});

describe('steering', () => {
  it('pauses within one batch, and resumes', async () => {
    let posts = 0;
    world = await sendWorld({
      contacts: someContacts(60),
      mailgun: true,
      provider: (real) => ({
        ...real,
        submit: async (batch) => {
          posts += 1;
          if (posts === 2) world.setState('paused');
          return real.submit(batch);
        },
      }),
    });
    await world.deliveries.work();
    // At most what three claims had in flight when it was paused.
    expect(posts).toBeLessThanOrEqual(4);
    const paused = await world.deliveries.sum('C-1');
    expect(paused).toMatchObject({ closes: true, settled: false });
    expect(paused?.outcomes.submitting).toBe(0);
    await world.deliveries.work();
    expect((await world.deliveries.sum('C-1'))?.outcomes).toEqual(paused?.outcomes);
    world.setState('sending');
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(60).fill(1));
  });

  it('cancels what is left', async () => {
    world = await sendWorld({
      contacts: someContacts(60),
      mailgun: true,
      provider: (real) => ({
        ...real,
        submit: async (batch) => {
          world.setState('cancelled');
          return real.submit(batch);
        },
      }),
    });
    await world.deliveries.work();
    await world.deliveries.campaignChanged('C-1');
    await world.workUntilFinished();
    const sum = await world.deliveries.sum('C-1');
    expect(sum).toMatchObject({ closes: true, settled: true });
    expect((sum?.outcomes.submitted ?? 0) + (sum?.outcomes.cancelled ?? 0)).toBe(60);
    expect(sum?.outcomes.cancelled).toBeGreaterThanOrEqual(30);
    expect(world.taken().size).toBe(sum?.outcomes.submitted);
  });

  it('leaves out who unsubscribed or withdrew consent after the freeze', async () => {
    world = await sendWorld({
      contacts: someContacts(60),
      mailgun: true,
      provider: (real) => ({
        ...real,
        submit: (batch) => {
          // The last batch is not begun yet: three are in flight.
          world.suppress('p55@example.test');
          const withdrawn = world.people.get('p000056');
          if (withdrawn !== undefined) {
            const consent = { ...withdrawn.consent, status: 'refused' as const };
            world.people.set(withdrawn.id, { ...withdrawn, consent });
          }
          return real.submit(batch);
        },
      }),
    });
    await world.workUntilFinished();
    const sum = await world.deliveries.sum('C-1');
    expect(sum).toMatchObject({ frozen: 60, closes: true, settled: true });
    expect(sum?.outcomes).toMatchObject({ submitted: 58, suppressed: 1, no_consent: 1 });
    expect(world.taken().has('p55@example.test')).toBe(false);
    expect(world.taken().has('p56@example.test')).toBe(false);
  });

  it('freezes anew what was approved anew before the start', async () => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true });
    await world.freezeOnly();
    const batches = world.database.connection.collection<{ _id: string; buildId: string }>('batches');
    const old = (await batches.findOne({}))?.buildId;
    world.approveAgain();
    world.setState('scheduled');
    await world.workUntilFinished();
    expect((await batches.find({}).toArray()).some((batch) => batch.buildId === old)).toBe(false);
    expect([...world.taken().values()]).toEqual(Array(10).fill(1));
  });

  it('ends what is in flight and claims no more when it is told to stop', async () => {
    const stop = new AbortController();
    world = await sendWorld({
      contacts: someContacts(100),
      mailgun: true,
      provider: (real) => ({
        ...real,
        submit: async (batch) => {
          stop.abort();
          return real.submit(batch);
        },
      }),
    });
    await world.deliveries.work(stop.signal);
    const sum = await world.deliveries.sum('C-1');
    expect(sum?.outcomes.submitting).toBe(0);
    expect(sum?.outcomes.submitted).toBeLessThanOrEqual(30);
    expect(sum?.closes).toBe(true);
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(100).fill(1));
  });
});
