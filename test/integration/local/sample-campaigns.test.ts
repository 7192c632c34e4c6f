import { Readable } from 'node:stream';
import { DRAFT, FINISHED, WAITING } from '../../../core/local/sample/sample-campaigns.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

describe("the sample's campaigns", () => {
  let test: TestCore;
  beforeAll(async () => {
    test = await withTestCore();
    const { actor } = await aStaff(test.core, ['marketer']);
    const { id } = await test.core.contacts.queueImport(actor, {
      fileName: 'people.csv',
      content: Readable.from([Buffer.from('email,name,city\na@example.test,Ana,Busan\n')]),
      mapping: {
        columns: {
          email: { to: 'address' },
          name: { to: 'attribute', label: 'name', type: 'text' },
          city: { to: 'attribute', label: 'city', type: 'text' },
        },
        consent: { kind: 'declared', source: 'test' },
      },
    });
    await test.core.contacts.runImport(id);
  });
  afterAll(() => test?.close());

  it.each([FINISHED, WAITING, DRAFT])('$name: lacks nothing but a segment, and greets by name', async (sample) => {
    const { actor } = await aStaff(test.core, ['marketer']);
    const { id } = await test.core.campaigns.create(actor, sample);
    const view = await test.core.campaigns.view(id);
    expect(view?.problems.map(({ field }) => field)).toEqual(['audience.segmentId']);
    const mail = await test.core.campaigns.preview(id);
    const name = sample.content.lang === 'ko' ? '김하나' : 'Hana Kim';
    expect(mail.subject).toContain(name);
    expect(mail.html).toContain(name);
    expect(mail.subject.startsWith('(광고)')).toBe(sample.content.lang === 'ko');
  });
});
