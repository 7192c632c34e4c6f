import {
  type Decision,
  LANE_WORDS,
  type Lane,
  type LaneState,
  laneStanding,
  type ReviewCycle,
  standingApprovals,
} from '../../core/index.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Badge, type BadgeTone, Banner, CsrfField, FieldErrors, FormProblems, When } from '../layout/index.ts';
import { COMMON } from '../words/common.ts';
import { CAMPAIGN } from './words.ts';

/** Where the page answers a decision: the card's id, and the fragment that leads to it. */
export const REVIEW_PLACE = 'review';

type Shown = LaneState | 'none' | 'lapsed';

/** Where a lane of a cycle stands, and the decision that says so; none where nothing is waited for, lapsed where the time was over. */
export const laneStateOf = (
  cycle: ReviewCycle | undefined,
  lane: Lane,
): { readonly state: Shown; readonly decision: Decision | undefined } => {
  if (cycle === undefined) return { state: 'none', decision: undefined };
  const standing = laneStanding(cycle, lane);
  if (standing.state !== 'waiting' || cycle.state === 'open') return standing;
  return { ...standing, state: cycle.state === 'expired' ? 'lapsed' : 'none' };
};

const TONES: Record<Shown, BadgeTone> = {
  none: 'neutral',
  lapsed: 'warning',
  waiting: 'warning',
  approved: 'good',
  changes_requested: 'warning',
  rejected: 'danger',
  voided: 'warning',
};

const STATE_TEXT = {
  none: CAMPAIGN.laneNotYet,
  lapsed: CAMPAIGN.laneLapsed,
  waiting: CAMPAIGN.laneWaiting,
  approved: CAMPAIGN.laneApproved,
  changes_requested: CAMPAIGN.laneChanges,
  rejected: CAMPAIGN.laneRejected,
  voided: CAMPAIGN.laneVoided,
} as const;

/** One of the two keys: who gave it, or what it waits for. */
export const LaneKey = ({
  cycle,
  lane,
  names,
  campaignId,
}: {
  cycle: ReviewCycle | undefined;
  lane: Lane;
  names: Readonly<Record<string, string>>;
  campaignId: string;
}) => {
  const t = useText();
  const { state, decision } = laneStateOf(cycle, lane);
  const nameOf = (id: string): string => names[id] ?? id;
  const who = decision === undefined ? '' : nameOf(decision.by);
  const needed = cycle?.needed[lane] ?? 1;
  const given = cycle === undefined ? 0 : Math.min(standingApprovals(cycle, lane).length, needed);
  return (
    <div class={`lane-key lane-key-${state}`}>
      <svg class="key-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <circle cx="8" cy="12" r="4.500" />
        <path d="M12.500 12H21v3.500M17.500 12v2.500" />
      </svg>
      <div>
        <strong>{t(lane === 'marketing' ? CAMPAIGN.laneMarketing : CAMPAIGN.laneIt)}</strong>
        <p>
          <Badge tone={TONES[state]}>{t(STATE_TEXT[state], { who })}</Badge>{' '}
          {decision === undefined ? null : (
            <small class="muted">
              <When at={decision.at} />
            </small>
          )}
        </p>
        {needed < 2 ? null : <p class="num">{t(CAMPAIGN.approvals, { n: given, needed })}</p>}
        {decision === undefined || decision.onBehalfOf === null ? null : (
          <p>{t(CAMPAIGN.onBehalfOf, { who: nameOf(decision.onBehalfOf) })}</p>
        )}
        {decision === undefined || decision.snapshot === null ? null : (
          <p>
            <a href={`/campaigns/${campaignId}/snapshot/${decision.snapshot}`} target="_blank" rel="noopener">
              {t(CAMPAIGN.decidedOn)}
              <span class="visually-hidden">: {t(LANE_WORDS[lane])}</span>
            </a>
          </p>
        )}
        <small class="muted">{t(lane === 'marketing' ? CAMPAIGN.laneMarketingOwns : CAMPAIGN.laneItOwns)}</small>
        {decision === undefined || decision.comment === '' ? null : <blockquote>{decision.comment}</blockquote>}
      </div>
    </div>
  );
};

/** What was typed into a decision that core refused. */
export interface DecisionDraft {
  readonly lane: Lane;
  readonly comment: string;
  readonly errors: FormErrors;
}

/** A decision that was refused where its form is gone: another was first, or it never was this person's to give. */
export const RefusedDecision = ({ decision: { comment, errors } }: { decision: DecisionDraft }) => {
  const t = useText();
  return (
    <Banner tone="danger" role="alert">
      {[...Object.values(errors.fields).flat(), ...errors.general].map((text) => (
        <p key={text.en}>{t(text)}</p>
      ))}
      {errors.retrySafe === true ? <p>{t(COMMON.retrySafe)}</p> : null}
      {comment === '' ? null : <blockquote>{comment}</blockquote>}
    </Banner>
  );
};

/** Approve, request changes or reject: names the cycle and the lane hash that are on screen. */
export const DecideForm = ({
  campaignId,
  cycle,
  lane,
  draft,
}: {
  campaignId: string;
  cycle: ReviewCycle;
  lane: Lane;
  draft: DecisionDraft | undefined;
}) => {
  const t = useText();
  const mine = draft?.lane === lane ? draft : undefined;
  const id = `comment-${lane}`;
  const wrong = mine?.errors.fields.comment !== undefined;
  return (
    <form method="post" action={`/campaigns/${campaignId}/decide#${REVIEW_PLACE}`} class="decide">
      <h3>{t(CAMPAIGN.yourDecision, { lane: t(LANE_WORDS[lane]) })}</h3>
      <CsrfField />
      <input type="hidden" name="cycle" value={String(cycle.number)} />
      <input type="hidden" name="lane" value={lane} />
      <input type="hidden" name="laneHash" value={cycle.laneHashes[lane]} />
      <FormProblems errors={mine?.errors} />
      <label for={id}>{t(CAMPAIGN.comment)}</label>
      <textarea
        id={id}
        name="comment"
        rows={3}
        aria-describedby={wrong ? `${id}-hint f-comment-error` : `${id}-hint`}
        {...(wrong ? { 'aria-invalid': 'true' as const } : {})}
      >
        {mine?.comment ?? ''}
      </textarea>
      <small id={`${id}-hint`} class="field-hint">
        {t(CAMPAIGN.commentHint)}
      </small>
      <FieldErrors name="comment" errors={mine?.errors} />
      <div class="actions">
        <button type="submit" name="kind" value="approve">
          {t(CAMPAIGN.approve)}
        </button>
        {cycle.purpose === 'resume' ? null : (
          <>
            <button type="submit" name="kind" value="request_changes" class="secondary">
              {t(CAMPAIGN.requestChanges)}
            </button>
            <button
              type="submit"
              name="kind"
              value="reject"
              class="danger"
              data-confirm={t(CAMPAIGN.rejectSure, { id: campaignId })}
            >
              {t(CAMPAIGN.reject)}
            </button>
          </>
        )}
      </div>
    </form>
  );
};
