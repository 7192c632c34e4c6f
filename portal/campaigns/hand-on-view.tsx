import {
  LANE_WORDS,
  type Lane,
  type LaterChoice,
  type OpenReviews,
  type ReviewCycle,
  type Staff,
} from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { CsrfField, FormProblems, Select } from '../layout/index.ts';
import { formatTime } from '../words/text.ts';
import { HAND_ON } from './hand-on-words.ts';

/** To whom a reviewer may hand a lane on, and when they can be reminded. */
export interface HandOnChoices {
  readonly delegates: Readonly<Partial<Record<Lane, readonly Staff[]>>>;
  readonly later: readonly LaterChoice[];
}

/** What somebody who may decide `lanes` of a cycle can do instead. */
export const handOnChoices = (
  reviews: OpenReviews,
  staffId: string,
  cycle: ReviewCycle,
  lanes: readonly Lane[],
): HandOnChoices => ({
  delegates: Object.fromEntries(lanes.map((lane) => [lane, reviews.delegatesFor(staffId, cycle, lane)])),
  later: reviews.laterChoices(),
});

/** What was chosen in a delegation that core refused. */
export interface HandOnDraft {
  readonly lane: Lane;
  readonly to: string;
  readonly errors: FormErrors;
}

/** The name of the select of one lane of one campaign: several of them stand on the page of reviews. */
export const delegateField = (campaignId: string, lane: Lane): string => `to-${campaignId}-${lane}`;

/** For a reviewer who does not decide now: delegate a lane, or be reminded later. */
export const HandOn = ({
  campaignId,
  cycle,
  lanes,
  choices,
  draft,
}: {
  campaignId: string;
  cycle: ReviewCycle;
  lanes: readonly Lane[];
  choices: HandOnChoices;
  draft?: HandOnDraft | undefined;
}) => {
  const t = useText();
  const { lang, zone } = useViewer();
  return (
    <details class="hand-on" open={draft !== undefined}>
      <summary>
        {t(HAND_ON.title)}
        <span class="visually-hidden">: {campaignId}</span>
      </summary>
      <form method="post" action={`/campaigns/${campaignId}/remind-later`}>
        <CsrfField />
        <input type="hidden" name="cycle" value={String(cycle.number)} />
        <p class="actions">
          {choices.later.map(({ id, at }) => (
            <button key={id} type="submit" name="choice" value={id} class="secondary small">
              {t(HAND_ON[id], { when: formatTime(at, lang, zone) })}
            </button>
          ))}
        </p>
      </form>
      {lanes.map((lane) => {
        const people = choices.delegates[lane] ?? [];
        const mine = draft?.lane === lane ? draft : undefined;
        if (people.length === 0) return <p class="muted">{t(HAND_ON.nobody, { lane: t(LANE_WORDS[lane]) })}</p>;
        return (
          <form key={lane} method="post" action={`/campaigns/${campaignId}/delegate`}>
            <CsrfField />
            <input type="hidden" name="cycle" value={String(cycle.number)} />
            <input type="hidden" name="lane" value={lane} />
            <FormProblems errors={mine?.errors} />
            <Select
              name={delegateField(campaignId, lane)}
              errorName="to"
              label={t(HAND_ON.to, { lane: t(LANE_WORDS[lane]) })}
              hint={t(HAND_ON.toHint)}
              errors={mine?.errors}
              value={mine?.to ?? ''}
              choices={[
                { value: '', label: t(HAND_ON.choose) },
                ...people.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            <button type="submit" class="secondary small">
              {t(HAND_ON.delegate)}
            </button>
          </form>
        );
      })}
    </details>
  );
};
