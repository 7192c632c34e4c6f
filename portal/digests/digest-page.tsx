import type { Digest, DigestFigure, DigestSection } from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Card, type Column, Figure, Figures, Linked, Page, Table, When } from '../layout/index.ts';
import { formatTime } from '../words/text.ts';
import { DIGESTS } from './words.ts';

/** Two drawings of one chart, made by `digest-charts.ts` (SVG, texts escaped): one is read on a phone. */
export type SectionCharts = Readonly<Record<string, { readonly wide: string; readonly narrow: string }>>;

type Row = NonNullable<DigestSection['table']>['rows'][number];

const SectionTable = ({ section }: { section: DigestSection }) => {
  const { lang } = useViewer();
  const { table, title } = section;
  if (table === null) return null;
  const columns = table.columns.map(
    (column, n): Column<Row> => ({
      key: String(n),
      label: column[lang],
      align: n === 0 ? undefined : 'end',
      minor: n > 3,
      cell: ({ path, cells }) =>
        n === 0 ? <Linked href={path ?? undefined}>{cells[0]?.[lang]}</Linked> : (cells[n]?.[lang] ?? ''),
    }),
  );
  return (
    <Table
      caption={title[lang]}
      columns={columns}
      rows={table.rows}
      rowKey={(row) => JSON.stringify([row.path, row.cells[0]?.en])}
      empty=""
    />
  );
};

const Section = ({ digest, section, charts }: { digest: Digest; section: DigestSection; charts: SectionCharts }) => {
  const { lang } = useViewer();
  const drawn = charts[section.key];
  return (
    <Card title={section.title[lang]} id={section.key}>
      {section.figures.length === 0 ? null : (
        <Figures>
          {section.figures.map((figure) => (
            <Figure
              key={figure.key}
              label={figure.label[lang]}
              value={figure.value[lang]}
              note={figure.note?.[lang]}
              href={
                figure.path ?? (figure.items.length === 0 ? undefined : `/digests/${digest.id}/lists/${figure.key}`)
              }
            />
          ))}
        </Figures>
      )}
      {section.lines.length === 0 ? null : (
        <ul class="rows">
          {section.lines.map(({ text, path }) => (
            <li key={text.en}>
              <Linked href={path ?? undefined}>{text[lang]}</Linked>
            </li>
          ))}
        </ul>
      )}
      {drawn === undefined || section.chart === null ? null : (
        <>
          <div class="chart chart-wide" role="img" aria-label={section.chart.alt[lang]}>
            <div aria-hidden="true" dangerouslySetInnerHTML={{ __html: drawn.wide }} />
          </div>
          <div class="chart chart-narrow" role="img" aria-label={section.chart.alt[lang]}>
            <div aria-hidden="true" dangerouslySetInnerHTML={{ __html: drawn.narrow }} />
          </div>
        </>
      )}
      <SectionTable section={section} />
    </Card>
  );
};

const useTitle = ({ state, at, zone }: Digest): string => {
  const t = useText();
  const { lang } = useViewer();
  return state === 'preview' ? t(DIGESTS.previewTitle) : t(DIGESTS.digestTitle, { day: formatTime(at, lang, zone) });
};

/** One digest, as it was sent: every number opens the list as it was then. */
export const DigestPage = ({ digest, charts }: { digest: Digest; charts: SectionCharts }) => {
  const t = useText();
  const { lang } = useViewer();
  const { period, zone, content, note, state } = digest;
  return (
    <Page
      title={useTitle(digest)}
      active="digests"
      back={{ href: '/digests', label: t(DIGESTS.title) }}
      lead={
        <>
          {t(DIGESTS.period, {
            from: formatTime(period.from, lang, zone),
            to: formatTime(period.to, lang, zone),
            zone,
          })}
          {state === 'preview' ? <> {t(DIGESTS.previewLead)}</> : null}
        </>
      }
    >
      {note === null ? null : <p>{note[lang]}</p>}
      {content === null ? (
        <div class="empty">{t(DIGESTS.nothing)}</div>
      ) : (
        <>
          {content.sections.map((section) => (
            <Section key={section.key} digest={digest} section={section} charts={charts} />
          ))}
          <p class="muted">{t(DIGESTS.counted, { at: formatTime(content.countedAt, lang, zone) })}</p>
        </>
      )}
    </Page>
  );
};

/** The list behind one number of a digest, as it was then. */
export const DigestListPage = ({ digest, figure }: { digest: Digest; figure: DigestFigure }) => {
  const t = useText();
  const { lang } = useViewer();
  return (
    <Page
      title={t(DIGESTS.listTitle, { label: figure.label[lang], value: figure.value[lang] })}
      active="digests"
      back={{ href: `/digests/${digest.id}`, label: useTitle(digest) }}
      lead={<When at={digest.period.to} zone={digest.zone} />}
    >
      {figure.items.length === 0 ? (
        <div class="empty">{t(DIGESTS.listNone)}</div>
      ) : (
        <ul class="rows">
          {figure.items.map(({ label, path }) => (
            <li key={`${path} ${label}`}>
              <a href={path}>{label}</a>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
};
