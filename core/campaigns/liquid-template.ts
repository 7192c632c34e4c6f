import { Liquid, LiquidError, Output, Tag, type Template, TokenKind, toValueSync } from 'liquidjs';
import { createDirectRun } from './direct-run.ts';
import { countFilters, stepsOf, takeSteps } from './template-work.ts';

/** What a body's outputs are escaped for. */
export type OutputTarget = 'html' | 'text' | 'subject';

/** Everything that only branches, repeats or names; the rest writes by itself, reads files or keeps state. */
const TAGS = new Set(['if', 'unless', 'case', 'for', 'break', 'continue', 'assign', 'comment', 'raw', '#']);

const DATE_FILTERS = ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];
type FilterContext = ThisParameterType<Exclude<Liquid['filters'][string], { raw?: boolean }>>;

/** Characters, milliseconds, and what filters and loops may hold for one person, in characters and turns. */
const LIMITS = { parseLimit: 1_000_000, renderLimit: 2_000, memoryLimit: 100_000 } as const;
/** Pieces that one person's mail may be written of, and its characters. */
const OUTPUT_LIMITS = { pieces: 20_000, characters: 1_000_000 } as const;

/** Safe for templates that staff write: own properties only, nothing unknown passes, bounded in time and memory. */
export const createLiquid = (timeZone: string): Liquid => {
  const liquid = new Liquid({
    ...LIMITS,
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: true,
    timezoneOffset: timeZone,
    templates: {},
    cache: false,
  });
  for (const name of Object.keys(liquid.tags)) if (!TAGS.has(name)) delete liquid.tags[name];
  // What is sent is what was approved: nothing may turn out otherwise by chance or by the hour.
  delete liquid.filters.sample;
  for (const name of DATE_FILTERS) {
    const format = liquid.filters[name];
    if (typeof format !== 'function') continue;
    liquid.registerFilter(name, function (this: FilterContext, value: unknown, ...rest: unknown[]): unknown {
      if (value === 'now' || value === 'today')
        throw new Error(`"${value}" changes after the approval; write the date`);
      return format.call(this, value, ...rest);
    });
  }
  countFilters(liquid);
  return liquid;
};

const RAW = /\{%-?\s*raw\s*-?%\}/y;
const END_RAW = /\{%-?\s*endraw\s*-?%\}/g;

/**
 * Replaces every tag and output as it stands in a source, `{{ … }}`, `{% … %}` or a whole raw block. An end that was
 * looked for in vain is not looked for again: the time is in proportion to the source.
 */
const replaceTokens = (source: string, replace: (token: string) => string): string => {
  const missing = new Set<string>();
  const after = (closer: string, from: number): number | undefined => {
    const index = missing.has(closer) ? -1 : source.indexOf(closer, from);
    if (index < 0) missing.add(closer);
    return index < 0 ? undefined : index + closer.length;
  };
  const endOf = (at: number): number | undefined => {
    if (source[at + 1] === '{') return after('}}', at + 2);
    RAW.lastIndex = at;
    if (!missing.has('endraw') && RAW.test(source)) {
      END_RAW.lastIndex = RAW.lastIndex;
      if (END_RAW.test(source)) return END_RAW.lastIndex;
      missing.add('endraw');
    }
    return after('%}', at + 2);
  };
  let out = '';
  let copied = 0;
  for (let at = source.indexOf('{'); at >= 0; at = source.indexOf('{', Math.max(at + 1, copied))) {
    const end = source[at + 1] === '{' || source[at + 1] === '%' ? endOf(at) : undefined;
    if (end === undefined) continue;
    out += source.slice(copied, at) + replace(source.slice(at, end));
    copied = end;
  }
  return out + source.slice(copied);
};

/**
 * Carries Liquid unharmed through MJML and HTML: each token is replaced by a word that nothing escapes, and put back.
 * `word` must not stand in the source.
 */
export const createLiquidShield = (word: string) => {
  const tokens: string[] = [];
  const pattern = new RegExp(`${word}(\\d+)x`, 'g');
  return {
    hide: (source: string): string =>
      replaceTokens(source, (token) => {
        tokens.push(token);
        return `${word}${tokens.length - 1}x`;
      }),
    show: (source: string): string => source.replace(pattern, (_, index: string) => tokens[Number(index)] ?? ''),
    /** The source with another word in the place of each token. */
    put: (source: string, word: string): string => source.replace(pattern, word),
    /** Texts that tokens write by themselves: string literals and raw blocks. */
    literals: (): string[] =>
      tokens.flatMap((token) => (/^\{%-?\s*raw/.test(token) ? [token] : (token.match(/"[^"]*"|'[^']*'/g) ?? []))),
    /** Tokens that are not in `source` any more. */
    lost: (source: string): string[] => {
      const seen = new Set([...source.matchAll(pattern)].map(([, index]) => Number(index)));
      return tokens.filter((_, index) => !seen.has(index));
    },
    /** True where `source` holds a hidden token. */
    in: (source: string): boolean => source.search(pattern) >= 0,
  };
};

/** What a template reads of a contact. */
export interface TemplateReads {
  /** Keys read as `contact.KEY`. */
  readonly keys: readonly string[];
  /** Keys that are written without `default` and outside a condition on the same key: nobody may lack them. */
  readonly needed: readonly string[];
  /** Names that mean nothing here, as they were written. */
  readonly unknown: readonly string[];
}

const childrenOf = (template: Template): Template[] =>
  template.children === undefined ? [] : (toValueSync(template.children(false, true)) as Template[]);

/** Walks a parsed template, with the text of the tags around each node. */
const walk = (templates: readonly Template[], visit: (node: Template, around: string) => void, around = ''): void => {
  for (const node of templates) {
    visit(node, around);
    walk(childrenOf(node), visit, node instanceof Tag ? `${around} ${node.token.getText()}` : around);
  }
};

const mentions = (text: string, key: string): boolean => text.includes(key);

export const readsOf = (liquid: Liquid, templates: Template[], known: ReadonlySet<string>): TemplateReads => {
  const keys = new Set<string>();
  const unknown = new Set<string>();
  const keyOf = (segments: readonly unknown[]): string | undefined => {
    const [root, key] = segments;
    return root === 'contact' && typeof key === 'string' ? key : undefined;
  };
  for (const segments of liquid.globalVariableSegmentsSync(templates, { partials: false })) {
    const key = keyOf(segments);
    if (key !== undefined && known.has(key)) keys.add(key);
    else unknown.add(segments.map((s) => (typeof s === 'string' || typeof s === 'number' ? s : '…')).join('.'));
  }
  const needed = new Set<string>();
  walk(templates, (node, around) => {
    if (!(node instanceof Output) || node.value.filters.some((filter) => filter.name === 'default')) return;
    for (const segments of liquid.globalVariableSegmentsSync([node], { partials: false })) {
      const key = keyOf(segments);
      if (key !== undefined && keys.has(key) && !mentions(around, key)) needed.add(key);
    }
  });
  return { keys: [...keys], needed: [...needed], unknown: [...unknown] };
};

export interface TracedTemplate {
  /** Which way the conditions went: equal traces have equal fixed text. */
  run(scope: object): { readonly trace: string; readonly outputs: readonly string[] };
  /** The body of a trace; `output(n)` stands where the n-th output does. */
  body(trace: string, output: (index: number) => string): string;
}

const MARK = /\ue0f2([ho])(\d+)\ue0f3/g;

const asText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(asText).join(', ');
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof value === 'object' ? '' : String(value);
};

/**
 * Parses once. A run writes short marks instead of text, so that a hundred thousand contacts cost neither large
 * strings nor hashes of them.
 * @throws LiquidError
 */
export const traceTemplate = (liquid: Liquid, templates: Template[]): TracedTemplate => {
  const fixed: string[] = [];
  let outputs: string[] = [];
  const written = { pieces: 0, characters: 0 };
  // A loop writes a piece at almost no cost of its own; what is made of the pieces costs all the more.
  const write = (characters: number): void => {
    written.pieces += 1;
    written.characters += characters;
    if (written.pieces > OUTPUT_LIMITS.pieces || written.characters > OUTPUT_LIMITS.characters) {
      throw new Error('the mail becomes too long');
    }
  };
  walk(templates, (node) => {
    const steps = stepsOf(node);
    if (node instanceof Tag) {
      const render = node.render.bind(node);
      node.render = (ctx, emitter) => {
        takeSteps(ctx, steps);
        return render(ctx, emitter);
      };
      return;
    }
    if (node instanceof Output) {
      const { value } = node;
      node.render = function* (ctx, emitter) {
        takeSteps(ctx, steps);
        const result: unknown = yield value.value(ctx, false);
        emitter.write(`\ue0f2o${outputs.length}\ue0f3`);
        const text = asText(result);
        write(text.length);
        outputs.push(text);
      };
      return;
    }
    if (node.token.kind !== TokenKind.HTML) return;
    const index = fixed.length;
    fixed.push((node as Template & { str: string }).str.replace(/[\ue0f2\ue0f3]/g, ''));
    node.render = (_ctx, emitter) => {
      write(fixed[index]?.length ?? 0);
      emitter.write(`\ue0f2h${index}\ue0f3`);
    };
  });
  const direct = createDirectRun(templates);
  // The order of `fixed` is that of the nodes, because without tags none stands in another.
  const always = direct?.order.map(({ kind, index }) => `\ue0f2${kind}${index}\ue0f3`).join('') ?? '';
  const runDirectly = (scope: object): string[] | undefined => {
    const values = direct?.values(scope);
    if (values === undefined) return undefined;
    Object.assign(written, { pieces: 0, characters: 0 });
    for (const text of fixed) write(text.length);
    return values.map((value) => {
      const text = asText(value);
      write(text.length);
      return text;
    });
  };
  return {
    run(scope) {
      const read = runDirectly(scope);
      if (read !== undefined) return { trace: always, outputs: read };
      outputs = [];
      Object.assign(written, { pieces: 0, characters: 0 });
      const trace: unknown = liquid.renderSync(templates, scope);
      return { trace: String(trace), outputs };
    },
    body: (trace, output) =>
      trace.replace(MARK, (_, kind: string, index: string) =>
        kind === 'h' ? (fixed[Number(index)] ?? '') : output(Number(index)),
      ),
  };
};

/** The reason in one line, without the excerpt of the source that liquidjs adds; its limits throw an error of another kind. */
export const liquidReason = (error: unknown): string | undefined => {
  if (LiquidError.is(error)) return (error.message.split('\n')[0] ?? '').replace(/, (file|line):.*$/, '');
  return error instanceof Error && error.name === 'AssertionError' ? error.message : undefined;
};

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => HTML_ENTITIES[c] ?? c);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NEEDS_CARE = /[\u0000-\u001f\u007f&<>"'%]/;

/**
 * Makes a value safe for where it stands. A value cannot name another recipient-variable: its `%` is written as an
 * entity in HTML, and before `recipient` as a full-width sign in text.
 */
export const escapeOutput = (value: string, target: OutputTarget): string => {
  if (!NEEDS_CARE.test(value)) return value;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
  const clean = value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
  if (target === 'html') return escapeHtml(clean).replaceAll('%', '&#37;');
  const plain = clean.replace(/%(?=recipient)/gi, '％');
  return target === 'subject' ? plain.replace(/[\r\n\t]+/g, ' ') : plain;
};
