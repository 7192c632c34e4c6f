import {
  type Campaign,
  can,
  INSIGHT_COMMENT_LIMIT,
  type Insight,
  type InsightLinkKind,
  type LocalText,
  type Persona,
  QUOTE_CONSENT_WORDS,
  SENTIMENT_LABELS,
  SENTIMENT_WORDS,
  type Segment,
  SOURCE_WORDS,
  THEME_LIMIT,
  type Theme,
} from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText, useViewer } from '../http/index.ts';
import { Card, CsrfField, Facts, Field, Form, Page, PostButton, Select, TextArea, When } from '../layout/index.ts';
import { PeopleCount, SentimentBadge, StateOfInsight } from './parts.tsx';
import { INSIGHTS } from './words.ts';

/** An insight with everything its page names. */
export interface ShownInsight {
  readonly insight: Insight;
  readonly themes: readonly Theme[];
  readonly personas: readonly Pick<Persona, 'id' | 'name'>[];
  /** For its author, where it stands in no theme yet. */
  readonly suggested: Theme | undefined;
  /** Display names by staff id. */
  readonly names: Readonly<Record<string, string>>;
  /** What it may be tied to; empty for those who do not triage. */
  readonly segments: readonly Pick<Segment, 'id' | 'name'>[];
  readonly campaigns: readonly Pick<Campaign, 'id' | 'name'>[];
}

const LINK_WORDS = {
  segment: INSIGHTS.segment,
  campaign: INSIGHTS.campaign,
  persona: INSIGHTS.personaLink,
} as const satisfies Record<InsightLinkKind, LocalText>;

const Links = ({ shown: { insight, segments, campaigns, personas } }: { shown: ShownInsight }) => {
  const t = useText();
  if (insight.links.length === 0) return <span class="muted">{t(INSIGHTS.noLinks)}</span>;
  return (
    <>
      {insight.links.map(({ kind, id }) => {
        const name = { segment: segments, campaign: campaigns, persona: personas }[kind].find(
          (each) => each.id === id,
        )?.name;
        return (
          <div key={`${kind}:${id}`}>
            {t(LINK_WORDS[kind])}:{' '}
            <a href={`/${kind}s/${id}`}>{kind === 'campaign' ? `${id} ${name ?? ''}`.trim() : (name ?? id)}</a>
          </div>
        );
      })}
    </>
  );
};

const Correct = ({ insight }: { insight: Insight }) => {
  const t = useText();
  return (
    <details>
      <summary>{t(INSIGHTS.correct)}</summary>
      <div class="actions">
        {SENTIMENT_LABELS.filter((label) => label !== insight.sentiment.label).map((label) => (
          <PostButton
            key={label}
            action={`/insights/${insight.id}/sentiment`}
            values={{ label }}
            label={t(SENTIMENT_WORDS[label])}
            small
          />
        ))}
      </div>
    </details>
  );
};

const Triage = ({
  shown,
  fields,
  errors,
}: {
  shown: ShownInsight;
  fields: Fields;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const { insight, themes, personas, segments, campaigns } = shown;
  const choose = { value: '', label: t(INSIGHTS.choose) };
  return (
    <Card title={t(INSIGHTS.triage)} id="triage">
      <div class="stacked-forms">
        <Form action={`/insights/${insight.id}/theme`}>
          <Select
            name="theme"
            label={t(INSIGHTS.setTheme)}
            value={insight.themeKey ?? ''}
            choices={[
              { value: '', label: t(INSIGHTS.noTheme) },
              ...themes.map(({ key, name }) => ({ value: key, label: name })),
            ]}
            errors={errors}
          />
          <button type="submit" class="secondary small">
            {t(INSIGHTS.setTheme)}
          </button>
        </Form>
        {(
          [
            ['segment', segments.map(({ id, name }) => ({ value: id, label: name }))],
            ['persona', personas.map(({ id, name }) => ({ value: id, label: name }))],
            ['campaign', campaigns.map(({ id, name }) => ({ value: id, label: `${id} ${name}` }))],
          ] as const
        ).map(([kind, choices]) => (
          <form key={kind} method="post" action={`/insights/${insight.id}/link`}>
            <CsrfField />
            <input type="hidden" name="kind" value={kind} />
            <Select
              name={`${kind}Id`}
              errorName="link"
              label={t(LINK_WORDS[kind])}
              choices={[choose, ...choices]}
              errors={textOf(fields, 'kind') === kind ? errors : undefined}
            />
            <button type="submit" class="secondary small">
              {t(INSIGHTS.tie)}
            </button>
          </form>
        ))}
        {staff !== undefined && can(staff, 'campaigns.edit') ? (
          <PostButton action={`/insights/${insight.id}/brief`} label={t(INSIGHTS.brief)} tone="primary" />
        ) : null}
        <Form action={`/insights/${insight.id}/decline`}>
          <TextArea
            name="reason"
            label={t(INSIGHTS.reason)}
            value={textOf(fields, 'reason') || (insight.reason ?? '')}
            rows={2}
            maxLength={INSIGHT_COMMENT_LIMIT * 2}
            errors={errors}
          />
          <button type="submit" class="secondary small">
            {t(INSIGHTS.decline)}
          </button>
        </Form>
      </div>
    </Card>
  );
};

const Comments = ({
  shown: { insight, names },
  fields,
  errors,
}: {
  shown: ShownInsight;
  fields: Fields;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  return (
    <Card title={t(INSIGHTS.comments)} id="comments">
      {insight.comments.length === 0 ? (
        <p class="muted">{t(INSIGHTS.noComments)}</p>
      ) : (
        <ul class="rows">
          {insight.comments.map(({ by, at, text }) => (
            <li key={`${by}:${at.toISOString()}`}>
              <div>
                <strong>{names[by] ?? '–'}</strong>{' '}
                <span class="muted">
                  <When at={at} />
                </span>
                <p class="prose">{text}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
      <Form action={`/insights/${insight.id}/comments`}>
        <TextArea
          name="comment"
          label={t(INSIGHTS.comment)}
          value={textOf(fields, 'comment')}
          rows={2}
          maxLength={INSIGHT_COMMENT_LIMIT * 2}
          errors={errors}
        />
        <button type="submit" class="secondary">
          {t(INSIGHTS.addComment)}
        </button>
      </Form>
    </Card>
  );
};

export const InsightPage = ({
  shown,
  fields = {},
  errors,
}: {
  shown: ShownInsight;
  fields?: Fields;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const { insight, themes, names, suggested } = shown;
  const mine = staff?.id === insight.authorId;
  const open = insight.state !== 'withdrawn';
  const heard = staff !== undefined && insight.supporters.includes(staff.id);
  return (
    <Page
      title={insight.id}
      active="insights"
      back={{ href: '/insights', label: t(INSIGHTS.title) }}
      lead={<StateOfInsight state={insight.state} />}
      actions={
        !open ? undefined : mine ? (
          <>
            <a href={`/insights/${insight.id}/edit`} class="button secondary">
              {t(INSIGHTS.edit)}
            </a>
            <PostButton
              action={`/insights/${insight.id}/withdraw`}
              label={t(INSIGHTS.withdraw)}
              tone="danger"
              confirm={INSIGHTS.withdrawAsk}
            />
          </>
        ) : heard ? (
          <span class="muted">{t(INSIGHTS.heard)}</span>
        ) : (
          <PostButton action={`/insights/${insight.id}/support`} label={t(INSIGHTS.me)} tone="primary" />
        )
      }
    >
      <Card>
        <blockquote class="prose">{insight.text}</blockquote>
        <Facts
          facts={[
            { label: t(INSIGHTS.customer), value: insight.customer || '–' },
            { label: t(INSIGHTS.product), value: insight.product || '–' },
            { label: t(INSIGHTS.region), value: insight.region || '–' },
            {
              label: t(INSIGHTS.theme),
              value: (
                <>
                  {themes.find(({ key }) => key === insight.themeKey)?.name ?? t(INSIGHTS.noTheme)}
                  {suggested === undefined ? null : (
                    <>
                      {' · '}
                      <a href={`/insights/${insight.id}/edit?theme=${encodeURIComponent(suggested.key)}`}>
                        {t(INSIGHTS.suggested, { theme: suggested.name })}
                      </a>
                    </>
                  )}
                </>
              ),
            },
            {
              label: t(INSIGHTS.sentiment),
              value: (
                <>
                  <SentimentBadge sentiment={insight.sentiment} />
                  {insight.sentiment.correctedBy === null ? null : (
                    <small class="muted">
                      {' '}
                      {t(INSIGHTS.corrected, { who: names[insight.sentiment.correctedBy] ?? '–' })}
                    </small>
                  )}
                  {open ? <Correct insight={insight} /> : null}
                </>
              ),
            },
            { label: t(INSIGHTS.people), value: <PeopleCount n={insight.supporters.length + 1} /> },
            { label: t(INSIGHTS.source), value: t(SOURCE_WORDS[insight.source]) },
            { label: t(INSIGHTS.quoteConsent), value: t(QUOTE_CONSENT_WORDS[insight.quoteConsent]) },
            { label: t(INSIGHTS.links), value: <Links shown={shown} /> },
            ...(insight.link === null
              ? []
              : [
                  {
                    label: t(INSIGHTS.link),
                    value: (
                      <a href={insight.link} rel="noopener noreferrer nofollow">
                        {insight.link}
                      </a>
                    ),
                  },
                ]),
            ...(insight.origin?.permalink == null
              ? []
              : [
                  {
                    label: t(INSIGHTS.source),
                    value: (
                      <a href={insight.origin.permalink} rel="noopener noreferrer">
                        {t(INSIGHTS.original)}
                      </a>
                    ),
                  },
                ]),
            { label: t(INSIGHTS.author), value: names[insight.authorId] ?? '–' },
            { label: t(INSIGHTS.at), value: <When at={insight.createdAt} /> },
            ...(insight.state === 'declined' ? [{ label: t(INSIGHTS.decline), value: insight.reason ?? '' }] : []),
          ]}
        />
      </Card>
      {open ? (
        <div class="columns">
          <Comments shown={shown} fields={fields} errors={errors} />
          {staff !== undefined && can(staff, 'insights.triage') ? (
            <Triage shown={shown} fields={fields} errors={errors} />
          ) : null}
        </div>
      ) : null}
    </Page>
  );
};

export const NewThemePage = ({ name, errors }: { name: string; errors?: FormErrors | undefined }) => {
  const t = useText();
  return (
    <Page title={t(INSIGHTS.newTheme)} active="insights" back={{ href: '/insights', label: t(INSIGHTS.title) }} narrow>
      <Card>
        <Form action="/insights/themes" errors={errors}>
          <Field name="name" label={t(INSIGHTS.theme)} value={name} maxLength={THEME_LIMIT * 2} errors={errors} />
          <button type="submit">{t(INSIGHTS.addTheme)}</button>
        </Form>
      </Card>
    </Page>
  );
};
