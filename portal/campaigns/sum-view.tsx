import {
  type Campaign,
  type ClosedSum,
  EXCLUDED_OUTCOMES,
  FINAL_OUTCOMES,
  OPEN_OUTCOMES,
  OUTCOME_WORDS,
  type Outcome,
  type Progress,
  progressText,
  type Run,
} from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Badge, Card, Figure, Figures } from '../layout/index.ts';
import { CAMPAIGN } from './words.ts';

const total = (sum: ClosedSum, outcomes: readonly Outcome[]): number =>
  outcomes.reduce((count, outcome) => count + sum.outcomes[outcome], 0);

const toneOf = (outcome: Outcome): 'good' | 'warning' | 'danger' | undefined => {
  if (outcome === 'submitted') return 'good';
  if (outcome === 'rejected' || outcome === 'needs_human') return 'danger';
  return outcome === 'uncertain' || outcome === 'halted' ? 'warning' : undefined;
};

const Group = ({
  title,
  outcomes,
  sum,
  campaignId,
}: {
  title: string;
  outcomes: readonly Outcome[];
  sum: ClosedSum;
  campaignId: string;
}) => {
  const t = useText();
  const shown = outcomes.filter((outcome) => sum.outcomes[outcome] > 0);
  if (shown.length === 0) return null;
  return (
    <div class="sum-group">
      <h3>{title}</h3>
      <Figures>
        {shown.map((outcome) => (
          <Figure
            key={outcome}
            label={t(OUTCOME_WORDS[outcome])}
            value={sum.outcomes[outcome]}
            href={`/campaigns/${campaignId}/people?outcome=${outcome}`}
            tone={toneOf(outcome)}
          />
        ))}
      </Figures>
    </div>
  );
};

/** True while numbers still move by themselves. */
const isMoving = (campaign: Campaign, sum: ClosedSum | undefined): boolean =>
  campaign.state === 'sending' ||
  (campaign.state === 'scheduled' && campaign.schedule.at === null) ||
  (sum !== undefined && !sum.settled && campaign.state !== 'paused' && campaign.state !== 'held');

/** The closed sum: every matching person, each in exactly one place, each number with its list. Follows a send by itself. */
export const SumCard = ({
  campaign,
  run,
  sum,
  progress,
}: {
  campaign: Campaign;
  run: Run | undefined;
  sum: ClosedSum | undefined;
  progress: Progress | undefined;
}) => {
  const t = useText();
  const moving = isMoving(campaign, sum);
  if (run === undefined && !moving) return null;
  const following = moving
    ? {
        'hx-get': `/campaigns/${campaign.id}/progress?state=${campaign.state}`,
        'hx-trigger': 'every 2s',
        'hx-swap': 'outerHTML',
        'hx-target': 'this',
      }
    : {};
  return (
    <div id="progress" {...following}>
      {run === undefined ? null : (
        <Card title={t(moving ? CAMPAIGN.progressTitle : CAMPAIGN.sumTitle)}>
          {run.phase === 'building' || sum === undefined ? (
            <p aria-busy="true">{t(CAMPAIGN.building)}</p>
          ) : (
            <Sum campaign={campaign} sum={sum} progress={progress} />
          )}
        </Card>
      )}
    </div>
  );
};

const Sum = ({ campaign, sum, progress }: { campaign: Campaign; sum: ClosedSum; progress: Progress | undefined }) => {
  const t = useText();
  const { lang, zone } = useViewer();
  const open = total(sum, OPEN_OUTCOMES);
  const leaving = total(sum, FINAL_OUTCOMES) + open;
  const label = progress === undefined ? '' : progressText(progress, zone)[lang];
  return (
    <>
      <p>
        <a href={`/campaigns/${campaign.id}/people`}>{t(CAMPAIGN.sumFrozen, { n: sum.frozen })}</a>
      </p>
      {open > 0 ? (
        <>
          <progress aria-label={label} value={leaving - open} max={leaving} />
          <p class="muted">{label}</p>
        </>
      ) : null}
      <div class="sum-groups">
        <Group title={t(CAMPAIGN.sumMoving)} outcomes={OPEN_OUTCOMES} sum={sum} campaignId={campaign.id} />
        <Group title={t(CAMPAIGN.sumFinal)} outcomes={FINAL_OUTCOMES} sum={sum} campaignId={campaign.id} />
        <Group title={t(CAMPAIGN.sumExcluded)} outcomes={EXCLUDED_OUTCOMES} sum={sum} campaignId={campaign.id} />
      </div>
      <p class="sum-state">
        <Badge tone={sum.closes ? 'good' : 'danger'}>{t(sum.closes ? CAMPAIGN.sumCloses : CAMPAIGN.sumOpen)}</Badge>
      </p>
    </>
  );
};
