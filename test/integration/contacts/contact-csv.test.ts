import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

describe('contacts as CSV', () => {
  let work: ContactWorkspace;
  beforeAll(async () => {
    work = await contactWorkspace();
  });
  afterAll(() => work.close());

  it('hold whom the search finds, and no cell or header that a spreadsheet would calculate', async () => {
    await work.importFile('email,Town,=Evil\nann@example.test,=1+1,x\nbob@example.test,서울,"@a, b"\n');
    const csv = async (query: string) => {
      let all = '';
      for await (const piece of work.contacts.csv(query)) all += piece;
      return all.replace('\uFEFF', '').trimEnd().split('\n');
    };
    const [head, ann, bob] = await csv('');
    expect(head).toMatch(/^address,external_id,consent,consent_basis,/);
    expect(head).not.toMatch(/,=/);
    expect(ann).toContain("'=1+1");
    expect(bob).toContain('서울');
    expect(bob).toContain(`"'@a, b"`);
    expect(await csv('bob@')).toEqual([head, bob]);
  });
});
