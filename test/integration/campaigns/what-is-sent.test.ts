import { Readable } from 'node:stream';
import { staffActor } from '../../../core/people/people-service.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

let test: TestCore;
beforeAll(async () => {
  test = await withTestCore();
});
afterAll(() => test.close());

it('the outbox holds what was approved, for each person their own', async () => {
  const { core } = test;
  const system = systemActor('test');
  const author = await aStaff(core, ['marketer']);
  const marketing = await aStaff(core, ['marketing_reviewer']);
  const it = await aStaff(core, ['it_reviewer']);
  const rows = Array.from({ length: 25 }, (_, i) => `p${i}@example.test,${i % 5 === 0 ? '' : `Name <${i}>`},${i % 2}`);
  const queued = await core.contacts.queueImport(system, {
    fileName: 'people.csv',
    content: Readable.from([Buffer.from(['email,first_name,vip', ...rows].join('\n'))]),
    mapping: {
      columns: {
        email: { to: 'address' },
        first_name: { to: 'attribute', label: 'first_name', type: 'text' },
        vip: { to: 'attribute', label: 'vip', type: 'number' },
      },
      consent: { kind: 'declared', source: 'test' },
    },
  });
  await core.contacts.runImport(queued.id);
  const segment = await core.segments.create(system, { name: 'everybody', rule: { kind: 'all', rules: [] } });
  const draft = await core.campaigns.create(author.actor, {
    name: 'Spring',
    starter: 'newsletter',
    brief: { goal: 'More visits' },
    audience: { segmentId: segment.id },
    content: {
      subject: 'Hello {{ contact.first_name | default: "there" }}',
      body: {
        kind: 'blocks',
        blocks: [
          {
            kind: 'text',
            text: 'Dear {{ contact.first_name | default: "friend" }}, {% if contact.vip == 1 %}Gold{% else %}Blue{% endif %}.',
          },
          { kind: 'button', label: 'Go', href: 'https://example.com/go?a=1&b=2' },
        ],
      },
    },
  });
  await core.campaigns.submit(author.actor, draft.id);
  for (const [lane, staff] of [
    ['marketing', marketing.staff],
    ['it', it.staff],
  ] as const) {
    const view = await core.campaigns.view(draft.id);
    await core.campaigns.decide(staffActor(staff, 'portal'), {
      subjectId: draft.id,
      cycle: 1,
      lane,
      laneHash: view?.cycle?.laneHashes[lane] ?? '',
      kind: 'approve',
      comment: '',
    });
  }
  await core.deliveries.work();
  expect((await core.campaigns.byId(draft.id))?.state).toBe('sent');
  const { mails, total } = await core.outbox.search({ campaignId: draft.id, limit: 100 });
  expect(total).toBe(25);
  for (const mail of mails) {
    const contact = await core.contacts.byAddress(mail.address);
    const seen = await core.campaigns.preview(draft.id, contact);
    expect(mail.subject).toBe(seen.subject);
    expect(mail.html).not.toContain('%recipient.');
    expect(mail.text).not.toContain('%recipient.');
    // Apart from where the links lead and the pixel, it is what the preview shows.
    const bare = (html: string) => html.replace(/href="[^"]*"/g, 'href').replace(/<img[^>]*width="1"[^>]*>/g, '');
    expect(bare(mail.html)).toBe(bare(seen.html));
    expect(mail.html).toContain(contact?.attributes.vip === 1 ? 'Gold' : 'Blue');
  }
});
