import type { WarmUpStanding } from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText } from '../http/index.ts';
import { Card, Field, Form, Page } from '../layout/index.ts';
import { WARM_UP } from './warm-up-words.ts';
import { WORDS } from './words.ts';

/** The warm-up as the form's fields: what is stored, before anything was typed over it. */
export const warmUpFields = ({ warmUp, revision }: WarmUpStanding): Fields => ({
  startsOn: warmUp?.startsOn ?? '',
  allowances: warmUp?.allowances.join(' ') ?? '',
  revision: String(revision),
});

/** Where the warm-up stands today, in one sentence. */
export const WarmUpSentence = ({ standing: { domain, warmUp, today } }: { standing: WarmUpStanding }) => {
  const t = useText();
  if (warmUp === null) return <p>{t(WARM_UP.none, { domain })}</p>;
  return <p>{today === null ? t(WARM_UP.over, { domain }) : t(WARM_UP.today, { domain, ...today })}</p>;
};

/** The warm-up of the sending domain, edited by administrators. `fields` is what is stored, or what was typed. */
export const WarmUpPage = ({
  standing,
  zone,
  fields,
  errors,
}: {
  standing: WarmUpStanding;
  zone: string;
  fields: Fields;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  return (
    <Page
      title={t(WARM_UP.title)}
      active="settings"
      lead={t(WARM_UP.lead, { domain: standing.domain })}
      back={{ href: '/settings', label: t(WORDS.title) }}
    >
      <WarmUpSentence standing={standing} />
      <Form action="/settings/warm-up" errors={errors}>
        <input type="hidden" name="revision" value={textOf(fields, 'revision')} />
        <Card>
          <Field
            name="startsOn"
            label={t(WARM_UP.startsOn)}
            hint={t(WARM_UP.startsOnHint, { zone })}
            value={textOf(fields, 'startsOn')}
            type="date"
            optional
            errors={errors}
          />
          <Field
            name="allowances"
            label={t(WARM_UP.allowances)}
            hint={t(WARM_UP.allowancesHint)}
            value={textOf(fields, 'allowances')}
            optional
            errors={errors}
          />
        </Card>
        <button type="submit">{t(WARM_UP.save)}</button>
      </Form>
    </Page>
  );
};
