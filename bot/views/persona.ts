import type { Lang, Persona } from '../../core/index.ts';
import { cutText, formatCount } from './format.ts';
import type { Action, Message, Part } from './message.ts';

/** What chat says of personas; `typed` is what stands before a name. */
const PERSONA_CHAT_WORDS: Readonly<
  Record<
    Lang,
    {
      readonly segment: string;
      readonly matching: string;
      readonly eligible: string;
      readonly trend: string;
      readonly trendText: (before: string, day: string) => string;
      readonly needs: string;
      readonly words: string;
      readonly insights: string;
      readonly noInsights: string;
      readonly open: string;
      readonly list: string;
      readonly listText: (typed: string) => string;
      readonly none: (name: string) => string;
      readonly noneYet: string;
    }
  >
> = {
  en: {
    segment: 'Segment',
    matching: 'Matching',
    eligible: 'Eligible',
    trend: 'Before',
    trendText: (before, day) => `${before} on ${day}`,
    needs: 'What they need',
    words: 'In their own words',
    insights: 'Insights about them',
    noInsights: 'None yet',
    open: 'Open in the portal',
    list: 'Personas',
    listText: (typed) => `Name one, for example: ${typed}`,
    none: (name) => `There is no persona “${name}”, or several begin so.`,
    noneYet: 'There is no persona yet. Marketing makes them in the portal.',
  },
  ko: {
    segment: '세그먼트',
    matching: '해당',
    eligible: '발송 가능',
    trend: '이전',
    trendText: (before, day) => `${day} 기준 ${before}명`,
    needs: '필요한 것',
    words: '이들이 쓰는 말',
    insights: '이들에 대한 인사이트',
    noInsights: '아직 없음',
    open: '포털에서 열기',
    list: '페르소나',
    listText: (typed) => `이름을 적어 주세요. 예: ${typed}`,
    none: (name) => `“${name}” 페르소나가 없거나, 그렇게 시작하는 페르소나가 여럿입니다.`,
    noneYet: '아직 페르소나가 없습니다. 마케팅 담당자가 포털에서 만듭니다.',
  },
};

/** Names that are listed, and insights beside a persona. */
const NAMES = 20;
const LINES = 6;
const INSIGHT = 160;

export interface PersonaFacts {
  readonly lang: Lang;
  /** Without a trailing slash. */
  readonly portalUrl: string;
  readonly segmentName: string;
  /** Absent where its segment cannot be counted. */
  readonly count?: { readonly matching: number; readonly eligible: number } | undefined;
  /** The oldest day whose size is known. */
  readonly before?: { readonly day: string; readonly matching: number } | undefined;
  readonly insights: readonly { readonly id: string; readonly text: string }[];
  /** The reader may open the lists behind the numbers. */
  readonly seesSegments: boolean;
}

/** A persona as it stands: whom it is about, how many that are, what they need and say. Pure. */
export const personaMessage = (persona: Persona, facts: PersonaFacts): Message => {
  const { lang, portalUrl, count, before } = facts;
  const words = PERSONA_CHAT_WORDS[lang];
  const lines = (label: string, texts: readonly string[]): readonly Part[] =>
    texts.length === 0
      ? []
      : [{ kind: 'text', text: [label, ...texts.slice(0, LINES).map((text) => `• ${text}`)].join('\n') }];
  const actions: Action[] = [
    { kind: 'link', label: words.open, url: `${portalUrl}/personas/${persona.id}` },
    ...(facts.seesSegments
      ? [{ kind: 'link', label: words.segment, url: `${portalUrl}/segments/${persona.segmentId}` } satisfies Action]
      : []),
  ];
  return {
    lang,
    summary: persona.name,
    parts: [
      { kind: 'title', text: persona.name },
      // A chat platform fetches pictures itself, which it can do of an address on the web alone.
      ...(persona.pictureId !== null && portalUrl.startsWith('https:')
        ? [{ kind: 'picture', url: `${portalUrl}/pictures/${persona.pictureId}`, alt: persona.name } satisfies Part]
        : []),
      {
        kind: 'facts',
        facts: [
          { label: words.segment, value: facts.segmentName },
          ...(count === undefined
            ? []
            : [
                { label: words.matching, value: formatCount(count.matching, lang) },
                { label: words.eligible, value: formatCount(count.eligible, lang) },
              ]),
          ...(before === undefined
            ? []
            : [{ label: words.trend, value: words.trendText(formatCount(before.matching, lang), before.day) }]),
        ],
      },
      ...lines(words.needs, persona.needs),
      ...lines(
        words.words,
        persona.words.map((word) => `“${word}”`),
      ),
      ...lines(
        words.insights,
        facts.insights.length === 0
          ? [words.noInsights]
          : facts.insights.map(({ id, text }) => `${id}: ${cutText(text.replaceAll('\n', ' '), INSIGHT)}`),
      ),
      { kind: 'actions', actions },
    ],
  };
};

/** Which personas there are; `wrong` is a name that none has. Pure. */
export const personaNames = (
  personas: readonly Persona[],
  { lang, portalUrl, typed, wrong }: { lang: Lang; portalUrl: string; typed: string; wrong?: string | undefined },
): Message => {
  const words = PERSONA_CHAT_WORDS[lang];
  const [first] = personas;
  if (first === undefined) {
    return { lang, summary: words.noneYet, parts: [{ kind: 'text', text: words.noneYet, tone: 'attention' }] };
  }
  const names = personas.slice(0, NAMES).map(({ name }) => `• ${name}`);
  const said = wrong === undefined ? undefined : words.none(cutText(wrong, 60));
  return {
    lang,
    summary: said ?? words.list,
    parts: [
      said === undefined ? { kind: 'title', text: words.list } : { kind: 'text', text: said, tone: 'attention' },
      { kind: 'text', text: names.join('\n') },
      { kind: 'text', text: words.listText(`${typed} ${first.name}`), tone: 'subtle' },
      { kind: 'actions', actions: [{ kind: 'link', label: words.open, url: `${portalUrl}/personas` }] },
    ],
  };
};
