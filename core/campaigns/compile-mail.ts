import { convert } from 'html-to-text';
import type { Liquid } from 'liquidjs';
import { contentHash } from '../common/canonical-json.ts';
import { bareLinksBeside, bareLinksIn, untracked } from './bare-links.ts';
import type { Content } from './campaign.ts';
import { mailFails, mailTooMuchWork, mailUnchecked, tooManyVariants, uncheckedPart } from './campaign-errors.ts';
import {
  type CompiledMail,
  type MailVariant,
  PIXEL_PLACEHOLDER,
  PREFERENCES_PLACEHOLDER,
  UNSUBSCRIBE_PLACEHOLDER,
  VIEW_PLACEHOLDER,
} from './compiled-mail.ts';
import {
  createLiquidShield,
  escapeOutput,
  liquidReason,
  type OutputTarget,
  readsOf,
  traceTemplate,
} from './liquid-template.ts';
import { checkHtml, stripActive } from './mail-html.ts';
import { type Footer, renderMjml, toMjml } from './mail-mjml.ts';
import { mailTexts, mapMailTexts, pictureIdsOf } from './mail-texts.ts';
import { loadedBeside, loadsOf, uncheckedIn } from './sent-html.ts';
import { isTooMuchWork, MOST_STEPS } from './template-work.ts';
import { unknownVariable } from './unknown-variable.ts';

/** One thing that keeps a mail from being sent, named by its field. */
export interface Problem {
  readonly field: string;
  readonly en: string;
  readonly ko: string;
}

export const VARIANT_LIMIT = 20;

const MAY_LINK = /[.:]/;

export interface MailContext {
  readonly liquid: Liquid;
  /** Keys that `contact.KEY` may name. */
  readonly keys: readonly string[];
  readonly footer: Footer;
  readonly pictureUrl: (id: string) => string;
  readonly existingPictures: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** A compiled content, or why there is none. Links and merge fields are found even where something else is wrong. */
export interface Compilation {
  readonly problems: readonly Problem[];
  readonly links: readonly string[];
  /** Addresses written without a link, which mail programmes make links of; not tracked. */
  readonly bareLinks: readonly string[];
  /** Addresses on other hosts of what is loaded when the mail is shown; they can change after the approval. */
  readonly externalPictures: readonly string[];
  readonly mergeFields: readonly string[];
  /** Attribute keys that every recipient must have, because they are written without a default. */
  readonly needed: readonly string[];
  /** A mail with its own count of variants; undefined where there are problems. */
  readonly mail: (() => CompiledMail) | undefined;
}

const elementProblem = (value: string): Problem => ({
  field: 'content.body',
  en: `"${value}" cannot stand in a mail: nothing in it may run, load or ask. Remove it.`,
  ko: `"${value}"은(는) 메일에 넣을 수 없습니다. 실행되거나 불러오거나 입력받는 요소를 제거해 주세요.`,
});

const linkProblem = (value: string): Problem => ({
  field: 'content.body',
  en: `the link "${value}" is not an absolute http(s) address that is the same for everybody, such as https://example.com/offer.`,
  ko: `링크 "${value}"은(는) 모두에게 같은 http(s) 절대 주소(예: https://example.com/offer)여야 합니다.`,
});

const pictureProblem = (value: string): Problem => ({
  field: 'content.body',
  en: `the picture address "${value}" is not an absolute http(s) address. Upload the picture instead.`,
  ko: `사진 주소 "${value}"은(는) http(s) 절대 주소가 아닙니다. 사진을 업로드해 주세요.`,
});

/** Outputs and tags in one text: liquidjs looks for the place of each from the start of the text. */
const TOKEN_LIMIT = 1_000;

const tooManyTokens = (field: string): Problem => ({
  field,
  en: `holds more than ${TOKEN_LIMIT} fields and conditions ({{ … }} and {% … %}). Leave some out.`,
  ko: `항목과 조건({{ … }}, {% … %})이 ${TOKEN_LIMIT}개를 넘습니다. 일부를 줄여 주세요.`,
});

/** Checks each written text by itself, so that a problem names the field it stands in. */
const checkTexts = (content: Content, { liquid, keys }: MailContext) => {
  const problems: Problem[] = [];
  const reads = new Set<string>();
  const needed = new Set<string>();
  const known = new Set(keys);
  for (const { field, source } of mailTexts(content)) {
    if (/%recipient\./i.test(source)) {
      problems.push({
        field,
        en: 'must not hold "%recipient."; write {{ contact.KEY }} instead.',
        ko: '"%recipient."을 쓸 수 없습니다. {{ contact.KEY }} 형식으로 작성해 주세요.',
      });
    }
    if (source.split(/\{[{%]/).length > TOKEN_LIMIT + 1) {
      problems.push(tooManyTokens(field));
      continue;
    }
    try {
      const found = readsOf(liquid, liquid.parse(source), known);
      for (const key of found.keys) reads.add(key);
      for (const key of found.needed) needed.add(key);
      for (const name of found.unknown) {
        // Comparing names takes time, and a source may hold thousands.
        problems.push({ field, ...unknownVariable(name, keys, { guess: problems.length < 10 }) });
      }
    } catch (error) {
      const reason = liquidReason(error);
      if (reason === undefined) throw error;
      problems.push({
        field,
        en: `the template cannot be read: ${reason}.${reason.includes('not closed') ? ' A condition must end in the field it begins in.' : ''}`,
        ko: `템플릿을 읽을 수 없습니다: ${reason}.${reason.includes('not closed') ? ' 조건은 시작한 칸 안에서 끝나야 합니다.' : ''}`,
      });
    }
  }
  return { problems, reads: [...reads], needed: [...needed].filter((key) => key !== 'address') };
};

const toText = (html: string): string =>
  convert(html.replace(/<div style="display:none[^>]*>[\s\S]*?<\/div>/, ''), {
    wordwrap: false,
    // Deeper nesting than any mail has would exhaust the stack.
    limits: { maxDepth: 200 },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { ignoreHref: false, hideLinkHrefIfSameAsText: true } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  }).replace(/\n{3,}/g, '\n\n');

/** Start and end of what stands within a line: an address goes on past it. */
const INLINE = /^<\/?(?:a|abbr|b|big|code|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)(?![\w-])/i;

/**
 * All that can be read somewhere: however deep it stands, outside the body, hidden, or for Outlook alone. What looks like
 * a tag and may be none stays.
 */
const readable = (html: string): string => {
  const shown = html
    .split(/<style(?=[\t\n\f\r />])/i)
    .map((part, i) => (i === 0 ? part : part.slice(Math.max(0, part.search(/<\/style/i)))))
    .join(' ')
    .replace(/<!--|--!?>/g, ' ')
    .replace(/<[a-z/!?][^<>]*>/gi, (tag) => (INLINE.test(tag) ? '' : ' '))
    .replaceAll('<', '&lt;');
  return convert(shown, { wordwrap: false });
};

const keepsOwnPreview = ({ body }: Content, field: string): boolean =>
  field === 'content.preheader' && body.kind === 'mjml' && /<mj-preview\b/.test(body.source);

/** `"Name" <local@domain>`, safe in a header. */
const fromHeader = (content: Content, senderDomain: string): string =>
  `"${content.fromName.replace(/["\\\r\n]/g, '')}" <${content.fromLocalPart}@${senderDomain}>`;

/**
 * Blocks or MJML → HTML and text, with links and Liquid outputs as recipient-variables. Never throws for what people
 * wrote: everything wrong is a problem that names its field.
 */
export const compileMail = async (
  content: Content,
  senderDomain: string,
  context: MailContext,
): Promise<Compilation> => {
  const { liquid } = context;
  const texts = checkTexts(content, context);
  const problems = [...texts.problems];
  const mergeFields = texts.reads.map((key) => `contact.${key}`).sort();
  const failed = (
    links: readonly string[] = [],
    { bareLinks, externalPictures }: Pick<Compilation, 'bareLinks' | 'externalPictures'> = {
      bareLinks: [],
      externalPictures: [],
    },
  ): Compilation => ({
    problems,
    links,
    bareLinks,
    externalPictures,
    mergeFields,
    needed: texts.needed,
    mail: undefined,
  });

  const pictures = pictureIdsOf(content);
  const existing = pictures.length === 0 ? new Set<string>() : await context.existingPictures(pictures);
  for (const [i, block] of (content.body.kind === 'blocks' ? content.body.blocks : []).entries()) {
    if (block.kind !== 'picture' || existing.has(block.pictureId)) continue;
    const id = block.pictureId;
    problems.push({
      field: `content.body.blocks.${i}.pictureId`,
      en:
        id === ''
          ? 'there is no picture yet. Choose or upload one.'
          : `the picture ${id} does not exist. Choose or upload another.`,
      ko:
        id === ''
          ? '아직 사진이 없습니다. 사진을 선택하거나 업로드해 주세요.'
          : `${id} 사진이 없습니다. 다른 사진을 선택하거나 업로드해 주세요.`,
    });
  }

  // No source can hold the word, because the word is made from the source.
  const shield = createLiquidShield(`lq${contentHash(content).slice(0, 16)}n`);
  const hidden = mapMailTexts(content, (text, field) =>
    // What stands outside an MJML source does not pass through it.
    content.body.kind === 'mjml' && (field === 'content.subject' || keepsOwnPreview(content, field))
      ? ''
      : shield.hide(text),
  );
  const source = toMjml(hidden, context);
  if (source === undefined) {
    problems.push({
      field: 'content.body.source',
      en: 'has no </mj-body>. A mail in MJML is <mjml><mj-body>…</mj-body></mjml>.',
      ko: '</mj-body>가 없습니다. MJML 메일은 <mjml><mj-body>…</mj-body></mjml> 형식입니다.',
    });
    return failed();
  }
  if (/<\s*mj-include/i.test(source)) problems.push(elementProblem('mj-include'));
  const rendered = await renderMjml(source);
  if ('problems' in rendered) {
    for (const line of rendered.problems) {
      problems.push({ field: 'content.body.source', en: `line ${line}`, ko: `${line} (줄 번호: 내용)` });
    }
    return failed();
  }
  const checked = checkHtml(rendered.html, shield.in);
  for (const { kind, value } of checked.refused) {
    problems.push(
      kind === 'link' ? linkProblem(value) : kind === 'picture' ? pictureProblem(value) : elementProblem(value),
    );
  }
  for (const token of shield.lost(checked.html)) {
    problems.push({
      field: 'content.body.source',
      en: `${token.slice(0, 60)} stands where MJML drops it. Put it into mj-text or mj-raw.`,
      ko: `${token.slice(0, 60)}은(는) MJML이 버리는 위치에 있습니다. mj-text나 mj-raw 안에 넣어 주세요.`,
    });
  }
  if (
    ![VIEW_PLACEHOLDER, PREFERENCES_PLACEHOLDER, UNSUBSCRIBE_PLACEHOLDER].every((p) =>
      checked.html.includes(`href="${p}"`),
    )
  ) {
    problems.push({
      field: 'content.body.source',
      en: 'the footer is swallowed by something that is left open: look for a quote or a tag without its end.',
      ko: '닫히지 않은 따옴표나 태그가 바닥글을 삼켰습니다. 끝나지 않은 따옴표나 태그를 찾아 주세요.',
    });
  }
  const unchecked = problems.length === 0 ? uncheckedIn(checked.html) : undefined;
  if (unchecked !== undefined) problems.push({ field: 'content.body', ...uncheckedPart(unchecked) });

  const loads = loadsOf(checked.html);
  for (const { kind, value } of loads.refused) {
    problems.push(kind === 'element' ? elementProblem(value) : pictureProblem(shield.in(value) ? '{{ … }}' : value));
  }
  const loaded = loads.files.map(({ url }) => url);
  if (loaded.some(shield.in)) problems.push(pictureProblem('{{ … }}'));
  const own = context.pictureUrl('');
  const externalPictures = loaded.filter((url) => !url.startsWith(own) || /[^\w-]/.test(url.slice(own.length)));

  const words = readable(checked.html);
  const written = bareLinksBeside((word) => shield.put(words, word));
  const literal = shield.literals().map(bareLinksIn);
  for (const value of new Set([written, ...literal].flatMap(({ refused }) => refused)))
    problems.push(linkProblem(value));
  const bareLinks = untracked([...new Set([written, ...literal].flatMap(({ links }) => links))], checked.links);
  const found = { bareLinks, externalPictures };
  if (problems.length > 0) return failed(checked.links, found);

  const safe = stripActive(checked.html);
  const end = safe.lastIndexOf('</body>');
  const html = end < 0 ? `${safe}${PIXEL_PLACEHOLDER}` : `${safe.slice(0, end)}${PIXEL_PLACEHOLDER}${safe.slice(end)}`;
  const parts: readonly { name: 'subject' | 'html' | 'text'; target: OutputTarget; source: string }[] = [
    { name: 'subject', target: 'subject', source: content.subject },
    { name: 'html', target: 'html', source: shield.show(html) },
    { name: 'text', target: 'text', source: shield.show(toText(safe)) },
  ];
  let traced: readonly {
    name: 'subject' | 'html' | 'text';
    target: OutputTarget;
    template: ReturnType<typeof traceTemplate>;
  }[];
  try {
    traced = parts.map(({ name, target, source: text }) => ({
      name,
      target,
      template: traceTemplate(liquid, liquid.parse(text)),
    }));
  } catch (error) {
    const reason = liquidReason(error);
    if (reason === undefined) throw error;
    problems.push({
      field: 'content.body',
      en: `the template cannot be read: ${reason}.`,
      ko: `템플릿을 읽을 수 없습니다: ${reason}.`,
    });
    return failed(checked.links, found);
  }

  const readOf = (contact: Parameters<CompiledMail['for']>[0], key: string): unknown => {
    if (key === 'address') return contact.address ?? '';
    const value = Object.hasOwn(contact.attributes, key) ? contact.attributes[key] : undefined;
    return value instanceof Date ? value.toISOString().slice(0, 10) : (value ?? null);
  };
  // What no template reads is not copied: an audience is large.
  const scopeOf = (contact: Parameters<CompiledMail['for']>[0]): { readonly contact: Record<string, unknown> } => {
    const read: Record<string, unknown> = {};
    for (const key of texts.reads) read[key] = readOf(contact, key);
    return { contact: read };
  };
  const from = fromHeader(content, senderDomain);
  const replyTo = content.replyTo === '' ? `${content.fromLocalPart}@${senderDomain}` : content.replyTo;

  const knownLoads = new Set(loaded);
  const knownLinks = new Set(bareLinks);
  /** An address that an output makes, and that neither the content nor the contact holds. */
  const madeLink = (outputs: readonly string[], contact: Record<string, unknown>): string | undefined => {
    if (!outputs.some((output) => MAY_LINK.test(output))) return undefined;
    const made = outputs.filter((output) => MAY_LINK.test(output)).flatMap((output) => bareLinksIn(output).links);
    if (made.length === 0) return undefined;
    const strange = untracked(made, checked.links).filter((link) => !knownLinks.has(link));
    if (strange.length === 0) return undefined;
    const held = new Set(Object.values(contact).flatMap((value) => bareLinksIn(String(value ?? '')).links));
    return strange.find((link) => !held.has(link));
  };

  const runAll = (scope: object) => {
    try {
      return traced.map(({ target, template }) => {
        const { trace, outputs } = template.run(scope);
        return { target, trace, outputs };
      });
    } catch (error) {
      if (isTooMuchWork(error)) throw mailTooMuchWork(MOST_STEPS);
      const reason = liquidReason(error);
      throw reason === undefined ? error : mailFails(reason);
    }
  };

  const createMail = (): CompiledMail => {
    const byTrace = new Map<string, MailVariant>();
    const byBody = new Map<string, MailVariant>();
    /** Most people's conditions go as those of the one before: equal traces are one and the same text. */
    let before: { readonly traces: readonly string[]; readonly variant: MailVariant } | undefined;
    const build = (runs: readonly { trace: string; outputs: readonly string[] }[]): MailVariant => {
      let offset = 0;
      const body = { subject: '', html: '', text: '' };
      for (const [i, { name, template }] of traced.entries()) {
        const run = runs[i];
        if (run === undefined) continue;
        const start = offset;
        body[name] = template.body(run.trace, (index) => `%recipient.v${start + index}%`);
        offset += run.outputs.length;
      }
      body.subject = body.subject.replace(/[\r\n\t]+/g, ' ').trim();
      const key = contentHash(body).slice(0, 16);
      const known = byBody.get(key);
      if (known !== undefined) return known;
      if (byBody.size >= VARIANT_LIMIT) throw tooManyVariants(VARIANT_LIMIT);
      const past = uncheckedIn(body.html) ?? loadedBeside(body.html, knownLoads);
      if (past !== undefined) throw mailUnchecked(past);
      const variant = { key, ...body };
      byBody.set(key, variant);
      return variant;
    };
    const variantOf = (runs: readonly { trace: string; outputs: readonly string[] }[]): MailVariant => {
      const last = before;
      if (last !== undefined && runs.every(({ trace }, i) => trace === last.traces[i])) return last.variant;
      const traces = runs.map(({ trace }) => trace);
      const key = traces.join('\u0004');
      const variant = byTrace.get(key) ?? build(runs);
      byTrace.set(key, variant);
      before = { traces, variant };
      return variant;
    };
    return {
      from,
      replyTo,
      links: checked.links,
      mergeFields,
      for(contact) {
        const scope = scopeOf(contact);
        const runs = runAll(scope);
        for (const run of runs) {
          const made = madeLink(run.outputs, scope.contact);
          if (made !== undefined) throw mailUnchecked(made);
        }
        const variant = variantOf(runs);
        const variables: Record<string, string> = {};
        let count = 0;
        for (const { target, outputs } of runs) {
          for (const output of outputs) {
            variables[`v${count}`] = escapeOutput(output, target);
            count += 1;
          }
        }
        return { variant, variables };
      },
    };
  };
  return { problems, links: checked.links, ...found, mergeFields, needed: texts.needed, mail: createMail };
};
