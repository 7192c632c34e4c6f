import type { Request } from 'express';
import { type AttributeDefinition, conditionsIn, type Rule } from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { WORDS } from './words.ts';

/** Columns of attributes where nobody chose any. */
const USUAL_COLUMNS = 4;

/** Every attribute, searchable ones first: they are what people look for. */
const inOrder = (attributes: readonly AttributeDefinition[]): AttributeDefinition[] =>
  [...attributes].sort((a, b) => Number(b.searchable) - Number(a.searchable));

/** The columns where nobody chose any. */
export const usualColumns = (attributes: readonly AttributeDefinition[]): AttributeDefinition[] =>
  inOrder(attributes).slice(0, USUAL_COLUMNS);

/** The attributes that a rule asks about; the usual ones where it asks about none. */
export const columnsFor = (rule: Rule, attributes: readonly AttributeDefinition[]): AttributeDefinition[] => {
  const asked = new Set(conditionsIn(rule).flatMap((one) => ('attribute' in one ? [one.attribute] : [])));
  const columns = inOrder(attributes).filter(({ key }) => asked.has(key));
  return columns.length > 0 ? columns.slice(0, USUAL_COLUMNS) : usualColumns(attributes);
};

/** The attributes that the address asks to see as columns (`column=KEY`, repeated); `otherwise` where it asks none. */
export const columnsOf = (
  req: Request,
  attributes: readonly AttributeDefinition[],
  otherwise: AttributeDefinition[] = usualColumns(attributes),
): AttributeDefinition[] => {
  const asked = [req.query.column].flat();
  const chosen = inOrder(attributes).filter(({ key }) => asked.includes(key));
  return chosen.length > 0 ? chosen : otherwise;
};

/** Keeps what the present address says when a form that asks with GET is sent, save what the form itself says. */
export const KeptQuery = ({ except }: { except: readonly string[] }) => {
  const { path } = useViewer();
  return (
    <>
      {[...new URL(path, 'http://portal').searchParams]
        .filter(([name]) => !except.includes(name))
        .map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
    </>
  );
};

/** Which attributes stand as columns; the choice is in the address, so a link or a bookmark keeps it. */
export const ColumnChooser = (props: {
  attributes: readonly AttributeDefinition[];
  columns: readonly AttributeDefinition[];
}) => {
  const t = useText();
  const { path } = useViewer();
  const { attributes, columns } = props;
  if (attributes.length <= 1) return null;
  return (
    <details class="column-chooser">
      <summary>{t(WORDS.columnsShown, { shown: columns.length, all: attributes.length })}</summary>
      <form method="get" action={new URL(path, 'http://portal').pathname}>
        <KeptQuery except={['column']} />
        <fieldset class="chips">
          <legend class="visually-hidden">{t(WORDS.columnsChoose)}</legend>
          {inOrder(attributes).map(({ key, label }) => (
            <label key={key} class="chip">
              <input type="checkbox" name="column" value={key} checked={columns.some((column) => column.key === key)} />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit" class="secondary small">
          {t(WORDS.columnsApply)}
        </button>
      </form>
    </details>
  );
};
