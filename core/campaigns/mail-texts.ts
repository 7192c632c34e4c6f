import type { Content } from './campaign.ts';
import type { Block } from './mail-block.ts';

const mapBlock = (block: Block, map: (text: string, part: string) => string): Block => {
  switch (block.kind) {
    case 'heading':
    case 'text':
    case 'footer':
      return { ...block, text: map(block.text, 'text') };
    case 'picture':
      return { ...block, alt: map(block.alt, 'alt'), href: map(block.href, 'href') };
    case 'button':
      return { ...block, label: map(block.label, 'label'), href: map(block.href, 'href') };
    case 'columns':
      return { ...block, left: map(block.left, 'left'), right: map(block.right, 'right') };
    case 'divider':
      return block;
  }
};

/** The texts of blocks, changed by `map`, which also gets the field's name (`content.body.blocks.2.text`). */
export const mapBlocks = (blocks: readonly Block[], map: (text: string, field: string) => string): readonly Block[] =>
  blocks.map((block, i) => mapBlock(block, (text, part) => map(text, `content.body.blocks.${i}.${part}`)));

/** Every text that may hold Liquid, changed by `map`, which also gets the field's name (`content.body.blocks.2.text`). */
export const mapMailTexts = (content: Content, map: (text: string, field: string) => string): Content => ({
  ...content,
  subject: map(content.subject, 'content.subject'),
  preheader: map(content.preheader, 'content.preheader'),
  body:
    content.body.kind === 'mjml'
      ? { kind: 'mjml', source: map(content.body.source, 'content.body.source') }
      : { kind: 'blocks', blocks: mapBlocks(content.body.blocks, map) },
});

export const mailTexts = (content: Content): readonly { readonly field: string; readonly source: string }[] => {
  const texts: { field: string; source: string }[] = [];
  mapMailTexts(content, (source, field) => {
    texts.push({ field, source });
    return source;
  });
  return texts;
};

/** Ids of the pictures in the blocks, each once. */
export const pictureIdsOf = (content: Content): readonly string[] =>
  content.body.kind === 'mjml'
    ? []
    : [...new Set(content.body.blocks.flatMap((b) => (b.kind === 'picture' ? [b.pictureId] : [])))];
