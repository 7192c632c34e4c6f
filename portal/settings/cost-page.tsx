import { type CostRates, moneyText } from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText, useViewer } from '../http/index.ts';
import { Card, Field, Form, Page } from '../layout/index.ts';
import { COSTS } from '../reports/cost-words.ts';
import { WORDS } from './words.ts';

/** Rates as the form's fields: what is stored, before anything was typed over it. */
export const costFields = ({ currency, perThousand, reviewHour, revision }: CostRates): Fields => ({
  currency,
  perThousand: perThousand === null ? '' : String(perThousand),
  reviewHour: reviewHour === null ? '' : String(reviewHour),
  revision: String(revision),
});

/** The rates in one sentence. */
export const CostSentence = ({ rates }: { rates: CostRates }) => {
  const t = useText();
  const { lang } = useViewer();
  const said = (amount: number | null): string =>
    amount === null ? t(COSTS.rateNone) : moneyText(amount, rates.currency, lang);
  return (
    <p>
      {t(COSTS.perThousand)}: {said(rates.perThousand)} · {t(COSTS.reviewHour)}: {said(rates.reviewHour)}
    </p>
  );
};

/** The workspace's cost rates, edited by administrators. `fields` is what is stored, or what was typed. */
export const CostPage = ({ fields, errors }: { fields: Fields; errors?: FormErrors | undefined }) => {
  const t = useText();
  return (
    <Page
      title={t(COSTS.ratesTitle)}
      active="settings"
      lead={t(COSTS.ratesLead)}
      back={{ href: '/settings', label: t(WORDS.title) }}
    >
      <Form action="/settings/costs" errors={errors}>
        <input type="hidden" name="revision" value={textOf(fields, 'revision')} />
        <Card>
          <Field
            name="currency"
            label={t(COSTS.currency)}
            hint={t(COSTS.currencyHint)}
            value={textOf(fields, 'currency')}
            errors={errors}
          />
          <div class="field-row">
            {(['perThousand', 'reviewHour'] as const).map((name) => (
              <Field
                key={name}
                name={name}
                label={t(COSTS[name])}
                value={textOf(fields, name)}
                inputmode="decimal"
                optional
                errors={errors}
              />
            ))}
          </div>
          <p class="muted">{t(COSTS.reviewHoursNote)}</p>
        </Card>
        <button type="submit">{t(COSTS.ratesSave)}</button>
      </Form>
    </Page>
  );
};
