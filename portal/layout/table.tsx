import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the right. */
  readonly align?: 'end' | undefined;
  /** Left out on a phone, where the rest shall fit. */
  readonly minor?: boolean | undefined;
}

const classOf = ({ align, minor }: Pick<Column<never>, 'align' | 'minor'>): string | undefined =>
  [align === 'end' ? 'end' : '', minor === true ? 'minor' : ''].join(' ').trim() || undefined;

/** A table that scrolls by itself on a narrow screen; `empty` stands in its place where there are no rows. */
export const Table = <Row,>({
  caption,
  columns,
  rows,
  rowKey,
  empty,
}: {
  /** Read by screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  empty: ComponentChildren;
}) =>
  rows.length === 0 ? (
    <div class="empty">{empty}</div>
  ) : (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="table-scroll" aria-label={caption} tabIndex={0}>
      <table>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" class={classOf(column)}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.key} class={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );

/** An address that breaks after its @ and before its dots alone. */
export const Address = ({ value }: { value: string }) => (
  <span title={value}>
    {value.split(/(?<=@)|(?=\.)/).map((part, index) => (
      <>
        {index === 0 ? null : <wbr />}
        {part}
      </>
    ))}
  </span>
);
