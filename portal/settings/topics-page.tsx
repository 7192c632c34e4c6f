import type { Topic } from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText } from '../http/index.ts';
import { Card, Checkbox, Field, Form, Page } from '../layout/index.ts';
import { TOPICS } from './topic-words.ts';
import { WORDS } from './words.ts';

const fieldsOfTopic = (topic: Topic | undefined): Fields =>
  topic === undefined
    ? {}
    : {
        'name.en': topic.name.en,
        'name.ko': topic.name.ko,
        'about.en': topic.about.en,
        'about.ko': topic.about.ko,
        ...(topic.archived ? { archived: 'yes' } : {}),
      };

const TopicForm = ({ topic, fields, errors }: { topic?: Topic; fields: Fields; errors?: FormErrors | undefined }) => {
  const t = useText();
  const field = (name: string, label: string, optional: boolean) => (
    <Field
      name={name}
      label={label}
      value={textOf(fields, name)}
      autocomplete="off"
      optional={optional}
      errors={errors}
    />
  );
  return (
    <Form action={topic === undefined ? '/settings/topics' : `/settings/topics/${topic.id}`} errors={errors}>
      <div class="field-grid">
        {field('name.en', t(TOPICS.nameEn), false)}
        {field('name.ko', t(TOPICS.nameKo), false)}
        {field('about.en', t(TOPICS.aboutEn), true)}
        {field('about.ko', t(TOPICS.aboutKo), true)}
      </div>
      {topic === undefined ? null : (
        <Checkbox
          name="archived"
          label={t(TOPICS.archived)}
          hint={t(TOPICS.archivedHint)}
          checked={textOf(fields, 'archived') !== ''}
        />
      )}
      <button type="submit">{t(TOPICS.save)}</button>
    </Form>
  );
};

/** All topics, and one that is being made or changed: `topic` undefined is a new one. */
export const TopicsPage = (props: {
  topics: readonly Topic[];
  topic?: Topic | undefined;
  fields?: Fields;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { topics, topic, errors } = props;
  return (
    <Page
      title={t(TOPICS.title)}
      active="settings"
      lead={t(TOPICS.lead)}
      back={{ href: '/settings', label: t(WORDS.title) }}
    >
      <Card title={t(TOPICS.title)}>
        {topics.length === 0 ? (
          <p class="muted">{t(TOPICS.none)}</p>
        ) : (
          <ul class="rows">
            {topics.map((one) => (
              <li key={one.id}>
                <div>
                  <a href={`/settings/topics/${one.id}`} aria-current={one.id === topic?.id ? 'true' : undefined}>
                    <strong>{t(one.name)}</strong>
                  </a>
                  <div class="muted">{t(one.archived ? TOPICS.archived : one.about)}</div>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title={topic === undefined ? t(TOPICS.make) : t(topic.name)}>
        <TopicForm
          {...(topic === undefined ? {} : { topic })}
          fields={props.fields ?? fieldsOfTopic(topic)}
          errors={errors}
        />
      </Card>
      {topic === undefined ? null : (
        <p>
          <a href="/settings/topics">{t(TOPICS.make)}</a>
        </p>
      )}
    </Page>
  );
};
