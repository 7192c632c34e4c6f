import { Readable } from 'node:stream';
import { closeDatabase, openDatabase } from '../../../core/common/database-store.ts';
import { aStaff } from '../../support/builders.ts';
import { aSentCampaign, aTeam, portalWorld, signedIn } from '../../support/portal-world.ts';

type World = Awaited<ReturnType<typeof portalWorld>>;

describe('a person who is told about and erased', () => {
  let world: World;
  beforeAll(async () => {
    world = await portalWorld();
  });
  afterAll(() => world.close());

  /** Names of the collections in which a text stands, in any document, in any spelling. */
  const holding = async (text: string): Promise<string[]> => {
    const { uri, name } = world.core.config.database;
    const database = await openDatabase(uri, name);
    try {
      const found: string[] = [];
      for (const { name: collection } of (await database.connection.db?.listCollections().toArray()) ?? []) {
        for await (const document of database.connection.collection(collection).find({})) {
          const all = JSON.stringify(document, (_key, value: unknown) =>
            typeof value === 'object' && value !== null && 'buffer' in value
              ? Buffer.from(value.buffer as Uint8Array).toString('latin1')
              : value,
          );
          if (all.toLowerCase().includes(text)) {
            found.push(collection);
            break;
          }
        }
      }
      return found.sort();
    } finally {
      await closeDatabase(database);
    }
  };

  it('is exported whole, leaves no address in any collection, and stays suppressed when imported again', async () => {
    const { core, app } = world;
    const team = await aTeam(core);
    const { mails } = await aSentCampaign(core, team);
    const address = mails[0]?.address ?? '';
    const contact = await core.contacts.byAddress(address);
    const id = contact?.id ?? '';
    const browser = await signedIn(app, team.marketer.staff.email);
    await browser.get(/\/t\/o\/[^"\s]+/.exec(mails[0]?.html ?? '')?.[0] ?? '').expect(200);
    const cli = { kind: 'system', name: 'cli' } as const;
    const upload = async (name: string, content: string) => {
      const file = Buffer.from(content);
      const { guess } = await core.contacts.previewImport(file, name);
      const input = { fileName: name, content: Readable.from([file]), mapping: guess };
      return (await core.contacts.queueImport(team.marketer.actor, input)).id;
    };
    // One that nobody has run, one that broke off, and one about somebody else.
    const unread = `email,note\n ${address.toUpperCase()} ,"late, always"\n`;
    const [waiting, broken, others] = [
      await upload('waiting.csv', unread),
      await upload('broken.csv', `email,note\n${address},x\nfine@example.test,"never closed\n`),
      await upload('others.csv', 'email,note\nsomebody@example.test,x\n'),
    ];
    expect(await core.contacts.runImport(broken)).toMatchObject({ phase: 'failed' });
    expect((await core.contacts.exportPerson(cli, id)).data.openImports).toMatchObject([
      { fileName: 'waiting.csv', row: 2 },
      { fileName: 'broken.csv', row: 2 },
    ]);
    // The address stood everywhere that this test is about.
    expect(await holding(address)).toEqual(expect.arrayContaining(['batch_places', 'contacts', 'outbox']));

    const whole = await core.contacts.exportPerson(cli, id);
    expect(whole).toMatchObject({
      contact: { address },
      data: {
        places: [{ address, outcome: 'submitted' }],
        outbox: [{ address }],
        trackingEvents: [{ kind: 'opened' }],
      },
    });

    await expect(core.contacts.erasePerson(team.marketer.actor, id, 'requested')).rejects.toMatchObject({
      code: 'contact.not_allowed',
    });
    await core.contacts.erasePerson(cli, id, 'requested');

    expect(await holding(address)).toEqual([]);
    for (const ended of [waiting, broken]) {
      expect(await core.contacts.runImport(ended)).toMatchObject({ phase: 'failed', failure: { retrySafe: false } });
    }
    expect(await core.contacts.runImport(others)).toMatchObject({ phase: 'done', created: 1 });
    // The same file again is a new import, and says whom it does not take.
    const again = await upload('waiting.csv', unread);
    expect(again).not.toBe(waiting);
    expect(await core.contacts.runImport(again)).toMatchObject({ phase: 'done', reasons: { erased: 1 } });
    expect(await holding(address)).toEqual([]);
    expect((await core.contacts.suppressionOf(address))?.reason).toBe('erased');
    expect(await core.audit.list({ subject: id })).toMatchObject([
      { action: 'contact.erased', data: { ground: 'requested' } },
      { action: 'contact.exported' },
      { action: 'contact.exported' },
    ]);
    expect(await core.audit.verify()).toMatchObject({ ok: true });
    // The sum still closes: the place stands, with nobody behind it.
    expect(await core.deliveries.placesOf(id)).toMatchObject([{ outcome: 'submitted' }]);

    const file = Buffer.from(`email,consent\n${address},yes\n`);
    const { guess } = await core.contacts.previewImport(file, 'again.csv');
    const queued = await core.contacts.queueImport(team.marketer.actor, {
      fileName: 'again.csv',
      content: Readable.from([file]),
      mapping: guess,
    });
    expect(await core.contacts.runImport(queued.id)).toMatchObject({
      phase: 'done',
      created: 0,
      refused: 1,
      reasons: { erased: 1 },
    });
    const batch = await core.contacts.upsert(team.marketer.actor, [{ address }]);
    expect(batch).toMatchObject({ created: 0, refused: [{ index: 0, field: 'address', code: 'contact.erased' }] });
    expect(await core.contacts.byAddress(address)).toBeUndefined();
    expect((await core.contacts.suppressionOf(address))?.reason).toBe('erased');
    expect(await holding(address)).toEqual([]);
  });

  it('waits for a batch in hand, gets nothing more meanwhile, and is erased on the page afterwards', async () => {
    const { core, app } = world;
    const admin = await aStaff(core, ['admin']);
    const { mails } = await core.outbox.search({});
    const address = mails[0]?.address ?? '';
    const id = (await core.contacts.byAddress(address))?.id ?? '';
    const { uri, name } = core.config.database;
    const database = await openDatabase(uri, name);
    const batches = database.connection.collection<{ _id: string }>('batches');
    const places = database.connection.collection<{ _id: string }>('batch_places');
    const here = { _id: { $in: await places.distinct('_id', { contactIds: id }) } };
    try {
      await batches.updateMany(here, { $set: { state: 'submitting' } });
      await expect(core.contacts.erasePerson({ kind: 'system', name: 'cli' }, id, 'requested')).rejects.toMatchObject({
        code: 'contact.erase_busy',
      });
      expect((await core.contacts.suppressionOf(address))?.reason).toBe('erased');
      expect(await core.contacts.byId(id)).toBeDefined();
      await batches.updateMany(here, { $set: { state: 'done' } });
    } finally {
      await closeDatabase(database);
    }

    const browser = await signedIn(app, admin.staff.email);
    const page = await browser
      .get(`/contacts/${id}`)
      .expect(200)
      .expect(/Erase this person/);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const told = await browser.get(`/contacts/${id}/export.json`).expect(200);
    expect(told.body).toMatchObject({ contact: { id, address }, suppression: { reason: 'erased' } });
    await browser.post(`/contacts/${id}/erase`).type('form').send({ _csrf: csrf, ground: '' }).expect(422);
    await browser.post(`/contacts/${id}/erase`).type('form').send({ _csrf: csrf, ground: 'requested' }).expect(303);
    await browser.get(`/contacts/${id}`).expect(404);
    expect(await holding(address)).toEqual([]);
  });
});
