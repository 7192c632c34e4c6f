import type { ComponentChildren } from 'preact';
import { useViewer } from '../http/context.ts';
import { formatNumber } from '../words/text.ts';

/** A number with its name that opens the list behind it. */
export const Figure = ({
  label,
  value,
  href,
  note,
  tone,
}: {
  label: string;
  value: number | string;
  href?: string | undefined;
  note?: ComponentChildren;
  tone?: 'good' | 'warning' | 'danger' | 'accent' | undefined;
}) => {
  const { lang } = useViewer();
  const shown = typeof value === 'number' ? formatNumber(value, lang) : value;
  const body = (
    <>
      <span class="figure-label">{label}</span>
      <span class="figure-value">{shown}</span>
      {note === undefined ? null : <span class="figure-note">{note}</span>}
    </>
  );
  const classes = `figure${tone === undefined ? '' : ` figure-${tone}`}`;
  return href === undefined ? (
    <div class={classes}>{body}</div>
  ) : (
    <a class={classes} href={href}>
      {body}
    </a>
  );
};

/** A row of figures. */
export const Figures = ({ children }: { children: ComponentChildren }) => <div class="figures">{children}</div>;

/** What opens a list, where the reader may see one. */
export const Linked = ({ href, children }: { href: string | undefined; children: ComponentChildren }) =>
  href === undefined ? <span>{children}</span> : <a href={href}>{children}</a>;
