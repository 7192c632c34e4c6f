import { IMPORT_REFUSAL_WORDS, type ImportPhase, type ImportReport } from '../../core/index.ts';
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
  Table,
  When,
} from '../layout/index.ts';
import { PHASE_WORDS, WORDS } from './words.ts';

const PHASE_TONES: Record<ImportPhase, BadgeTone> = {
  pending: 'neutral',
  running: 'accent',
  done: 'good',
  failed: 'danger',
};

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

/** Asks for itself every second until the import has ended. */
export const ImportProgress = ({ report }: { report: ImportReport }) => {
  const t = useText();
  const running = report.phase === 'pending' || report.phase === 'running';
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
          <progress value={percent} max={100} aria-label={t(PHASE_WORDS[report.phase])} />
          <p>{report.phase === 'pending' ? t(WORDS.waiting) : t(WORDS.progress, { percent, rows: report.rows })}</p>
        </div>
      ) : null}
      {report.failure === null ? null : (
        <Banner tone="danger" role="alert">
          <p>{t(report.failure)}</p>
          {report.failure.retrySafe ? <p>{t(WORDS.retrySafe)}</p> : null}
        </Banner>
      )}
      <Figures>
        <Figure label={t(WORDS.rows)} value={report.rows} />
        <Figure label={t(WORDS.newContacts)} value={report.created} href="/contacts" tone="good" />
        <Figure label={t(WORDS.updatedContacts)} value={report.updated} />
        <Figure label={t(WORDS.unchanged)} value={report.unchanged} />
        <Figure
          label={t(WORDS.refused)}
          value={report.refused}
          href="#refused"
          tone={report.refused > 0 ? 'warning' : undefined}
        />
      </Figures>
    </div>
  );
};

const RefusedRows = ({
  report,
  refused,
}: {
  report: ImportReport;
  refused: readonly { row: number; reason: string; text: string }[];
}) => {
  const t = useText();
  const reasonText = useReason();
  const reasons = Object.entries(report.reasons);
  const last = refused.at(-1);
  return (
    <Card title={t(WORDS.refusedTitle)} id="refused">
      {reasons.length === 0 ? null : (
        <p class="badges">
          {reasons.map(([reason, count]) => (
            <Badge key={reason} tone="warning">
              {reasonText(reason)}: <Num value={count} />
            </Badge>
          ))}
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
          { key: 'text', label: t(WORDS.detail), cell: (row) => <span class="muted">{row.text}</span> },
        ]}
      />
      <Pager next={refused.length < 100 || last === undefined ? null : String(last.row)} />
    </Card>
  );
};

export const ImportReportPage = (props: {
  report: ImportReport;
  refused: readonly { row: number; reason: string; text: string }[];
}) => {
  const t = useText();
  const { report } = props;
  const ended = report.phase === 'done' || report.phase === 'failed';
  return (
    <Page
      title={report.fileName}
      active="contacts"
      back={{ href: '/contacts/imports', label: t(WORDS.imports) }}
      lead={
        <>
          <PhaseBadge phase={report.phase} /> <When at={report.finishedAt ?? report.createdAt} />
        </>
      }
      actions={
        report.phase === 'done' ? (
          <>
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
      {ended ? <RefusedRows report={report} refused={props.refused} /> : null}
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
