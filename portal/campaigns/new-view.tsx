import type { Segment, StarterTemplate } from '../../core/index.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Field, FieldErrors, Form, Page } from '../layout/index.ts';
import { CAMPAIGN } from './words.ts';

/** What a mail made from each starter looks like, as a sketch of its blocks. */
const SKETCHES: Readonly<Record<StarterTemplate, readonly string[]>> = {
  announcement: ['heading', 'text', 'text', 'button'],
  newsletter: ['heading', 'picture', 'columns', 'text', 'columns'],
  offer: ['picture', 'heading', 'text', 'button'],
};

const Sketch = ({ id }: { id: StarterTemplate }) => (
  <span class="sketch" aria-hidden="true">
    {SKETCHES[id].map((kind, index) => (
      <span key={index} class={`sketch-${kind}`} />
    ))}
  </span>
);

export const NewCampaign = ({
  starters,
  values,
  segment,
  errors,
}: {
  starters: readonly { id: StarterTemplate; name: string; description: string }[];
  values: { name: string; starter: string };
  segment: Segment | undefined;
  errors: FormErrors | undefined;
}) => {
  const t = useText();
  const chosen = starters.some((starter) => starter.id === values.starter) ? values.starter : starters[0]?.id;
  return (
    <Page
      title={t(CAMPAIGN.createTitle)}
      active="campaigns"
      lead={t(CAMPAIGN.createLead)}
      back={{ href: '/campaigns', label: t(CAMPAIGN.title) }}
    >
      <Form action="/campaigns" errors={errors}>
        <Field
          name="name"
          label={t(CAMPAIGN.createName)}
          hint={t(CAMPAIGN.createNameHint)}
          value={values.name}
          errors={errors}
          maxLength={120}
          autoComplete="off"
        />
        <fieldset class="starters">
          <legend>{t(CAMPAIGN.starter)}</legend>
          {starters.map((starter) => (
            <label key={starter.id} class="starter">
              <input type="radio" name="starter" value={starter.id} checked={starter.id === chosen} />
              <Sketch id={starter.id} />
              <strong>{starter.name}</strong>
              <small>{starter.description}</small>
            </label>
          ))}
          <FieldErrors name="starter" errors={errors} />
        </fieldset>
        {segment === undefined ? null : (
          <p>
            <input type="hidden" name="segment" value={segment.id} />
            {t(CAMPAIGN.createFor, { segment: segment.name })}
          </p>
        )}
        <button type="submit">{t(CAMPAIGN.createButton)}</button>
      </Form>
    </Page>
  );
};
