import { type Contact, can, ERASE_GROUNDS } from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { Card, Form, Select } from '../layout/index.ts';
import { ERASE_GROUND_WORDS, PERSON_WORDS as WORDS } from './person-words.ts';

/** Export and erasure of a person, for those who may. */
export const PersonCard = ({ contact, errors }: { contact: Contact; errors: FormErrors | undefined }) => {
  const t = useText();
  const { staff } = useViewer();
  if (staff === undefined || !can(staff, 'contacts.erase')) return null;
  return (
    <Card title={t(WORDS.title)} id="person">
      <p class="muted">{t(WORDS.text)}</p>
      <p>
        <a href={`/contacts/${contact.id}/export.json`} class="button secondary">
          {t(WORDS.export)}
        </a>
      </p>
      <Form action={`/contacts/${contact.id}/erase`} errors={errors} data-confirm={t(WORDS.confirm)}>
        <Select
          name="ground"
          label={t(WORDS.ground)}
          value=""
          choices={[
            { value: '', label: t(WORDS.choose) },
            ...ERASE_GROUNDS.map((ground) => ({ value: ground, label: t(ERASE_GROUND_WORDS[ground]) })),
          ]}
          errors={errors}
        />
        <button type="submit" class="danger">
          {t(WORDS.erase)}
        </button>
      </Form>
    </Card>
  );
};
