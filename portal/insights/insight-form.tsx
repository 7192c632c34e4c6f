import {
  CUSTOMER_LIMIT,
  INSIGHT_LIMIT,
  INSIGHT_SIDE_LIMIT,
  INSIGHT_SOURCES,
  type Persona,
  QUOTE_CONSENT_WORDS,
  QUOTE_CONSENTS,
  type SimilarInsight,
  SOURCE_WORDS,
  type Theme,
} from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText } from '../http/index.ts';
import { Card, Field, Form, Page, PostButton, Select, TextArea } from '../layout/index.ts';
import { PeopleCount } from './parts.tsx';
import { INSIGHTS } from './words.ts';

/** Similar ones, with a way to join each of them instead of saving a copy. */
const Similar = ({ similar }: { similar: readonly SimilarInsight[] }) => {
  const t = useText();
  return (
    <Card title={t(INSIGHTS.similar)} id="similar">
      <p>{t(INSIGHTS.similarText)}</p>
      <ul class="rows">
        {similar.map(({ insight, people }) => (
          <li key={insight.id}>
            <div>
              <a href={`/insights/${insight.id}`}>
                <strong>{insight.id}</strong>
              </a>{' '}
              {insight.text}
              <div class="muted">
                <PeopleCount n={people} />
              </div>
            </div>
            <PostButton action={`/insights/${insight.id}/support`} label={t(INSIGHTS.me)} tone="primary" small />
          </li>
        ))}
      </ul>
    </Card>
  );
};

/** To share or to edit one; `fields` is what was typed. `similar` asks before a copy is saved. */
export const InsightFormPage = ({
  action,
  title,
  themes,
  personas,
  fields,
  errors,
  similar = [],
}: {
  action: string;
  title: string;
  themes: readonly Theme[];
  personas: readonly Persona[];
  fields: Fields;
  errors?: FormErrors | undefined;
  similar?: readonly SimilarInsight[];
}) => {
  const t = useText();
  const value = (name: string): string => textOf(fields, name);
  const asked = similar.length > 0;
  return (
    <Page title={title} active="insights" back={{ href: '/insights', label: t(INSIGHTS.title) }} narrow>
      {asked ? <Similar similar={similar} /> : null}
      <Card>
        <Form action={action} errors={errors}>
          {value('revision') === '' ? null : <input type="hidden" name="revision" value={value('revision')} />}
          {asked ? <input type="hidden" name="confirmed" value="yes" /> : null}
          <TextArea
            name="text"
            label={t(INSIGHTS.text)}
            hint={t(INSIGHTS.textHint)}
            value={value('text')}
            rows={5}
            maxLength={INSIGHT_LIMIT * 2}
            errors={errors}
          />
          <Field
            name="customer"
            label={t(INSIGHTS.customer)}
            hint={t(INSIGHTS.customerHint)}
            value={value('customer')}
            maxLength={CUSTOMER_LIMIT * 2}
            optional
            errors={errors}
          />
          <Select
            name="theme"
            label={t(INSIGHTS.theme)}
            value={value('theme')}
            choices={[
              { value: '', label: t(INSIGHTS.noTheme) },
              ...themes.map(({ key, name }) => ({ value: key, label: name })),
            ]}
            optional
            errors={errors}
          />
          {personas.length === 0 ? null : (
            <Select
              name="persona"
              label={t(INSIGHTS.persona)}
              value={value('persona')}
              choices={[
                { value: '', label: t(INSIGHTS.noPersona) },
                ...personas.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              optional
              errors={errors}
            />
          )}
          <div class="field-row">
            {(['product', 'region'] as const).map((name) => (
              <Field
                key={name}
                name={name}
                label={t(INSIGHTS[name])}
                value={value(name)}
                maxLength={INSIGHT_SIDE_LIMIT * 2}
                optional
                errors={errors}
              />
            ))}
          </div>
          <Select
            name="source"
            label={t(INSIGHTS.source)}
            value={value('source') || 'other'}
            choices={INSIGHT_SOURCES.map((source) => ({ value: source, label: t(SOURCE_WORDS[source]) }))}
            errors={errors}
          />
          <Select
            name="quoteConsent"
            label={t(INSIGHTS.quoteConsent)}
            value={value('quoteConsent') || 'internal'}
            choices={QUOTE_CONSENTS.map((consent) => ({ value: consent, label: t(QUOTE_CONSENT_WORDS[consent]) }))}
            errors={errors}
          />
          <Field
            name="link"
            type="url"
            label={t(INSIGHTS.link)}
            value={value('link')}
            placeholder="https://"
            optional
            errors={errors}
          />
          <button type="submit">{t(asked ? INSIGHTS.saveAnyway : INSIGHTS.save)}</button>
        </Form>
      </Card>
    </Page>
  );
};
