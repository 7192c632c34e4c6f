import { Context, type Liquid, Output, type Template, TokenKind, toValueSync } from 'liquidjs';

/** One output, read in place: liquidjs itself goes through generators, which costs ten times as much. */
type Read = (contact: Readonly<Record<string, unknown>>, context: () => Context) => unknown;

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
  const steps = parts.map(({ token: from, liquid, args, handler }) => {
    const given = args.map(contentOf);
    return (input: unknown, context: Context): unknown =>
      toValueSync(handler.call({ context, token: from, liquid }, input, ...given) as never);
  });
  return (contact, context) => {
    if (!Object.hasOwn(contact, key)) throw new Error(`${key} is not known`);
    return steps.reduce((value, step) => step(value, context()), contact[key]);
  };
};

/** Undefined where a template has tags, or an output that is more than `contact.KEY` with filters. */
export const createDirectRun = (liquid: Liquid, templates: readonly Template[]): DirectRun | undefined => {
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
      let made: Context | undefined;
      const context = (): Context => {
        made ??= new Context(scope, liquid.options, { sync: true }, { liquid });
        return made;
      };
      try {
        return reads.map((read) => read(contact, context));
      } catch {
        return undefined;
      }
    },
  };
};
