import { createContactStore } from '../../../core/contacts/contact-store.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeEach(async () => {
  workspace = await contactWorkspace();
});
afterEach(() => workspace.close());

/** What a send would be told of the person with this address. */
const withdrawn = async (address: string): Promise<string | undefined> => {
  const contact = await workspace.contacts.byAddress(address);
  const id = contact?.id ?? '';
  return (await workspace.contacts.withdrawnAmong([{ contactId: id, address }])).get(id);
};
const set = async (address: string, consent: 'granted' | 'refused' | 'unknown') => {
  const contact = await workspace.contacts.byAddress(address);
  await workspace.contacts.update(workspace.actor, contact?.id ?? '', { attributes: {}, consent });
};

describe('who withdrew since an audience was frozen', () => {
  it('is found by a staff change of consent, and no longer once consent is given again', async () => {
    await workspace.importFile('email\na@example.test\nb@example.test\n');
    await set('a@example.test', 'granted');
    expect(await withdrawn('a@example.test')).toBeUndefined();
    await set('a@example.test', 'refused');
    expect(await withdrawn('a@example.test')).toBe('no_consent');
    expect(await withdrawn('b@example.test')).toBeUndefined();
    await set('a@example.test', 'granted');
    expect(await withdrawn('a@example.test')).toBeUndefined();
    await set('a@example.test', 'unknown');
    expect(await withdrawn('a@example.test')).toBe('no_consent');
  });

  it('is found where an import brings the refusal', async () => {
    await workspace.importFile('email\na@example.test\nb@example.test\n');
    await set('a@example.test', 'granted');
    const store = createContactStore(workspace.database);
    const [a, b] = await Promise.all(['a', 'b'].map((name) => workspace.contacts.byAddress(`${name}@example.test`)));
    const refused = { status: 'refused', basis: 'column', source: 'second file', at: new Date() } as const;
    await store.applyChanges([
      { id: a?.id ?? '', set: {}, consent: { from: 'granted', to: refused } },
      // Somebody changed it meanwhile: nothing is written, and nothing is withdrawn.
      { id: b?.id ?? '', set: {}, consent: { from: 'refused', to: { ...refused, status: 'granted' } } },
    ]);
    expect((await workspace.contacts.byId(a?.id ?? ''))?.consent.status).toBe('refused');
    expect(await withdrawn('a@example.test')).toBe('no_consent');
  });

  it('is told as without an address where the contact is gone', async () => {
    await workspace.importFile('email\na@example.test\nb@example.test\n');
    const [a, b] = await Promise.all(['a', 'b'].map((name) => workspace.contacts.byAddress(`${name}@example.test`)));
    await createContactStore(workspace.database).markGone([a?.id ?? '']);
    const people = [a, b].map((contact) => ({ contactId: contact?.id ?? '', address: contact?.address ?? '' }));
    expect([...(await workspace.contacts.withdrawnAmong(people))]).toEqual([[a?.id, 'no_address']]);
  });

  it('is told as suppressed where the address is, whatever the consent says', async () => {
    await workspace.importFile('email\na@example.test\n');
    await set('a@example.test', 'refused');
    await workspace.contacts.suppress(workspace.actor, {
      address: 'A@example.test',
      reason: 'unsubscribed',
      source: 'test',
    });
    expect(await withdrawn('a@example.test')).toBe('suppressed');
  });

  it('is found by a topic that was refused, for mail about that topic alone, until it is chosen again', async () => {
    await workspace.importFile('email\na@example.test\n');
    await set('a@example.test', 'granted');
    const store = createContactStore(workspace.database);
    const { id = '', address } = (await workspace.contacts.byAddress('a@example.test')) ?? {};
    const about = async (topic?: string) =>
      (await workspace.contacts.withdrawnAmong([{ contactId: id, address: address ?? '' }], topic)).get(id);
    const say = (status: 'granted' | 'refused') =>
      store.update(id, { 'topics.News': { status, at: new Date() }, 'topics.Tea': { status: 'granted' } }, []);
    await say('refused');
    expect(await Promise.all([about('News'), about('Tea'), about()])).toEqual(['no_consent', undefined, undefined]);
    await set('a@example.test', 'granted');
    expect(await about('News')).toBe('no_consent');
    await say('granted');
    expect(await about('News')).toBeUndefined();
  });

  it('is the same for simultaneous changes as the consent that stands in the end', async () => {
    await workspace.importFile('email\na@example.test\n');
    await set('a@example.test', 'granted');
    for (let round = 0; round < 5; round += 1) {
      await Promise.all((['refused', 'granted', 'refused', 'granted'] as const).map((to) => set('a@example.test', to)));
      const contact = await workspace.contacts.byAddress('a@example.test');
      expect(await withdrawn('a@example.test')).toBe(contact?.consent.status === 'granted' ? undefined : 'no_consent');
    }
  });
});
