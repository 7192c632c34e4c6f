import { type Contact, can } from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { Card, Field, Form, PostButton } from '../layout/index.ts';
import { TAG_WORDS as TAG } from './merge-words.ts';

/** The tags of a contact, each of which opens the contacts that have it. */
export const TagCard = ({
  contact,
  typed = '',
  errors,
}: {
  contact: Contact;
  /** A tag that was refused. */
  typed?: string | undefined;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const editable = staff !== undefined && can(staff, 'contacts.edit');
  const tags = contact.tags ?? [];
  return (
    <Card title={t(TAG.tags)} id="tags">
      {tags.length === 0 ? <p class="muted">{t(TAG.none)}</p> : null}
      <ul class="rows">
        {tags.map((tag) => (
          <li key={tag}>
            <a href={`/contacts?q=${encodeURIComponent(`tag:${tag}`)}`}>{tag}</a>
            {editable ? (
              <PostButton
                action={`/contacts/${contact.id}/tags`}
                values={{ remove: tag }}
                label={
                  <>
                    <span aria-hidden="true">✕</span>
                    <span class="visually-hidden">{t(TAG.remove, { tag })}</span>
                  </>
                }
                tone="quiet"
                small
              />
            ) : null}
          </li>
        ))}
      </ul>
      {editable ? (
        <Form action={`/contacts/${contact.id}/tags`} errors={errors}>
          <Field name="tag" label={t(TAG.label)} hint={t(TAG.hint)} value={typed} autocomplete="off" errors={errors} />
          <button type="submit" class="secondary small">
            {t(TAG.add)}
          </button>
        </Form>
      ) : null}
    </Card>
  );
};
