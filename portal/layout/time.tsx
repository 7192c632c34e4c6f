import { useViewer } from '../http/context.ts';
import { formatNumber, formatTime } from '../words/text.ts';

/** A moment in the reader's zone (or `zone`), with the exact time in its markup. */
export const When = ({ at, zone }: { at: Date | null | undefined; zone?: string | undefined }) => {
  const viewer = useViewer();
  if (at === null || at === undefined) return <span class="muted">–</span>;
  return (
    <time dateTime={at.toISOString()} title={zone ?? viewer.zone}>
      {formatTime(at, viewer.lang, zone ?? viewer.zone)}
    </time>
  );
};

/** A number with separators. */
export const Num = ({ value }: { value: number }) => <span class="num">{formatNumber(value, useViewer().lang)}</span>;
