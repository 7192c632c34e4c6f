import {
  type Campaign,
  type CampaignView,
  type ClosedSum,
  can,
  type HaltState,
  isFinished,
  keysGiven,
  LANE_WORDS,
  LANES,
  type Lane,
  type PreflightView,
  type Progress,
  possibleEvents,
  type Run,
  type ThreadEntry,
  type WaitingForPerson,
} from '../../core/index.ts';
import { FIELDS } from '../fields/words.ts';
import { type FormErrors, type Tone, useText, useViewer } from '../http/index.ts';
import { Badge, Banner, Card, Field, Flash, Form, Page, PostButton, StateBadge, When } from '../layout/index.ts';
import { fieldAnchor, reasonText } from './campaign-texts.ts';
import { AskedCard, type HaltDraft, HaltForm, HaltNumbers } from './halt-view.tsx';
import { HandOn, type HandOnChoices, type HandOnDraft } from './hand-on-view.tsx';
import { DecideForm, type DecisionDraft, LaneKey, REVIEW_PLACE, RefusedDecision } from './lanes-view.tsx';
import { PreflightCard, type WaiverDraft } from './preflight-view.tsx';
import { PreviewCard, type Previewed } from './preview-view.tsx';
import { Pulse } from './pulse-view.tsx';
import { ResendCard } from './resend-view.tsx';
import { ItSections, MarketingSections } from './sections-view.tsx';
import { SumCard } from './sum-view.tsx';
import { Thread } from './thread-view.tsx';
import { CAMPAIGN, STATE_NEXT } from './words.ts';

export interface CampaignPageProps {
  readonly view: CampaignView;
  readonly run: Run | undefined;
  readonly sum: ClosedSum | undefined;
  readonly progress: Progress | undefined;
  readonly thread: readonly ThreadEntry[];
  /** Display names for the thread, by staff id. */
  readonly threadNames: Readonly<Record<string, string>>;
  readonly preview: Previewed;
  readonly batchSize: number;
  /** How many mails leave on each day of a warm-up; empty once they are frozen. */
  readonly days: readonly number[];
  /** Lanes whose key the reader may give now. */
  readonly lanes: readonly Lane[];
  readonly preflight: PreflightView | undefined;
  /** Where a halt stands; undefined unless the campaign is halted after its start. */
  readonly halt: HaltState | undefined;
  readonly asked: readonly WaitingForPerson[];
  /** What a reviewer whose key is waited for can do instead of deciding. */
  readonly handOn: HandOnChoices | undefined;
  readonly handingOn?: HandOnDraft | undefined;
  readonly waiver?: WaiverDraft | undefined;
  readonly halting?: HaltDraft | undefined;
  readonly decision?: DecisionDraft | undefined;
  readonly test?: { readonly addresses: string; readonly errors: FormErrors } | undefined;
}

/** Where the page answers a test send: the card's id, and the fragment that leads to it. */
export const TEST_PLACE = 'test';

const BANNER_TONE: Record<Campaign['state'], Tone> = {
  draft: 'info',
  in_review: 'info',
  scheduled: 'info',
  sending: 'info',
  paused: 'warning',
  held: 'warning',
  halted: 'danger',
  sent: 'good',
  cancelled: 'warning',
  rejected: 'danger',
  failed: 'danger',
};

const EDITABLE: readonly Campaign['state'][] = ['draft', 'in_review'];

const AccessBanner = ({ ungranted }: { ungranted: readonly string[] }) => {
  const t = useText();
  const [first] = ungranted;
  if (first === undefined) return null;
  return (
    <Banner tone="warning" role="status">
      <p>
        {t(FIELDS.campaignUses, { fields: ungranted.join(', ') })}{' '}
        <a href={`/fields?field=${encodeURIComponent(first)}#ask`}>{t(FIELDS.askHere)}</a>
      </p>
    </Banner>
  );
};

const StateBanner = ({ campaign }: { campaign: Campaign }) => {
  const t = useText();
  return (
    <Banner tone={BANNER_TONE[campaign.state]}>
      {campaign.reason === null ? null : (
        <p>
          <strong>{t(campaign.reason)}</strong>
        </p>
      )}
      <p>{t(STATE_NEXT[campaign.state])}</p>
      {campaign.archivedAt === null ? null : (
        <p>
          {t(CAMPAIGN.archivedSince)} <When at={campaign.archivedAt} />. {t(CAMPAIGN.archivedNote)}
        </p>
      )}
    </Banner>
  );
};

/** The moves that a person of this role would look for in this state. Core refuses the rest, and says why. */
const Actions = ({ campaign, ready }: { campaign: Campaign; ready: boolean }) => {
  const t = useText();
  const { staff } = useViewer();
  if (staff === undefined) return null;
  const { id, state } = campaign;
  const edits = can(staff, 'campaigns.edit');
  const steers = can(staff, 'campaigns.steer');
  const possible = possibleEvents(campaign);
  const at = (verb: string): string => `/campaigns/${id}/${verb}`;
  return (
    <>
      {edits && state === 'draft' ? (
        <PostButton action={at('submit')} label={t(CAMPAIGN.submit)} tone={ready ? 'primary' : 'secondary'} />
      ) : null}
      {edits && EDITABLE.includes(state) ? (
        <a href={at('edit')} class={state === 'draft' && !ready ? 'button' : 'button secondary'}>
          {t(CAMPAIGN.edit)}
        </a>
      ) : null}
      {steers && possible.includes('pause') ? (
        <PostButton action={at('pause')} label={t(CAMPAIGN.pause)} tone="secondary" />
      ) : null}
      {steers && (possible.includes('resume') || possible.includes('release')) ? (
        <PostButton action={at('resume')} label={t(CAMPAIGN.resume)} tone="primary" />
      ) : null}
      {state === 'sending' || state === 'sent' || campaign.startedAt !== null ? (
        <a href={`/reports/${id}`} class={state === 'sent' ? 'button' : 'button secondary'}>
          {t(CAMPAIGN.report)}
        </a>
      ) : null}
      <details class="more" hidden={!edits && !steers}>
        <summary class="button quiet">{t(CAMPAIGN.moreActions)}</summary>
        <div class="more-list">
          {edits && possible.includes('withdraw') ? (
            <PostButton action={at('withdraw')} label={t(CAMPAIGN.withdraw)} tone="quiet" />
          ) : null}
          {edits ? <PostButton action={at('duplicate')} label={t(CAMPAIGN.duplicate)} tone="quiet" /> : null}
          {edits && (campaign.archivedAt !== null || state === 'draft' || isFinished(state)) ? (
            campaign.archivedAt === null ? (
              <PostButton action={at('archive')} label={t(CAMPAIGN.archive)} tone="quiet" />
            ) : (
              <PostButton action={at('unarchive')} label={t(CAMPAIGN.unarchive)} tone="quiet" />
            )
          ) : null}
          {steers && possible.includes('cancel') ? (
            <PostButton action={at('cancel')} label={t(CAMPAIGN.cancel)} tone="danger" confirm={CAMPAIGN.cancelSure} />
          ) : null}
        </div>
      </details>
    </>
  );
};

const Problems = ({ view }: { view: CampaignView }) => {
  const t = useText();
  if (view.campaign.state !== 'draft' || view.problems.length === 0) return null;
  return (
    <Card title={t(CAMPAIGN.problemsTitle)} id="problems">
      <ul>
        {view.problems.map((problem) => (
          <li key={`${problem.field} ${problem.en}`}>
            <a href={`/campaigns/${view.campaign.id}/edit?check=1#${fieldAnchor(problem.field)}`}>
              {t(reasonText(problem.field, problem))}
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
};

const TestSend = ({ campaignId, test }: { campaignId: string; test: CampaignPageProps['test'] }) => {
  const t = useText();
  const { staff } = useViewer();
  if (staff === undefined || !can(staff, 'campaigns.steer')) return null;
  return (
    <Card title={t(CAMPAIGN.test)} id={TEST_PLACE}>
      <Flash place={TEST_PLACE} />
      <Form action={`/campaigns/${campaignId}/test#${TEST_PLACE}`} errors={test?.errors}>
        <Field
          name="addresses"
          label={t(CAMPAIGN.testAddresses)}
          hint={t(CAMPAIGN.testHint)}
          value={test?.addresses ?? staff.email}
          errors={test?.errors}
        />
        <button type="submit" class="secondary">
          {t(CAMPAIGN.testButton)}
        </button>
      </Form>
    </Card>
  );
};

/** Everything about one campaign, as it stands at this moment. */
export const CampaignPage = (props: CampaignPageProps) => {
  const t = useText();
  const { staff } = useViewer();
  const { view, decision } = props;
  const { campaign, cycle, names } = view;
  const open = cycle !== undefined && cycle.state === 'open';
  const mine = open ? props.lanes : [];
  return (
    <Page
      title={campaign.name === '' ? t(CAMPAIGN.unnamed) : campaign.name}
      active="campaigns"
      back={{ href: '/campaigns', label: t(CAMPAIGN.title) }}
      lead={
        <>
          <span class="num">{campaign.id}</span> <StateBadge state={campaign.state} />{' '}
          {campaign.archivedAt === null ? null : <Badge>{t(CAMPAIGN.archivedMark)}</Badge>}
        </>
      }
      actions={<Actions campaign={campaign} ready={view.problems.length === 0} />}
    >
      <StateBanner campaign={campaign} />
      {view.problems.length === 0 ? <AccessBanner ungranted={view.ungranted ?? []} /> : null}
      <HaltNumbers state={props.halt} />
      <HaltForm campaign={campaign} draft={props.halting} />
      <AskedCard campaignId={campaign.id} asked={props.asked} />
      <Pulse campaign={campaign} cycle={cycle} />
      <Problems view={view} />
      <SumCard campaign={campaign} run={props.run} sum={props.sum} progress={props.progress} />
      <ResendCard campaign={campaign} />
      <div class="campaign-columns">
        <div>
          <Card
            title={t(CAMPAIGN.reviewTitle)}
            id={REVIEW_PLACE}
            actions={
              cycle === undefined ? undefined : (
                <span class="muted">
                  {t(CAMPAIGN.cycle, { n: cycle.number })} ·{' '}
                  <strong>{t(CAMPAIGN.keys, { n: keysGiven(cycle) })}</strong>
                </span>
              )
            }
          >
            <Flash place={REVIEW_PLACE} />
            {decision === undefined || mine.includes(decision.lane) ? null : <RefusedDecision decision={decision} />}
            <div class="lane-keys">
              {LANES.map((lane) => (
                <LaneKey key={lane} cycle={cycle} lane={lane} names={names} campaignId={campaign.id} />
              ))}
            </div>
            {open
              ? mine.map((lane) => (
                  <DecideForm key={lane} campaignId={campaign.id} cycle={cycle} lane={lane} draft={decision} />
                ))
              : null}
            {open && mine.length > 0 && props.handOn !== undefined ? (
              <HandOn
                campaignId={campaign.id}
                cycle={cycle}
                lanes={mine}
                choices={props.handOn}
                draft={props.handingOn}
              />
            ) : null}
            {open && staff?.id === cycle.authorId ? <p class="muted">{t(CAMPAIGN.authorCannot)}</p> : null}
          </Card>
          <PreflightCard
            campaignId={campaign.id}
            view={props.preflight}
            inReview={campaign.state === 'in_review'}
            finished={isFinished(campaign.state)}
            names={props.threadNames}
            draft={props.waiver}
          />
          <Card title={`${t(LANE_WORDS.marketing)}: ${t(CAMPAIGN.laneMarketingOwns)}`}>
            <MarketingSections view={view} />
          </Card>
          <Card title={`${t(LANE_WORDS.it)}: ${t(CAMPAIGN.laneItOwns)}`}>
            <ItSections
              view={view}
              sum={props.run?.phase === 'building' ? undefined : props.sum}
              batchSize={props.batchSize}
              days={props.days}
            />
          </Card>
        </div>
        <div>
          <PreviewCard campaignId={campaign.id} preview={props.preview} />
          <TestSend campaignId={campaign.id} test={props.test} />
        </div>
      </div>
      <Card title={t(CAMPAIGN.thread)} id="thread">
        <Thread entries={props.thread} names={props.threadNames} />
      </Card>
    </Page>
  );
};
