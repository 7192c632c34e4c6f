import { BLOCK_KINDS, type Picture } from '../../core/index.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Field, FieldErrors, Select, TextArea } from '../layout/index.ts';
import { type BlockForm, type BlockKind, blockField } from './editor-form.ts';
import { EDITOR } from './editor-words.ts';

interface BlocksProps {
  readonly campaignId: string;
  readonly blocks: readonly BlockForm[];
  readonly pictures: readonly Picture[];
  readonly errors: FormErrors | undefined;
  /** The block that was just moved or added: the keyboard goes on from there. */
  readonly focus?: number | undefined;
}

const SYMBOLS = {
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  remove: 'M6 6l12 12M18 6L6 18',
} as const;

/** A button of the block form. It works on the server: with htmx in place, without it by a whole page. */
const Operation = ({
  campaignId,
  operation,
  label,
  symbol,
  disabled,
  autofocus,
}: {
  campaignId: string;
  operation: string;
  label: string;
  /** A drawing in place of the words, which are read aloud then. */
  symbol?: keyof typeof SYMBOLS;
  disabled?: boolean;
  autofocus?: boolean;
}) => (
  <button
    type="submit"
    name="operation"
    value={operation}
    class={symbol === undefined ? 'quiet' : 'quiet block-tool'}
    formAction={`/campaigns/${campaignId}/edit/blocks`}
    formNoValidate
    hx-post={`/campaigns/${campaignId}/edit/blocks`}
    hx-target="#blocks"
    hx-swap="outerHTML"
    disabled={disabled}
    // biome-ignore lint/a11y/noAutofocus: after a move the keyboard goes on where it was
    autoFocus={autofocus}
    {...(symbol === undefined ? {} : { 'aria-label': label, title: label })}
  >
    {symbol === undefined ? (
      label
    ) : (
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d={SYMBOLS[symbol]} />
      </svg>
    )}
  </button>
);

const PictureFields = ({ campaignId, blocks, pictures, errors, index }: BlocksProps & { index: number }) => {
  const t = useText();
  const block = blocks[index];
  if (block === undefined) return null;
  const uploadId = `upload-${index}`;
  return (
    <>
      <div class="picture-fields">
        {block.pictureId === '' ? null : <img src={`/pictures/${block.pictureId}`} alt="" class="picture-thumb" />}
        <div>
          <Select
            name={blockField(index, 'pictureId')}
            label={t(EDITOR.pictureChoose)}
            errors={errors}
            value={block.pictureId}
            choices={[
              { value: '', label: t(EDITOR.pictureNone) },
              ...pictures.map((picture) => ({
                value: picture.id,
                label: `${picture.fileName} (${picture.width} × ${picture.height})`,
              })),
            ]}
          />
          <label for={uploadId}>{t(EDITOR.pictureUpload)}</label>
          {/* Outside the form by `form`, so that only its own request carries the file. */}
          <input
            id={uploadId}
            type="file"
            name="file"
            form="no-form"
            accept="image/png,image/jpeg,image/gif,image/webp"
            aria-describedby={`${uploadId}-hint`}
            hx-post={`/campaigns/${campaignId}/edit/picture?block=${index}`}
            hx-trigger="change"
            hx-encoding="multipart/form-data"
            hx-include="#editor"
            hx-target="#blocks"
            hx-swap="outerHTML"
          />
          <small id={`${uploadId}-hint`} class="field-hint">
            {t(EDITOR.pictureUploadHint)}
          </small>
          <FieldErrors name={`${blockField(index, 'pictureId')}.file`} errors={errors} />
        </div>
      </div>
      <Field
        name={blockField(index, 'alt')}
        label={t(EDITOR.alt)}
        hint={t(EDITOR.altHint)}
        errors={errors}
        value={block.alt}
      />
      <Field
        name={blockField(index, 'href')}
        label={t(EDITOR.hrefOptional)}
        errors={errors}
        value={block.href}
        type="url"
        optional
      />
    </>
  );
};

const BlockFields = (props: BlocksProps & { index: number }) => {
  const t = useText();
  const { blocks, errors, index } = props;
  const block = blocks[index];
  if (block === undefined) return null;
  const at = (key: keyof BlockForm): string => blockField(index, key);
  switch (block.kind) {
    case 'heading':
      return (
        <div class="field-row">
          <Field name={at('text')} label={t(EDITOR.heading)} errors={errors} value={block.text} />
          <Select
            name={at('level')}
            label={t(EDITOR.size)}
            errors={errors}
            value={block.level}
            choices={[
              { value: '1', label: t(EDITOR.sizeLarge) },
              { value: '2', label: t(EDITOR.sizeSmall) },
            ]}
          />
        </div>
      );
    case 'text':
      return <TextArea name={at('text')} label={t(EDITOR.text)} errors={errors} value={block.text} rows={4} />;
    case 'picture':
      return <PictureFields {...props} />;
    case 'button':
      return (
        <div class="field-row">
          <Field name={at('label')} label={t(EDITOR.label)} errors={errors} value={block.label} />
          <Field name={at('href')} label={t(EDITOR.href)} errors={errors} value={block.href} type="url" />
        </div>
      );
    case 'columns':
      return (
        <div class="field-row">
          <TextArea name={at('left')} label={t(EDITOR.left)} errors={errors} value={block.left} rows={4} />
          <TextArea name={at('right')} label={t(EDITOR.right)} errors={errors} value={block.right} rows={4} />
        </div>
      );
    case 'divider':
      return <p class="muted">{t(EDITOR.dividerText)}</p>;
    case 'footer':
      return (
        <TextArea
          name={at('text')}
          label={t(EDITOR.footerText)}
          hint={t(EDITOR.footerHint)}
          errors={errors}
          value={block.text}
          rows={2}
          optional
        />
      );
  }
};

const kindWord = (kind: BlockKind) => EDITOR[kind];

/** The mail as a list of blocks, each with its fields and its tools. */
export const Blocks = (props: BlocksProps) => {
  const t = useText();
  const { campaignId, blocks, errors, focus } = props;
  return (
    <div id="blocks">
      {blocks.length === 0 ? <p class="empty">{t(EDITOR.blocksNone)}</p> : null}
      {blocks.map((block, index) => (
        <fieldset key={index} class="block" id={`f-content-body-blocks-${index}`}>
          <legend>{t(EDITOR.blockName, { n: index + 1, kind: t(kindWord(block.kind)) })}</legend>
          <input type="hidden" name={blockField(index, 'kind')} value={block.kind} />
          <div class="block-tools">
            <Operation
              campaignId={campaignId}
              operation={`up:${index}`}
              label={t(EDITOR.moveUp)}
              symbol="up"
              disabled={index === 0}
              autofocus={focus === index && index > 0}
            />
            <Operation
              campaignId={campaignId}
              operation={`down:${index}`}
              label={t(EDITOR.moveDown)}
              symbol="down"
              disabled={index === blocks.length - 1}
              autofocus={focus === index && index === 0}
            />
            <Operation
              campaignId={campaignId}
              operation={`duplicate:${index}`}
              label={t(EDITOR.duplicateBlock)}
              symbol="copy"
            />
            <Operation
              campaignId={campaignId}
              operation={`remove:${index}`}
              label={t(EDITOR.removeBlock)}
              symbol="remove"
            />
          </div>
          <BlockFields {...props} index={index} />
          <FieldErrors name={`content.body.blocks.${index}`} errors={errors} />
        </fieldset>
      ))}
      <FieldErrors name="content.body.blocks" errors={errors} />
      <fieldset class="block-adders">
        <legend>{t(EDITOR.addBlock)}</legend>
        {BLOCK_KINDS.map((kind) => (
          <Operation key={kind} campaignId={campaignId} operation={`add:${kind}`} label={`+ ${t(kindWord(kind))}`} />
        ))}
      </fieldset>
      <span class="visually-hidden" role="status">
        {focus === undefined || blocks[focus] === undefined
          ? ''
          : t(EDITOR.blockName, { n: focus + 1, kind: t(kindWord(blocks[focus].kind)) })}
      </span>
    </div>
  );
};
