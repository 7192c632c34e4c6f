import {
  type Contact,
  IMPORT_REFUSAL_WORDS,
  type ImportList,
  type ImportPhase,
  type ImportRefusal,
  type ImportReport,
  type LocalText,
} from '../../core/index.ts';
import { useText } from '../http/index.ts';
import {
  Badge,
  type BadgeTone,
  Banner,
  Card,
  Figure,
  Figures,
  Num,
  Page,
  Pager,
  PostButton,
  Table,
  When,
} from '../layout/index.ts';
import { ConsentBadge, ContactName } from './contact-list-page.tsx';
import { LIST_WORDS, PHASE_WORDS, WORDS } from './words.ts';

/** Rows of one page of a list. */
export const PAGE_ROWS = 100;

interface Refused {
  readonly refused: readonly { readonly row: number; readonly reason: string; readonly texts: LocalText }[];
  /** Only these. */
  readonly reason: ImportRefusal | undefined;
}
type ImportedRows = readonly { readonly row: number; readonly contact: Contact | null }[];

const PHASE_TONES: Record<ImportPhase, BadgeTone> = {
  pending: 'neutral',
  running: 'accent',
  done: 'good',
  failed: 'danger',
  undoing: 'accent',
  undone: 'neutral',
};

/** True where nothing more happens to it by itself. */
export const hasEnded = ({ phase }: ImportReport): boolean =>
  phase === 'done' || phase === 'failed' || phase === 'undone';

const PhaseBadge = ({ phase }: { phase: ImportPhase }) => {
  const t = useText();
  return <Badge tone={PHASE_TONES[phase]}>{t(PHASE_WORDS[phase])}</Badge>;
};

const useReason = (): ((reason: string) => string) => {
  const t = useText();
  return (reason) => {
    const words = Object.entries(IMPORT_REFUSAL_WORDS).find(([key]) => key === reason)?.[1];
    return words === undefined ? reason : t(words);
  };
};

const pathOf = ({ id }: ImportReport): string => `/contacts/imports/${id}`;

/** The badge in the head of the page; `following` where it comes with the progress and takes the place of the one there. */
const HeadBadge = ({ phase, following = false }: { phase: ImportPhase; following?: boolean }) => (
  <span id="import-phase" {...(following ? { 'hx-swap-oob': 'true' } : {})}>
    <PhaseBadge phase={phase} />
  </span>
);

/** What the page asks for while the import runs. */
export const ImportNews = ({ report }: { report: ImportReport }) => (
  <>
    <ImportProgress report={report} />
    <HeadBadge phase={report.phase} following />
  </>
);

/** How far it is, and how fast, once that can be said. */
const Pace = ({ report, percent }: { report: ImportReport; percent: number }) => {
  const t = useText();
  const { rowsPerSecond: rate, secondsLeft: left } = report;
  return (
    <>
      {[
        t(WORDS.progress, { percent, rows: report.rows }),
        ...(rate === null ? [] : [t(WORDS.rate, { rate })]),
        ...(left === null
          ? []
          : [left < 60 ? t(WORDS.lessThanAMinute) : t(WORDS.minutesLeft, { n: Math.ceil(left / 60) })]),
      ].join(' · ')}
    </>
  );
};

/** Asks for itself every second until the import has ended. */
const ImportProgress = ({ report }: { report: ImportReport }) => {
  const t = useText();
  const running = !hasEnded(report);
  const at = pathOf(report);
  const listAt = (list: ImportList) => `${at}?list=${list}#list`;
  const percent = report.bytesTotal === 0 ? 0 : Math.floor((100 * report.bytesRead) / report.bytesTotal);
  return (
    <div
      id="progress"
      {...(running
        ? { 'hx-get': `/contacts/imports/${report.id}/progress`, 'hx-trigger': 'load delay:1s', 'hx-swap': 'outerHTML' }
        : {})}
    >
      {running ? (
        <div class="progress" role="status">
          <progress
            value={report.phase === 'undoing' ? undefined : percent}
            max={100}
            aria-label={t(PHASE_WORDS[report.phase])}
          />
          <p>
            {report.phase === 'pending' ? t(WORDS.waiting) : null}
            {report.phase === 'undoing' ? t(WORDS.undoing) : null}
            {report.phase === 'running' ? <Pace report={report} percent={percent} /> : null}
          </p>
        </div>
      ) : null}
      {report.failure === null ? null : (
        <Banner tone="danger" role="alert">
          <p>{t(report.failure)}</p>
          {report.failure.retrySafe ? <p>{t(WORDS.retrySafe)}</p> : null}
        </Banner>
      )}
      {report.undo === null ? null : (
        <Banner tone="info" role="status">
          <p>{t(WORDS.undone, report.undo)}</p>
        </Banner>
      )}
      <Figures>
        <Figure label={t(WORDS.rows)} value={report.rows} />
        <Figure label={t(WORDS.newContacts)} value={report.created} href={listAt('created')} tone="good" />
        <Figure label={t(WORDS.updatedContacts)} value={report.updated} href={listAt('updated')} />
        <Figure label={t(WORDS.unchanged)} value={report.unchanged} href={listAt('unchanged')} />
        <Figure
          label={t(WORDS.refused)}
          value={report.refused}
          href={`${at}#refused`}
          tone={report.refused > 0 ? 'warning' : undefined}
        />
      </Figures>
      {report.rows === 0 ? null : (
        <>
          <p>{t(WORDS.ofWhich, { imported: report.created + report.updated + report.unchanged })}</p>
          <Figures>
            <Figure
              label={t(LIST_WORDS.no_consent)}
              value={report.withoutConsent}
              note={t(WORDS.notEligible)}
              href={listAt('no_consent')}
              tone={report.withoutConsent > 0 ? 'warning' : undefined}
            />
            <Figure
              label={t(LIST_WORDS.no_address)}
              value={report.withoutAddress}
              note={t(WORDS.notEligible)}
              href={listAt('no_address')}
              tone={report.withoutAddress > 0 ? 'warning' : undefined}
            />
            <Figure
              label={t(WORDS.refusedNoAddress)}
              value={report.reasons.no_identity ?? 0}
              note={t(WORDS.notImported)}
              href={`${at}?reason=no_identity#refused`}
              tone={report.reasons.no_identity === undefined ? undefined : 'warning'}
            />
          </Figures>
        </>
      )}
    </div>
  );
};

/** Rows of one list with their contacts. */
const ImportedRows = ({ list, rows }: { list: ImportList; rows: ImportedRows }) => {
  const t = useText();
  const last = rows.at(-1);
  return (
    <Card title={t(LIST_WORDS[list])} id="list">
      <Table
        caption={t(LIST_WORDS[list])}
        rows={rows}
        rowKey={({ row }) => String(row)}
        empty={t(WORDS.listNone)}
        columns={[
          { key: 'row', label: t(WORDS.row), align: 'end', cell: ({ row }) => <Num value={row} /> },
          {
            key: 'contact',
            label: t(WORDS.identity),
            cell: ({ contact }) => (contact === null ? t(WORDS.gone) : <ContactName contact={contact} />),
          },
          {
            key: 'consent',
            label: t(WORDS.consent),
            cell: ({ contact }) => (contact === null ? null : <ConsentBadge contact={contact} />),
          },
        ]}
      />
      <Pager next={rows.length < PAGE_ROWS || last === undefined ? null : String(last.row)} />
    </Card>
  );
};

const RefusedRows = ({ report, refused, reason: shown }: { report: ImportReport } & Refused) => {
  const t = useText();
  const reasonText = useReason();
  const at = pathOf(report);
  const reasons = Object.entries(report.reasons);
  const last = refused.at(-1);
  return (
    <Card title={t(WORDS.refusedTitle)} id="refused">
      {reasons.length === 0 ? null : (
        <p class="badges">
          {reasons.map(([reason, count]) => (
            <a
              key={reason}
              href={`${at}?reason=${reason}#refused`}
              aria-current={reason === shown ? 'true' : undefined}
            >
              <Badge tone="warning">
                {reasonText(reason)}: <Num value={count} />
              </Badge>
            </a>
          ))}
          {shown === undefined ? null : <a href={`${at}#refused`}>{t(WORDS.allRefused)}</a>}
        </p>
      )}
      {report.refused === 0 ? null : (
        <p>
          <a href={`${at}/refused.csv`} download>
            {t(WORDS.refusedFile)}
          </a>
        </p>
      )}
      <Table
        caption={t(WORDS.refusedTitle)}
        rows={refused}
        rowKey={(row) => String(row.row)}
        empty={t(WORDS.refusedNone)}
        columns={[
          { key: 'row', label: t(WORDS.row), align: 'end', cell: (row) => <Num value={row.row} /> },
          { key: 'reason', label: t(WORDS.reason), cell: (row) => reasonText(row.reason) },
          { key: 'text', label: t(WORDS.detail), cell: (row) => <span class="muted">{t(row.texts)}</span> },
        ]}
      />
      <Pager next={refused.length < PAGE_ROWS || last === undefined ? null : String(last.row)} />
    </Card>
  );
};

/** `shown` is the list that was asked for: of the rows that were taken, or else of those that were refused. */
export const ImportReportPage = (props: {
  report: ImportReport;
  shown: Refused | { list: ImportList; rows: ImportedRows };
}) => {
  const t = useText();
  const { report, shown } = props;
  const ended = hasEnded(report);
  return (
    <Page
      title={report.fileName}
      active="contacts"
      back={{ href: '/contacts/imports', label: t(WORDS.imports) }}
      lead={
        <>
          <HeadBadge phase={report.phase} /> <When at={report.finishedAt ?? report.createdAt} />
        </>
      }
      actions={
        report.phase === 'done' || report.phase === 'failed' ? (
          <>
            {report.created + report.updated === 0 ? null : (
              <PostButton action={`${pathOf(report)}/undo`} label={t(WORDS.undo)} confirm={WORDS.undoConfirm} />
            )}
            <a href="/segments/new" class="button secondary">
              {t(WORDS.toSegment)}
            </a>
            <a href="/contacts" class="button">
              {t(WORDS.toContacts)}
            </a>
          </>
        ) : undefined
      }
    >
      <ImportProgress report={report} />
      {!ended ? null : 'list' in shown ? <ImportedRows {...shown} /> : <RefusedRows report={report} {...shown} />}
    </Page>
  );
};

export const ImportsPage = ({
  imports,
  names,
}: {
  imports: readonly ImportReport[];
  names: ReadonlyMap<string, string>;
}) => {
  const t = useText();
  return (
    <Page
      title={t(WORDS.imports)}
      active="contacts"
      back={{ href: '/contacts', label: t(WORDS.title) }}
      actions={
        <a href="/contacts/imports/new" class="button">
          {t(WORDS.importNew)}
        </a>
      }
    >
      <Table
        caption={t(WORDS.imports)}
        rows={imports}
        rowKey={(report) => report.id}
        empty={t(WORDS.importsNone)}
        columns={[
          {
            key: 'file',
            label: t(WORDS.file),
            cell: (report) => (
              <a href={`/contacts/imports/${report.id}`}>
                <strong>{report.fileName}</strong>
              </a>
            ),
          },
          { key: 'phase', label: t(WORDS.phase), cell: (report) => <PhaseBadge phase={report.phase} /> },
          { key: 'rows', label: t(WORDS.rows), align: 'end', cell: (report) => <Num value={report.rows} /> },
          { key: 'refused', label: t(WORDS.refused), align: 'end', cell: (report) => <Num value={report.refused} /> },
          { key: 'by', label: t(WORDS.by), cell: (report) => names.get(report.createdBy) ?? 'Tandem' },
          { key: 'when', label: t(WORDS.when), cell: (report) => <When at={report.createdAt} /> },
        ]}
      />
    </Page>
  );
};
