import { Context, type Liquid, Output, type Template, TokenKind, toValueSync } from 'liquidjs';

/** What a filter of liquidjs finds in `this`. Few look at the context, and making one costs more than most filters do. */
class FilterThis {
  readonly token: unknown;
  readonly liquid: Liquid;
  readonly #run: Run;
  constructor(run: Run, { token, liquid }: Pick<FilterParts, 'token' | 'liquid'>) {
    this.#run = run;
    this.token = token;
    this.liquid = liquid;
  }
  get context(): Context {
    const { scope } = this.#run;
    this.#run.context ??= new Context(scope, this.liquid.options, { sync: true }, { liquid: this.liquid });
    return this.#run.context;
  }
}

/** One person's run: its filters share a context. */
interface Run {
  readonly scope: object;
  context: Context | undefined;
}

/** One output, read in place: liquidjs itself goes through generators, which costs ten times as much. */
type Read = (contact: Readonly<Record<string, unknown>>, run: Run) => unknown;

/** Of a template that holds nothing but text and simple outputs, the same for everybody but for their values. */
export interface DirectRun {
  /** The nodes in their order: the n-th fixed text (`h`) or the n-th output (`o`). */
  readonly order: readonly { readonly kind: 'h' | 'o'; readonly index: number }[];
  /** What the outputs give; undefined where liquidjs has to say what is wrong. */
  values(scope: object): unknown[] | undefined;
}

/** Names that liquidjs answers by itself, whatever the contact has under them. */
const ANSWERED_BY_LIQUID = new Set(['size', 'first', 'last']);

const contentOf = (token: unknown): unknown =>
  typeof token === 'object' && token !== null && 'content' in token ? token.content : undefined;

/** Parts of a filter that liquidjs keeps to itself. */
interface FilterParts {
  readonly token: unknown;
  readonly liquid: Liquid;
  readonly args: readonly unknown[];
  readonly handler: (this: unknown, ...values: unknown[]) => unknown;
}

/** Of `contact.KEY` with any filters whose arguments are written out; undefined of everything else. */
const readOf = ({ value: { initial, filters } }: Output): Read | undefined => {
  const [token, ...more] = initial.postfix as readonly unknown[];
  if (typeof token !== 'object' || token === null || more.length > 0 || !('props' in token)) return undefined;
  const props = token.props as readonly unknown[];
  const [root, key] = props.map(contentOf);
  if (('variable' in token && token.variable !== undefined) || props.length !== 2 || root !== 'contact')
    return undefined;
  if (typeof key !== 'string' || ANSWERED_BY_LIQUID.has(key)) return undefined;
  const parts = filters as unknown as readonly FilterParts[];
  if (!parts.every(({ args }) => args.every((arg) => contentOf(arg) !== undefined))) return undefined;
  const steps = parts.map((part) => ({ part, given: part.args.map(contentOf) }));
  return (contact, run) => {
    if (!Object.hasOwn(contact, key)) throw new Error(`${key} is not known`);
    let value = contact[key];
    for (const { part, given } of steps) {
      value = toValueSync(part.handler.call(new FilterThis(run, part), value, ...given) as never);
    }
    return value;
  };
};

/** Undefined where a template has tags, or an output that is more than `contact.KEY` with filters. */
export const createDirectRun = (templates: readonly Template[]): DirectRun | undefined => {
  const order: { kind: 'h' | 'o'; index: number }[] = [];
  const reads: Read[] = [];
  for (const node of templates) {
    if (node instanceof Output) {
      const read = readOf(node);
      if (read === undefined) return undefined;
      order.push({ kind: 'o', index: reads.length });
      reads.push(read);
    } else if (node.token.kind === TokenKind.HTML) {
      order.push({ kind: 'h', index: order.length - reads.length });
    } else {
      return undefined;
    }
  }
  return {
    order,
    values(scope) {
      const { contact } = scope as { contact: Readonly<Record<string, unknown>> };
      // No function is made here: naming one costs more than reading the values.
      const run: Run = { scope, context: undefined };
      try {
        return reads.map((read) => read(contact, run));
      } catch {
        return undefined;
      }
    },
  };
};
