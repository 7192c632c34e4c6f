import { useText, useViewer } from '../http/context.ts';
import { COMMON } from '../words/common.ts';

/** Keeps the filters of the present address and changes `name`; without a value it takes `name` away. */
export const withQuery = (path: string, name: string, value: string | null): string => {
  const url = new URL(path, 'http://portal');
  if (value === null || value === '') url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return `${url.pathname}${url.search}`;
};

/** Links to the first and the next page. `next` is what core answered; filters stay in the address. */
export const Pager = ({ next, name = 'after' }: { next: string | null; name?: string }) => {
  const t = useText();
  const { path } = useViewer();
  const onFirst = !new URL(path, 'http://portal').searchParams.has(name);
  if (onFirst && next === null) return null;
  return (
    <nav class="pager" aria-label={t(COMMON.pages)}>
      {onFirst ? null : <a href={withQuery(path, name, null)}>← {t(COMMON.first)}</a>}
      {next === null ? null : (
        <a href={withQuery(path, name, next)} rel="next">
          {t(COMMON.next)} →
        </a>
      )}
    </nav>
  );
};
