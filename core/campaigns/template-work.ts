import { type Context, type Liquid, LiquidError, type Template } from 'liquidjs';

/**
 * Steps that one person's mail may take; a step is one term of a condition or of a loop's head, an output or a filter.
 * They take a quarter of a second, where liquidjs itself looks at the clock between tags alone and only each two seconds.
 */
export const MOST_STEPS = 100_000;

/** Text and lists up to this size are one step for a filter; so many characters or items more are each one more. */
const SIZE_OF_STEP = 100;
const SMALL = 1_000;
/** Characters that a term of a written condition has at least. */
const SHORTEST_TERM = 4;

class TooMuchWork extends Error {}

/** True of what a template ended by because it took too many steps, as liquidjs passes it on. */
export const isTooMuchWork = (error: unknown): boolean =>
  error instanceof TooMuchWork || (LiquidError.is(error) && error.originalError instanceof TooMuchWork);

/** Counts steps of one render. @throws where they are too many */
export const takeSteps = (context: Context, steps: number): void => {
  const taken = (context.getRegister('steps', 0) as number) + steps;
  if (taken > MOST_STEPS) throw new TooMuchWork('the template takes too many steps');
  context.setRegister('steps', taken);
};

/** What rendering a node takes by itself, without what stands in it. */
export const stepsOf = (node: Template): number => {
  let steps = 1;
  for (const argument of node.arguments?.() ?? []) {
    steps += 'initial' in argument ? argument.initial.postfix.length + argument.filters.length : 1;
  }
  return steps;
};

const sizeOf = (value: unknown): number => (typeof value === 'string' || Array.isArray(value) ? value.length : 0);

/** Filters count what they go through: `…_exp` reads a condition for each item, and any of them may get a long text. */
export const countFilters = (liquid: Liquid): void => {
  for (const [name, filter] of Object.entries(liquid.filters)) {
    if (typeof filter !== 'function') continue;
    const perItem = name.endsWith('_exp');
    liquid.registerFilter(name, function (this: ThisParameterType<typeof filter>, value: unknown, ...rest: unknown[]) {
      const size = sizeOf(value);
      if (perItem) takeSteps(this.context, size * Math.ceil(String(rest[1]).length / SHORTEST_TERM));
      else if (size > SMALL) takeSteps(this.context, Math.ceil(size / SIZE_OF_STEP));
      return filter.call(this, value, ...rest);
    });
  }
};
