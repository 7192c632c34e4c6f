import fc from 'fast-check';
import { compileRule } from '../../../core/segments/compile-rule.ts';
import { evaluateRule } from '../../../core/segments/evaluate-rule.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';
import { aMoment, anAttributeSet, aRule } from '../../support/rule-arbitrary.ts';

let workspace: ContactWorkspace;
beforeAll(async () => {
  workspace = await contactWorkspace();
});
afterAll(() => workspace.close());

const BATCHES = 6;
const CONTACTS = 150;
const RULES = 400;

test.each(Array.from({ length: BATCHES }, (_, i) => i + 1))(
  'a rule matches the same contacts in memory and in the database (batch %i)',
  async (batch) => {
    const collection = workspace.database.connection.collection<{ _id: string; attributes: object }>(`batch_${batch}`);
    const contacts = fc
      .sample(anAttributeSet, CONTACTS)
      .map((attributes, i) => ({ _id: `contact-${String(i).padStart(4, '0')}`, attributes }));
    await collection.insertMany(contacts);
    if (batch % 2 === 0) {
      // Attributes that are marked searchable are indexed; the answer must not change by that.
      for (const key of ['text', 'amount', 'day', 'tags', 'mixed', '학력'])
        await collection.createIndex({ [`attributes.${key}`]: 1 });
    }
    let matched = 0;
    await fc.assert(
      fc.asyncProperty(aRule, aMoment, async (rule, now) => {
        const inMemory = contacts.filter(({ attributes }) => evaluateRule(rule, attributes, now)).map(({ _id }) => _id);
        const found = await collection.find(compileRule(rule, now), { projection: { _id: 1 } }).toArray();
        expect(found.map(({ _id }) => _id).sort()).toEqual(inMemory);
        matched += inMemory.length;
      }),
      { numRuns: RULES },
    );
    // Rules that match nobody or everybody would prove nothing.
    expect(matched).toBeGreaterThan(RULES * CONTACTS * 0.05);
    expect(matched).toBeLessThan(RULES * CONTACTS * 0.95);
  },
);
