import fc from 'fast-check';
import { BLOCK_KINDS, type Block } from '../../../../core/campaigns/mail-block.ts';
import {
  applyOperation,
  type BlockForm,
  blockField,
  type EditorForm,
  editorFormOf,
  FIELD,
  inputOf,
  newBlock,
  readEditorForm,
  readOperation,
} from '../../../../portal/campaigns/editor-form.ts';
import { aCampaignValue } from '../../../support/campaign-view.ts';

const words = fc.string({ maxLength: 20 }).map((text) => text.replaceAll('\r', ''));
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('heading' as const), text: words, level: fc.constantFrom(1 as const, 2 as const) }),
  fc.record({ kind: fc.constant('text' as const), text: words }),
  fc.record({ kind: fc.constant('picture' as const), pictureId: words, alt: words, href: words }),
  fc.record({ kind: fc.constant('button' as const), label: words, href: words }),
  fc.record({ kind: fc.constant('columns' as const), left: words, right: words }),
  fc.constant({ kind: 'divider' as const }),
  fc.record({ kind: fc.constant('footer' as const), text: words }),
);

/** The form as a browser sends it. */
const asPosted = (form: EditorForm): Record<string, string> => {
  const fields: Record<string, string> = { revision: String(form.revision) };
  for (const [key, name] of Object.entries(FIELD)) fields[name] = String(form[key as keyof typeof FIELD]);
  form.blocks.forEach((one, index) => {
    for (const [key, value] of Object.entries(one)) fields[blockField(index, key as keyof BlockForm)] = value;
  });
  return fields;
};

const blockForms = fc.array(
  fc.tuple(fc.constantFrom(...BLOCK_KINDS), words).map(([kind, text]) => ({ ...newBlock(kind), text })),
  { maxLength: 12 },
);

describe('the form of the editor', () => {
  test('gives back every block as it was saved', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 20 }), (blocks) => {
        const saved = aCampaignValue();
        const campaign = { ...saved, content: { ...saved.content, body: { kind: 'blocks' as const, blocks } } };
        const input = inputOf(readEditorForm(asPosted(editorFormOf(campaign))));
        expect(input.content).toMatchObject({ body: { kind: 'blocks', blocks } });
      }),
    );
  });

  test('takes several segments of one name, and nothing but texts', () => {
    const audience = {
      'audience.segmentId': 'a',
      'audience.alsoIds': ['b', { $ne: '' }, 'c'],
      'audience.exceptIds': 'd',
    };
    expect(inputOf(readEditorForm(audience)).audience).toEqual({
      segmentId: 'a',
      alsoIds: ['b', 'c'],
      exceptIds: ['d'],
      topicId: null,
      missed: null,
    });
  });

  test('gives back brief, sender, audience and schedule as they were saved', () => {
    const campaign = aCampaignValue();
    const input = inputOf(readEditorForm(asPosted(editorFormOf(campaign))));
    expect(input).toMatchObject({
      revision: campaign.revision,
      name: campaign.name,
      brief: campaign.brief,
      audience: campaign.audience,
      senderDomain: campaign.senderDomain,
      schedule: { localTime: campaign.schedule.localTime, zone: campaign.schedule.zone },
    });
  });

  test('keeps a number that is none as it was typed, for core to refuse beside its field', () => {
    const form = readEditorForm({ [FIELD.budget]: 'a lot', [FIELD.kpiTarget]: '12,5' });
    expect(inputOf(form).brief).toMatchObject({ budget: 'a lot', kpiTarget: 125 });
  });

  test('takes neither objects nor names it does not know', () => {
    const form = readEditorForm({
      name: { $gt: '' },
      [FIELD.subject]: ['a', 'b'],
      'content.body.blocks.0.kind': 'script',
      'content.body.blocks.1.kind': 'text',
      'content.body.blocks.1.text': { $ne: 1 },
      'content.body.blocks.1.__proto__': 'x',
    });
    expect(form).toMatchObject({ name: '', subject: '', blocks: [newBlock('text')] });
  });
});

describe('a button of the block form', () => {
  const operation = fc.oneof(
    fc.constantFrom(...BLOCK_KINDS).map((kind) => `add:${kind}`),
    fc.tuple(fc.constantFrom('up', 'down', 'remove', 'duplicate'), fc.nat(14)).map(([verb, at]) => `${verb}:${at}`),
  );
  const sorted = (blocks: readonly BlockForm[]): string[] => blocks.map((one) => JSON.stringify(one)).sort();

  test('moving loses and invents nothing, whatever is pressed', () => {
    fc.assert(
      fc.property(blockForms, fc.array(operation, { maxLength: 10 }), (start, pressed) => {
        let blocks: readonly BlockForm[] = start;
        for (const value of pressed) {
          const read = readOperation(value);
          if (read === undefined) throw new Error(`not read: ${value}`);
          const before = blocks;
          const after = applyOperation(blocks, read);
          blocks = after.blocks;
          if (read.kind === 'up' || read.kind === 'down') expect(sorted(blocks)).toEqual(sorted(before));
          expect(after.focus).toBeLessThan(Math.max(1, blocks.length));
        }
      }),
    );
  });

  test('up and then down is where it began', () => {
    fc.assert(
      fc.property(blockForms, fc.nat(14), (blocks, index) => {
        fc.pre(index > 0 && index < blocks.length);
        const up = applyOperation(blocks, { kind: 'up', index });
        expect(applyOperation(up.blocks, { kind: 'down', index: up.focus }).blocks).toEqual(blocks);
      }),
    );
  });

  test('a new block stands before the closing footer', () => {
    const blocks = [newBlock('text'), newBlock('footer')];
    const added = applyOperation(blocks, { kind: 'add', block: 'button' });
    expect(added.blocks.map((one) => one.kind)).toEqual(['text', 'button', 'footer']);
  });

  test.each(['', 'add:script', 'up', 'up:-1', 'up:1e3', 'drop:1', undefined, { $gt: '' }])('%p is none', (value) => {
    expect(readOperation(value)).toBeUndefined();
  });
});
