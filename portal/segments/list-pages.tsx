import type { Segment } from '../../core/index.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Card, Field, Form, Page, TextArea } from '../layout/index.ts';
import { COMMON } from '../words/common.ts';
import { WORDS } from './words.ts';

const Entries = ({ entries, errors }: { entries: string; errors?: FormErrors | undefined }) => {
  const t = useText();
  return (
    <>
      <TextArea
        name="entries"
        label={t(WORDS.entries)}
        hint={t(WORDS.entriesHint)}
        rows={6}
        value={entries}
        errors={errors}
      />
      <Field
        name="file"
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        optional
        label={t(WORDS.entriesFile)}
        hint={t(WORDS.entriesFileHint)}
        errors={errors}
      />
    </>
  );
};

/** A new static list: its name, and the first people. */
export const NewListPage = (props: { name: string; entries: string; errors?: FormErrors | undefined }) => {
  const t = useText();
  return (
    <Page
      title={t(WORDS.newList)}
      active="segments"
      lead={t(WORDS.listLead)}
      back={{ href: '/segments', label: t(WORDS.title) }}
    >
      <Form action="/segments/lists/new" errors={props.errors} upload class="card">
        <Field
          name="name"
          label={t(WORDS.name)}
          value={props.name}
          placeholder={t(WORDS.listNameExample)}
          autocomplete="off"
          maxLength={100}
          errors={props.errors}
        />
        <Entries entries={props.entries} errors={props.errors} />
        <div class="form-end">
          <button type="submit">{t(WORDS.save)}</button>
          <a href="/segments">{t(COMMON.cancel)}</a>
        </div>
      </Form>
    </Page>
  );
};

/** Puts people on a list and takes them off. */
export const PeopleForm = ({ segment }: { segment: Segment }) => {
  const t = useText();
  return (
    <Card title={t(WORDS.changePeople)}>
      <Form action={`/segments/${segment.id}/people`} upload>
        <Entries entries="" />
        <div class="form-end">
          <button type="submit" name="do" value="add">
            {t(WORDS.addPeople)}
          </button>
          <button type="submit" name="do" value="take" class="secondary">
            {t(WORDS.takePeople)}
          </button>
        </div>
      </Form>
    </Card>
  );
};

/** The same form on a page of its own, with what was wrong or not found. */
export const PeoplePage = (props: { segment: Segment; entries: string; errors: FormErrors }) => {
  const t = useText();
  const { segment, entries, errors } = props;
  return (
    <Page
      title={t(WORDS.changePeople)}
      active="segments"
      back={{ href: `/segments/${segment.id}`, label: segment.name }}
    >
      <Form action={`/segments/${segment.id}/people`} errors={errors} upload class="card">
        <Entries entries={entries} errors={errors} />
        <div class="form-end">
          <button type="submit" name="do" value="add">
            {t(WORDS.addPeople)}
          </button>
          <button type="submit" name="do" value="take" class="secondary">
            {t(WORDS.takePeople)}
          </button>
        </div>
      </Form>
    </Page>
  );
};
