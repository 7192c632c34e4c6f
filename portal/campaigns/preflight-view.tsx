import {
  can,
  type PreflightItem,
  type PreflightState,
  type PreflightView,
  WAIVER_DAYS,
  waiverOf,
} from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { Badge, type BadgeTone, Banner, Card, Field, Flash, Form, PostButton, Select, When } from '../layout/index.ts';
import { GROUP_WORDS, PREFLIGHT, PREFLIGHT_STATE_WORDS } from './preflight-words.ts';

/** Where the page answers a waiver or another check: the card's id, and the fragment that leads to it. */
export const PREFLIGHT_PLACE = 'preflight';

/** What was typed into a waiver that core refused. */
export interface WaiverDraft {
  readonly itemId: string;
  readonly reason: string;
  readonly days: string;
  readonly errors: FormErrors;
}

const TONES: Readonly<Record<PreflightState, BadgeTone>> = {
  green: 'good',
  amber: 'warning',
  red: 'danger',
  not_applicable: 'neutral',
};
/** What a reader looks for first. */
const ORDER: readonly PreflightState[] = ['red', 'amber', 'green', 'not_applicable'];

const WaiverForm = ({
  campaignId,
  item,
  draft,
}: {
  campaignId: string;
  item: PreflightItem;
  draft: WaiverDraft | undefined;
}) => {
  const t = useText();
  const mine = draft?.itemId === item.id ? draft : undefined;
  return (
    <details class="waiver" open={mine !== undefined}>
      <summary class="button quiet">{t(PREFLIGHT.waive)}</summary>
      <Form action={`/campaigns/${campaignId}/waive#${PREFLIGHT_PLACE}`} errors={mine?.errors}>
        <input type="hidden" name="itemId" value={item.id} />
        <Field
          name={`reason-${item.id}`}
          errorName="reason"
          label={t(PREFLIGHT.reason)}
          hint={t(PREFLIGHT.waiveHint)}
          value={mine?.reason ?? ''}
          errors={mine?.errors}
        />
        <Select
          name={`days-${item.id}`}
          errorName="until"
          label={t(PREFLIGHT.until)}
          value={mine?.days ?? ''}
          errors={mine?.errors}
          choices={[
            { value: '', label: t(PREFLIGHT.choose) },
            ...WAIVER_DAYS.map((n) => ({
              value: String(n),
              label: n === 1 ? t(PREFLIGHT.oneDay) : t(PREFLIGHT.days, { n }),
            })),
          ]}
        />
        <button type="submit" class="secondary">
          {t(PREFLIGHT.waive)}
        </button>
      </Form>
    </details>
  );
};

const Item = ({
  item,
  campaignId,
  view,
  names,
  waives,
  draft,
}: {
  item: PreflightItem;
  campaignId: string;
  view: PreflightView;
  names: Readonly<Record<string, string>>;
  waives: boolean;
  draft: WaiverDraft | undefined;
}) => {
  const t = useText();
  const waiver = waiverOf(item, view.waivers, new Date());
  const blocking = view.blocking.some(({ id }) => id === item.id);
  return (
    <li class="preflight-item">
      <div class="preflight-head">
        <Badge tone={TONES[item.state]}>{t(PREFLIGHT_STATE_WORDS[item.state])}</Badge>{' '}
        {waiver === undefined ? null : <Badge>{t(PREFLIGHT.waivedMark)}</Badge>}
        <span>
          <strong>{t(item.label)}</strong> <small class="muted">{t(GROUP_WORDS[item.group])}</small>
        </span>
      </div>
      <p>{t(item.measured)}</p>
      {item.fix === null || item.state === 'green' ? null : (
        <p>
          <strong>{t(PREFLIGHT.fix)}</strong> {t(item.fix)}
        </p>
      )}
      {waiver === undefined ? null : (
        <blockquote>
          {t(PREFLIGHT.waived, { who: names[waiver.by] ?? waiver.by, reason: waiver.reason })}{' '}
          <small class="muted">
            {t(PREFLIGHT.waivedUntil)} <When at={waiver.until} />
          </small>
        </blockquote>
      )}
      {blocking && waives ? <WaiverForm campaignId={campaignId} item={item} draft={draft} /> : null}
    </li>
  );
};

/** The checks as evidence: what stands in the way first, and each with what was measured and what to do. */
export const PreflightCard = ({
  campaignId,
  view,
  inReview,
  finished = false,
  names,
  draft,
}: {
  campaignId: string;
  view: PreflightView | undefined;
  /** Whether a report is on its way where there is none. */
  inReview: boolean;
  /** Nothing more is sent, so that there is nothing to check. */
  finished?: boolean;
  names: Readonly<Record<string, string>>;
  draft: WaiverDraft | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const items = view === undefined ? [] : [...view.report.items];
  items.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const waived = items.filter(
    (item) => item.state === 'red' && waiverOf(item, view?.waivers ?? [], new Date()) !== undefined,
  ).length;
  const loud = items.filter(({ state }) => state === 'red' || state === 'amber');
  const quiet = items.filter(({ state }) => state !== 'red' && state !== 'amber');
  const waives = staff !== undefined && can(staff, 'reviews.it');
  const again =
    !finished && staff !== undefined && can(staff, 'campaigns.steer') && (view !== undefined || inReview) ? (
      <PostButton
        action={`/campaigns/${campaignId}/check-again#${PREFLIGHT_PLACE}`}
        label={t(PREFLIGHT.again)}
        tone="secondary"
        small
      />
    ) : undefined;
  const list = (some: readonly PreflightItem[], of: PreflightView) => (
    <ul class="preflight-list">
      {some.map((item) => (
        <Item key={item.id} item={item} campaignId={campaignId} view={of} names={names} waives={waives} draft={draft} />
      ))}
    </ul>
  );
  return (
    <Card title={t(PREFLIGHT.title)} id={PREFLIGHT_PLACE} actions={again}>
      <Flash place={PREFLIGHT_PLACE} />
      {view === undefined && inReview ? (
        <div
          role="status"
          hx-get={`/campaigns/${campaignId}/preflight`}
          hx-trigger="load"
          hx-target={`#${PREFLIGHT_PLACE}`}
          hx-swap="outerHTML"
        >
          <progress aria-label={t(PREFLIGHT.title)} />
          <p class="muted">{t(PREFLIGHT.running)}</p>
        </div>
      ) : view === undefined ? (
        <p class="muted">{t(PREFLIGHT.notYet)}</p>
      ) : (
        <>
          <p>
            {ORDER.map((state) => (
              <Badge key={state} tone={TONES[state]}>
                {t(PREFLIGHT_STATE_WORDS[state])}{' '}
                {items.filter((item) => item.state === state).length - (state === 'red' ? waived : 0)}
              </Badge>
            ))}
            {waived === 0 ? null : (
              <Badge>
                {t(PREFLIGHT.waivedMark)} {waived}
              </Badge>
            )}{' '}
            <small class="muted">
              <When at={view.report.finishedAt} />
            </small>
          </p>
          {view.blocking.length > 0 ? (
            <Banner tone="danger">{t(PREFLIGHT.blocking, { n: view.blocking.length })}</Banner>
          ) : (
            <p class="muted">{t(PREFLIGHT.clear)}</p>
          )}
          {list(loud, view)}
          {quiet.length === 0 ? null : (
            <details>
              <summary>{t(PREFLIGHT.details, { n: quiet.length })}</summary>
              {list(quiet, view)}
            </details>
          )}
        </>
      )}
    </Card>
  );
};
