import { IMPORT_REFUSAL_WORDS, type ImportTrial } from '../../core/index.ts';
import { useText } from '../http/index.ts';
import { Banner, Figure, Figures } from '../layout/index.ts';
import { LIST_WORDS, WORDS } from './words.ts';

/** Rows that the portal looks at in a trial; the command line looks at all. */
export const TRIAL_ROWS = 20_000;

/** What the import would do; nothing is stored. */
export const TrialResult = ({ trial }: { trial: ImportTrial }) => {
  const t = useText();
  return (
    <Banner tone={trial.refused > 0 ? 'warning' : 'info'} role="status">
      <p>
        <strong>{t(trial.whole ? WORDS.trialWhole : WORDS.trialBeginning, { rows: trial.rows })}</strong>
      </p>
      <Figures>
        <Figure label={t(WORDS.newContacts)} value={trial.created} />
        <Figure label={t(WORDS.updatedContacts)} value={trial.updated} />
        <Figure label={t(WORDS.unchanged)} value={trial.unchanged} />
        <Figure label={t(WORDS.refused)} value={trial.refused} tone={trial.refused > 0 ? 'warning' : undefined} />
        <Figure label={t(LIST_WORDS.no_consent)} value={trial.withoutConsent} note={t(WORDS.notEligible)} />
      </Figures>
      {trial.refusals.length === 0 ? null : (
        <ul>
          {trial.refusals.map(({ row, reason, texts }) => (
            <li key={row}>
              {t(WORDS.trialRow, { row })}: {t(IMPORT_REFUSAL_WORDS[reason])} · {t(texts)}
            </li>
          ))}
        </ul>
      )}
    </Banner>
  );
};
