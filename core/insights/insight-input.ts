import { z } from 'zod';
import { type DomainError, InvalidInput } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import type { Persona } from '../segments/personas/persona.ts';
import { INSIGHT_SOURCES, type Insight, QUOTE_CONSENTS, type Theme } from './insight.ts';
import { type InsightField, insightErrors } from './insight-errors.ts';
import { linkHoldsAddress, maskPersonal } from './mask-personal.ts';
import { termsOf } from './search/text-terms.ts';

/** Longest text of an insight, in characters. */
export const INSIGHT_LIMIT = 2_000;
/** Longest words for a customer, and for a theme. */
export const CUSTOMER_LIMIT = 120;
export const THEME_LIMIT = 60;
/** Longest words for a product and for a region. */
export const SIDE_LIMIT = 60;
/** Longest comment, and reason for declining. */
export const COMMENT_LIMIT = 1_000;
const LINK_LIMIT = 500;

/** What an employee gives, from whichever surface; parsed whole, answered by field. */
export interface InsightInput {
  readonly text?: unknown;
  readonly customer?: unknown;
  /** Name or key of a theme. */
  readonly theme?: unknown;
  /** Name or id of a persona whom it is about; left out where nothing is said about that. */
  readonly persona?: unknown;
  readonly product?: unknown;
  readonly region?: unknown;
  readonly source?: unknown;
  readonly quoteConsent?: unknown;
  readonly link?: unknown;
}

export type ParsedInsight = Pick<
  Insight,
  'text' | 'customer' | 'themeKey' | 'product' | 'region' | 'source' | 'quoteConsent' | 'link'
>;

/** One line or several, without what a screen cannot show; mentions, links and bold of a chat platform as a reader sees them. */
export const plainText = (value: unknown): string =>
  (typeof value === 'string' ? value : '')
    .normalize('NFC')
    .replace(/<(?:at)>([^<>]{0,200})<\/at>/giu, '@$1')
    .replace(/<[!@#]([^<>|]{0,200})(?:\|([^<>]{0,200}))?>/gu, (_, id: string, shown?: string) => `@${shown ?? id}`)
    .replace(
      /<((?:https?|mailto):[^<>|]{1,2000})(?:\|([^<>]{0,500}))?>/gu,
      (_, url: string, shown?: string) => shown ?? url,
    )
    .replace(/[^\S\n]+/gu, ' ')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/ ?\n[ \n]*/gu, '\n')
    .trim();

const tooLong = (limit: number, length: number): LocalText => ({
  en: `at most ${limit} characters; this has ${length}. Shorten it; what you typed is kept.`,
  ko: `최대 ${limit}자까지 가능합니다(현재 ${length}자). 줄여 주세요. 입력한 내용은 남아 있습니다.`,
});

/** One field of words. @throws a field's DomainError where it is empty or too long */
export const requireWords = (field: InsightField, value: unknown, limit: number, empty: LocalText): string => {
  const text = plainText(value);
  if (text === '') throw insightErrors.field(field, empty);
  if ([...text].length > limit) throw insightErrors.field(field, tooLong(limit, [...text].length));
  return text;
};

const NEAREST = 3;

const pairsOf = (name: string): ReadonlySet<string> => {
  const letters = [...name.toLowerCase().replace(/\s+/gu, '')];
  return new Set(letters.map((letter, at) => letter + (letters[at + 1] ?? '')));
};
/** How alike two names are written, 0 to 1: a slip of the hand shares most pairs of letters, though no whole word. */
const writtenAlike = (a: string, b: string): number => {
  const [one, other] = [pairsOf(a), pairsOf(b)];
  const shared = [...one].filter((pair) => other.has(pair)).length;
  return (2 * shared) / Math.max(1, one.size + other.size);
};

/** The theme that is meant; null for none. @throws insight.theme_unknown, naming the nearest */
const themeOf = (value: unknown, themes: readonly Theme[]): string | null => {
  // Compared with every theme, so that a name is cut before; none that fits is lost by it.
  const name = plainText(typeof value === 'string' ? value.slice(0, THEME_LIMIT * 4) : value).toLowerCase();
  if (name === '') return null;
  const found = themes.find((theme) => theme.key === name || theme.name.toLowerCase() === name);
  if (found !== undefined) return found.key;
  const near = [...themes]
    .sort((a, b) => writtenAlike(b.name, name) - writtenAlike(a.name, name))
    .slice(0, NEAREST)
    .map((theme) => theme.name)
    .join(', ');
  throw insightErrors.field(
    'theme',
    near === ''
      ? {
          en: 'there are no themes yet. Leave it empty; whoever triages can add one.',
          ko: '아직 주제가 없습니다. 비워 두면 분류 담당자가 추가할 수 있습니다.',
        }
      : {
          en: `there is no theme "${name.slice(0, THEME_LIMIT)}". Nearest: ${near}. Or leave it empty.`,
          ko: `"${name.slice(0, THEME_LIMIT)}" 주제가 없습니다. 비슷한 주제: ${near}. 비워 두어도 됩니다.`,
        },
    'insight.theme_unknown',
  );
};

/** The persona that is meant; null for none. @throws insight.persona_unknown */
const personaOf = (value: unknown, personas: readonly Persona[]): string | null => {
  const name = plainText(typeof value === 'string' ? value.slice(0, 200) : value).toLowerCase();
  if (name === '') return null;
  const found = personas.find((persona) => persona.id === name || persona.name.toLowerCase() === name);
  if (found !== undefined) return found.id;
  throw insightErrors.field(
    'persona',
    {
      en: 'there is no such persona. Choose one, or leave it empty.',
      ko: '해당 페르소나가 없습니다. 고르거나 비워 두세요.',
    },
    'insight.persona_unknown',
  );
};

const linkOf = (value: unknown): string | null => {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || text.length > LINK_LIMIT) {
    throw insightErrors.field('link', {
      en: `give a web address that begins with https://, at most ${LINK_LIMIT} characters, or leave it empty.`,
      ko: `https://로 시작하는 웹 주소(최대 ${LINK_LIMIT}자)를 입력하거나 비워 두세요.`,
    });
  }
  // Masked it would lead nowhere, and nobody would know why.
  if (linkHoldsAddress(text)) {
    throw insightErrors.field('link', {
      en: 'there is a mail address in it, which everybody would see. Take it out of the link, or leave the link empty.',
      ko: '링크에 모두에게 보이게 될 메일 주소가 들어 있습니다. 주소를 빼거나 링크를 비워 두세요.',
    });
  }
  return url.href;
};

/**
 * Everything at once: every field that cannot be taken is named. Personal data in text and customer is masked; `masked`
 * says how much, so that the person can be told. `personaId` is undefined where the input says nothing about it.
 * @throws InvalidInput by field
 */
export const parseInsight = (
  input: InsightInput,
  themes: readonly Theme[],
  personas: readonly Persona[] = [],
): { insight: ParsedInsight; masked: number; personaId: string | null | undefined } => {
  const issues: DomainError[] = [];
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Error) || !('field' in error)) throw error;
      issues.push(error as DomainError);
      return otherwise;
    }
  };
  const text = attempt(
    () =>
      requireWords('text', input.text, INSIGHT_LIMIT, {
        en: 'write what you heard from the customer.',
        ko: '고객에게서 들은 내용을 적어 주세요.',
      }),
    '',
  );
  if (text !== '' && termsOf(text).length === 0) {
    issues.push(
      insightErrors.field('text', {
        en: 'write it in words: there are only signs in it.',
        ko: '기호만 있습니다. 내용을 글로 적어 주세요.',
      }),
    );
  }
  const lineOf = (field: 'customer' | 'product' | 'region', limit: number): string =>
    attempt(() => {
      const words = plainText(input[field]).replaceAll('\n', ' ');
      if ([...words].length > limit) throw insightErrors.field(field, tooLong(limit, [...words].length));
      return words;
    }, '');
  const customer = lineOf('customer', CUSTOMER_LIMIT);
  const sides = [lineOf('product', SIDE_LIMIT), lineOf('region', SIDE_LIMIT)] as const;
  const themeKey = attempt(() => themeOf(input.theme, themes), null);
  const personaId = input.persona === undefined ? undefined : attempt(() => personaOf(input.persona, personas), null);
  const link = attempt(() => linkOf(input.link), null);
  if (issues.length > 0) throw new InvalidInput(issues);
  const [maskedText, maskedCustomer] = [maskPersonal(text), maskPersonal(customer)];
  const [product, region] = [maskPersonal(sides[0]), maskPersonal(sides[1])];
  return {
    insight: {
      text: maskedText.text,
      customer: maskedCustomer.text,
      themeKey,
      product: product.text,
      region: region.text,
      source: z.enum(INSIGHT_SOURCES).catch('other').parse(input.source),
      quoteConsent: z.enum(QUOTE_CONSENTS).catch('internal').parse(input.quoteConsent),
      link,
    },
    masked: maskedText.masked + maskedCustomer.masked + product.masked + region.masked,
    personaId,
  };
};
