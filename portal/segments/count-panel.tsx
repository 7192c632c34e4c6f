import type {
  AttributeDefinition,
  Contact,
  CostlyClause,
  IneligibleReason,
  SegmentCount,
  SegmentEstimate,
} from '../../core/index.ts';
import { ContactTable } from '../contacts/contact-list-page.tsx';
import { useText, useViewer } from '../http/index.ts';
import { Figure, Figures, Linked } from '../layout/index.ts';
import { formatNumber } from '../words/text.ts';
import { REASON_WORDS, WORDS } from './words.ts';

const REASONS: readonly IneligibleReason[] = ['no_consent', 'no_address', 'suppressed'];
/** A count that takes longer is warned about. */
export const SLOW_MS = 1000;

/** Matching and eligible in one line, for lists; each number opens its list at `listAt`. */
export const CountTotals = ({ count, listAt }: { count: SegmentCount; listAt: string | undefined }) => {
  const t = useText();
  const { lang } = useViewer();
  return (
    <span class="num">
      <Linked href={listAt}>
        <span title={t(WORDS.matching)}>{formatNumber(count.matching, lang)}</span>
      </Linked>
      <span class="muted"> → </span>
      <Linked href={listAt === undefined ? undefined : `${listAt}?only=eligible`}>
        <strong title={t(WORDS.eligible)}>{formatNumber(count.eligible, lang)}</strong>
      </Linked>
    </span>
  );
};

/** Matching, eligible and the reasons between; each number opens its list at `listAt`. */
export const CountFigures = ({ count, listAt }: { count: SegmentCount; listAt: string | undefined }) => {
  const t = useText();
  const list = (only: string | undefined): string | undefined =>
    listAt === undefined || only === undefined ? listAt : `${listAt}${listAt.includes('?') ? '&' : '?'}only=${only}`;
  return (
    <Figures>
      <Figure label={t(WORDS.matching)} value={count.matching} href={list(undefined)} note={t(WORDS.matchingNote)} />
      {REASONS.filter((reason) => count.reasons[reason] > 0).map((reason) => (
        <Figure
          key={reason}
          label={t(REASON_WORDS[reason])}
          value={`−${formatNumber(count.reasons[reason], useViewer().lang)}`}
          href={list(reason)}
          tone="warning"
        />
      ))}
      <Figure
        label={t(WORDS.eligible)}
        value={count.eligible}
        href={list('eligible')}
        note={t(WORDS.eligibleNote)}
        tone="accent"
      />
    </Figures>
  );
};

/** How long a count took; where that was long, the clauses that cost. */
export const CountTime = ({ count, costly }: { count: SegmentCount; costly: readonly CostlyClause[] }) => {
  const t = useText();
  return (
    <>
      <p class="muted">
        {t(WORDS.took, { ms: Math.round(count.tookMs) })}
        {count.tookMs > SLOW_MS ? ` · ${t(WORDS.slow)}` : ''}
      </p>
      {costly.slice(0, 3).map(({ clause, why }) => (
        <p key={clause} class="advice">
          {t(WORDS.slowClause, { clause, why: t(why) })}
        </p>
      ))}
    </>
  );
};

/** What the editor shows beside the rule while it is edited. */
export const CountPanel = (props: {
  count: SegmentCount;
  sentence: string;
  incomplete: number;
  /** What makes the rule slow, where it is. */
  costly: readonly CostlyClause[];
  listAt: string | undefined;
}) => {
  const t = useText();
  const { count } = props;
  return (
    <>
      <CountFigures count={count} listAt={props.listAt} />
      {props.incomplete === 0 ? null : (
        <p class="advice">
          {props.incomplete === 1 ? t(WORDS.incompleteOne) : t(WORDS.incomplete, { n: props.incomplete })}
        </p>
      )}
      <h3>{t(WORDS.sentence)}</h3>
      <p class="sentence">{props.sentence}</p>
      <CountTime count={count} costly={props.costly} />
      <div id="rule-examples">
        <button
          type="button"
          class="secondary small"
          {...{
            'hx-post': '/segments/draft/examples',
            'hx-include': '#segment-form',
            'hx-target': '#rule-examples',
            'hx-swap': 'innerHTML',
          }}
        >
          {t(WORDS.showExamples)}
        </button>
      </div>
    </>
  );
};

/** The first contacts that match, with what the rule asks of them. */
/** While contacts are counted: what a sample says. Asks again, and so waits for the count that goes on. */
export const CountEstimate = ({ estimate, sentence }: { estimate: SegmentEstimate; sentence: string }) => {
  const t = useText();
  const { lang } = useViewer();
  return (
    <>
      <p
        role="status"
        {...{
          'hx-post': '/segments/draft/count',
          'hx-trigger': 'load delay:500ms',
          'hx-include': '#segment-form',
          'hx-target': '#rule-count',
          'hx-swap': 'innerHTML',
          'hx-sync': '#rule-count:replace',
        }}
      >
        {t(WORDS.about, {
          about: formatNumber(estimate.about, lang),
          sampled: formatNumber(estimate.sampled, lang),
        })}
      </p>
      <h3>{t(WORDS.sentence)}</h3>
      <p class="sentence">{sentence}</p>
    </>
  );
};

export const ExampleContacts = (props: { contacts: readonly Contact[]; columns: readonly AttributeDefinition[] }) => {
  const t = useText();
  return (
    <>
      <h3>{t(WORDS.examples)}</h3>
      <ContactTable contacts={props.contacts} columns={props.columns} empty={t(WORDS.nobody)} />
    </>
  );
};
