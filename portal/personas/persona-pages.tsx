import { can, type Insight, PERSONA_LIMITS, type Persona, type Segment, type SegmentCount } from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText, useViewer } from '../http/index.ts';
import {
  Banner,
  Card,
  Checkbox,
  Field,
  Form,
  Linked,
  Num,
  Page,
  PostButton,
  Select,
  Table,
  TextArea,
  When,
} from '../layout/index.ts';
import { CountFigures } from '../segments/count-panel.tsx';
import type { Followed } from '../segments/follow-pages.tsx';
import { TrendChart } from '../segments/trend-chart.tsx';
import { COMMON } from '../words/common.ts';
import { PERSONAS } from './words.ts';

const useMay = (): { edit: boolean; segments: boolean; contacts: boolean } => {
  const { staff } = useViewer();
  const may = (permission: 'segments.edit' | 'segments.view' | 'contacts.view') =>
    staff !== undefined && can(staff, permission);
  return { edit: may('segments.edit'), segments: may('segments.view'), contacts: may('contacts.view') };
};

/** The picture, or the first letter of the name. It says nothing that the name beside it does not. */
const Face = ({ persona, large }: { persona: Pick<Persona, 'name' | 'pictureId'>; large?: boolean }) =>
  persona.pictureId === null ? (
    <span class={`persona-face${large === true ? ' large' : ''}`} aria-hidden="true">
      {[...persona.name][0] ?? ''}
    </span>
  ) : (
    <img class={`persona-face${large === true ? ' large' : ''}`} src={`/pictures/${persona.pictureId}`} alt="" />
  );

/** A persona with the name of its segment and how big that was when it was counted last. */
export interface ListedPersona {
  readonly persona: Persona;
  readonly segment: Pick<Segment, 'id' | 'name'> | undefined;
  readonly size: number | undefined;
}

export const PersonaListPage = ({ personas }: { personas: readonly ListedPersona[] }) => {
  const t = useText();
  const may = useMay();
  const create = may.edit ? (
    <a href="/personas/new" class="button">
      {t(PERSONAS.create)}
    </a>
  ) : undefined;
  return (
    <Page title={t(PERSONAS.title)} active="personas" lead={t(PERSONAS.lead)} actions={create}>
      <Table
        caption={t(PERSONAS.title)}
        rows={personas}
        rowKey={({ persona }) => persona.id}
        empty={
          <>
            <h2>{t(PERSONAS.none)}</h2>
            <p>{t(PERSONAS.noneText)}</p>
            {create}
          </>
        }
        columns={[
          {
            key: 'name',
            label: t(PERSONAS.name),
            cell: ({ persona }) => (
              <span class="persona-name">
                <Face persona={persona} />
                <a href={`/personas/${persona.id}`}>
                  <strong>{persona.name}</strong>
                </a>
              </span>
            ),
          },
          {
            key: 'segment',
            label: t(PERSONAS.segment),
            cell: ({ segment }) =>
              segment === undefined ? (
                <span class="muted">–</span>
              ) : (
                <Linked href={may.segments ? `/segments/${segment.id}` : undefined}>{segment.name}</Linked>
              ),
          },
          {
            key: 'size',
            label: t(PERSONAS.size),
            align: 'end',
            cell: ({ size, segment }) =>
              size === undefined ? (
                <span class="muted">…</span>
              ) : (
                <Linked href={may.contacts && segment !== undefined ? `/segments/${segment.id}/contacts` : undefined}>
                  <Num value={size} />
                </Linked>
              ),
          },
        ]}
      />
    </Page>
  );
};

const Lines = ({ title, lines, quoted }: { title: string; lines: readonly string[]; quoted?: boolean }) => {
  const t = useText();
  return (
    <Card title={title}>
      {lines.length === 0 ? (
        <p class="muted">{t(PERSONAS.nothing)}</p>
      ) : (
        <ul>
          {lines.map((line) => (
            <li key={line}>{quoted === true ? <q>{line}</q> : line}</li>
          ))}
        </ul>
      )}
    </Card>
  );
};

export const PersonaPage = (
  props: Pick<Followed, 'sizes' | 'drawings'> & {
    persona: Persona;
    segment: Segment | undefined;
    count: SegmentCount | undefined;
    insights: readonly Insight[];
    /** There are more of them. */
    more: boolean;
  },
) => {
  const t = useText();
  const may = useMay();
  const { persona, segment, insights } = props;
  const about = `/insights?about=${persona.id}`;
  return (
    <Page
      title={persona.name}
      active="personas"
      back={{ href: '/personas', label: t(PERSONAS.title) }}
      lead={
        segment === undefined ? undefined : (
          <>
            {t(PERSONAS.segment)}:{' '}
            <Linked href={may.segments ? `/segments/${segment.id}` : undefined}>{segment.name}</Linked>
          </>
        )
      }
      actions={
        <>
          <a href={`/insights/new?persona=${persona.id}`} class="button secondary">
            {t(PERSONAS.share)}
          </a>
          {may.edit ? (
            <a href={`/personas/${persona.id}/edit`} class="button secondary">
              {t(PERSONAS.edit)}
            </a>
          ) : null}
        </>
      }
    >
      <Face persona={persona} large />
      {props.count === undefined || segment === undefined ? null : (
        <CountFigures count={props.count} listAt={may.contacts ? `/segments/${segment.id}/contacts` : undefined} />
      )}
      <div class="columns">
        <Lines title={t(PERSONAS.needs)} lines={persona.needs} />
        <Lines title={t(PERSONAS.words)} lines={persona.words} quoted />
      </div>
      <Card
        title={t(PERSONAS.insights)}
        id="insights"
        actions={props.more ? <a href={about}>{t(PERSONAS.allInsights)}</a> : undefined}
      >
        {insights.length === 0 ? (
          <p class="muted">{t(PERSONAS.insightsNone)}</p>
        ) : (
          <ul class="rows">
            {insights.map(({ id, text, createdAt }) => (
              <li key={id}>
                <div>
                  <a href={`/insights/${id}`}>
                    <strong>{id}</strong>
                  </a>{' '}
                  {text}
                </div>
                <span class="muted">
                  <When at={createdAt} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card>
        <TrendChart sizes={props.sizes} drawings={props.drawings} />
      </Card>
      {may.edit ? (
        <PostButton
          action={`/personas/${persona.id}/delete`}
          label={t(PERSONAS.deleteIt)}
          tone="danger"
          confirm={PERSONAS.deleteAsk}
          small
        />
      ) : null}
    </Page>
  );
};

/** To make or to change one; `fields` is what was typed. */
export const PersonaFormPage = (props: {
  persona: Persona | undefined;
  segments: readonly Pick<Segment, 'id' | 'name'>[];
  fields: Fields;
  errors?: FormErrors | undefined;
  /** Somebody saved it meanwhile. */
  conflict?: boolean;
}) => {
  const t = useText();
  const { persona, segments, fields, errors } = props;
  const value = (name: string): string => textOf(fields, name);
  const back = persona === undefined ? '/personas' : `/personas/${persona.id}`;
  return (
    <Page
      title={t(persona === undefined ? PERSONAS.create : PERSONAS.editTitle)}
      active="personas"
      back={{ href: back, label: persona === undefined ? t(PERSONAS.title) : persona.name }}
      narrow
    >
      {props.conflict === true ? (
        <Banner tone="warning" role="alert">
          <p>{t(PERSONAS.conflict)}</p>
        </Banner>
      ) : null}
      <Form action={back} errors={errors} upload class="card">
        <input type="hidden" name="revision" value={value('revision')} />
        <input type="hidden" name="pictureId" value={value('pictureId')} />
        <Field
          name="name"
          label={t(PERSONAS.name)}
          value={value('name')}
          placeholder={t(PERSONAS.nameExample)}
          autocomplete="off"
          maxLength={PERSONA_LIMITS.name * 2}
          errors={errors}
        />
        <Select
          name="segmentId"
          label={t(PERSONAS.segment)}
          hint={t(PERSONAS.segmentHint)}
          value={value('segmentId')}
          choices={[
            { value: '', label: t(PERSONAS.chooseSegment) },
            ...segments.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          errors={errors}
        />
        <TextArea
          name="needs"
          label={t(PERSONAS.needs)}
          hint={t(PERSONAS.linesHint)}
          rows={4}
          value={value('needs')}
          errors={errors}
        />
        <TextArea
          name="words"
          label={t(PERSONAS.words)}
          hint={t(PERSONAS.linesHint)}
          rows={4}
          value={value('words')}
          errors={errors}
        />
        <Field
          name="file"
          type="file"
          accept="image/png,image/jpeg,image/gif,image/webp"
          optional
          label={t(PERSONAS.picture)}
          hint={`${value('pictureId') === '' ? '' : `${t(PERSONAS.pictureKept)} `}${t(PERSONAS.pictureHint)}`}
          errors={errors}
        />
        {value('pictureId') === '' ? null : (
          <Checkbox name="removePicture" label={t(PERSONAS.pictureRemove)} checked={value('removePicture') === 'yes'} />
        )}
        <div class="form-end">
          <button type="submit">{t(COMMON.save)}</button>
          <a href={back}>{t(COMMON.cancel)}</a>
        </div>
      </Form>
    </Page>
  );
};
