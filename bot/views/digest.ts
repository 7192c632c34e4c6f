import {
  clockNotes,
  DAY_CHOICES,
  type Digest,
  type DigestSection,
  type DigestSubscription,
  type DigestTable,
  daysKey,
  daysText,
  type Lang,
  momentText,
  PAUSE_WORDS,
  parseDays,
  scheduleText,
} from '../../core/index.ts';
import { DIGEST_CHAT_WORDS } from './digest-words.ts';
import { cutText } from './format.ts';
import type { Action, ActionId, Form, Message, Part } from './message.ts';

/** Rows of a table in the digest itself, and in the answer to a button. */
const ROWS = { digest: 3, section: 20 } as const;
const LISTS = 5;

/** The button that opens a section, for those that have more than their numbers. */
const SECTION_ACTIONS = {
  results: 'digest.results',
  costs: 'digest.costs',
  reviews: 'digest.reviews',
  preflight: 'digest.preflight',
  incidents: 'digest.incidents',
  insights: 'digest.insights',
} as const satisfies Partial<Record<DigestSection['key'], ActionId>>;

const hasAction = (key: DigestSection['key']): key is keyof typeof SECTION_ACTIONS => key in SECTION_ACTIONS;

/** Rows as lines: the first cell, then what the columns say of it. */
const tableText = ({ columns, rows }: DigestTable, lang: Lang, most: number): string => {
  const lines = rows.slice(0, most).map(({ cells }) => {
    const [first, ...rest] = cells.map((cell) => cell[lang]);
    const said = rest.flatMap((cell, n) => (cell === '–' ? [] : [`${columns[n + 1]?.[lang] ?? ''} ${cell}`.trim()]));
    return `• ${cutText(first ?? '', 80)}: ${said.join(' · ')}`;
  });
  const left = rows.length - lines.length;
  return [...lines, ...(left > 0 ? [DIGEST_CHAT_WORDS[lang].more(left)] : [])].join('\n');
};

const sectionParts = (
  section: DigestSection,
  lang: Lang,
  rows: number,
  pictureUrl?: (section: DigestSection) => string,
): Part[] => {
  const { title, figures, lines, table, chart } = section;
  return [
    { kind: 'title', text: title[lang] },
    ...(figures.length === 0
      ? []
      : [
          {
            kind: 'facts',
            facts: figures.map(({ label, value, note }) => ({
              label: label[lang],
              value: note === null ? value[lang] : `${value[lang]} (${note[lang]})`,
            })),
          } satisfies Part,
        ]),
    ...(lines.length === 0
      ? []
      : [{ kind: 'text', text: lines.map(({ text }) => `• ${text[lang]}`).join('\n') } satisfies Part]),
    ...(chart === null || pictureUrl === undefined
      ? []
      : [{ kind: 'picture', url: pictureUrl(section), alt: chart.alt[lang] } satisfies Part]),
    ...(table === null ? [] : [{ kind: 'text', text: tableText(table, lang, rows), tone: 'subtle' } satisfies Part]),
  ];
};

export interface DigestFacts {
  /** Without a trailing slash. */
  readonly portalUrl: string;
  /** Absent where the platform did not take the pictures: their words stand in the tables too. */
  readonly pictureUrl?: (section: DigestSection) => string;
  /** What stands in the form: the schedule as it is now. */
  readonly standing?: Readonly<Record<string, string>>;
}

/** A digest as it is posted: numbers with what they were a week earlier, pictures with their words, and the way to each list. Pure. */
export const digestMessage = (digest: Digest, { portalUrl, pictureUrl, standing }: DigestFacts): Message => {
  const { lang, zone, period, content, id, note, subscriptionId, state } = digest;
  const words = DIGEST_CHAT_WORDS[lang];
  const title = words.title(momentText(period.from, zone, lang), momentText(period.to, zone, lang));
  const sections = content?.sections ?? [];
  const value = { subscriptionId };
  const details = sections.flatMap(({ key }): Action[] =>
    hasAction(key)
      ? [
          {
            kind: 'button',
            id: SECTION_ACTIONS[key],
            label: words.section[key],
            style: 'normal',
            value: { digestId: id },
          },
        ]
      : [],
  );
  return {
    lang,
    summary: [title, ...sections.slice(0, 3).map((section) => section.title[lang])].join(' · '),
    parts: [
      { kind: 'title', text: state === 'preview' ? words.previewTitle : title },
      { kind: 'text', text: state === 'preview' ? `${title}\n${words.lead(zone)}` : words.lead(zone), tone: 'subtle' },
      ...(note === null ? [] : [{ kind: 'text', text: note[lang], tone: 'attention' } satisfies Part]),
      ...(sections.length === 0 ? [{ kind: 'text', text: words.emptyPreview } satisfies Part] : []),
      ...sections.flatMap((section): Part[] => [
        { kind: 'divider' },
        ...sectionParts(section, lang, ROWS.digest, pictureUrl),
      ]),
      ...(details.length === 0 ? [] : [{ kind: 'actions', actions: details } satisfies Part]),
      {
        kind: 'actions',
        actions: [
          { kind: 'link', label: words.open, url: `${portalUrl}/digests/${id}` },
          ...(state === 'preview'
            ? []
            : [{ kind: 'button', id: 'digest.pause', label: words.pause, style: 'normal', value } satisfies Action]),
          {
            kind: 'button',
            id: 'digest.change',
            label: words.change,
            style: 'normal',
            value: state === 'preview' ? {} : value,
            form: digestForm(lang, standing),
          },
        ],
      },
    ],
  };
};

/** One section with its whole table, and a way to the list behind each number. Pure. */
export const digestSectionMessage = (
  digest: Digest,
  key: DigestSection['key'],
  { portalUrl, lang }: { portalUrl: string; lang: Lang },
): Message => {
  const words = DIGEST_CHAT_WORDS[lang];
  const section = digest.content?.sections.find((one) => one.key === key);
  if (section === undefined) {
    return { lang, summary: words.nothingMore, parts: [{ kind: 'text', text: words.nothingMore, tone: 'attention' }] };
  }
  const lists = section.figures
    .filter(({ items, path }) => items.length > 0 || path !== undefined)
    .slice(0, LISTS)
    .map(
      (figure): Action => ({
        kind: 'link',
        label: cutText(`${figure.label[lang]}: ${figure.value[lang]}`, 60),
        url: `${portalUrl}${figure.path ?? `/digests/${digest.id}/lists/${figure.key}`}`,
      }),
    );
  return {
    lang,
    summary: section.title[lang],
    parts: [
      ...sectionParts(section, lang, ROWS.section),
      {
        kind: 'actions',
        actions: [...lists, { kind: 'link', label: words.open, url: `${portalUrl}/digests/${digest.id}#${key}` }],
      },
    ],
  };
};

/** When, in which zone and language it comes; `standing` is what it is now. Pure. */
export const digestForm = (lang: Lang, standing: Readonly<Record<string, string>> = {}): Form => {
  const words = DIGEST_CHAT_WORDS[lang];
  const { days = 'mon', time = '09:00', zone, lang: language, mail } = standing;
  const choices = DAY_CHOICES.includes(days) ? DAY_CHOICES : [days, ...DAY_CHOICES];
  return {
    title: words.formTitle,
    submit: words.save,
    fields: [
      {
        id: 'days',
        label: words.days,
        hint: words.daysHint,
        multiline: false,
        required: true,
        maxLength: 100,
        initial: days,
        options: choices.map((value) => ({ value, label: daysText(parseDays(value) ?? [])[lang] })),
      },
      {
        id: 'time',
        label: words.time,
        hint: words.timeHint,
        multiline: false,
        required: true,
        maxLength: 5,
        initial: time,
      },
      {
        id: 'zone',
        label: words.zone,
        hint: words.zoneHint,
        multiline: false,
        required: false,
        maxLength: 60,
        ...(zone === undefined ? {} : { initial: zone }),
      },
      {
        id: 'lang',
        label: words.language,
        multiline: false,
        required: false,
        maxLength: 2,
        initial: language ?? lang,
        options: [
          { value: 'ko', label: '한국어' },
          { value: 'en', label: 'English' },
        ],
      },
      {
        id: 'mail',
        label: words.mail,
        multiline: false,
        required: false,
        maxLength: 3,
        initial: mail ?? 'no',
        options: [
          { value: 'yes', label: words.mailYes },
          { value: 'no', label: words.mailNo },
        ],
      },
    ],
  };
};

/** As the form writes it. Pure. */
export const standingOf = ({ schedule, lang, mail }: DigestSubscription): Readonly<Record<string, string>> => ({
  days: daysKey(schedule.days),
  time: schedule.time,
  zone: schedule.zone,
  lang,
  mail: mail ? 'yes' : 'no',
});

/** When a digest comes, and how to pause and change it. Pure. */
export const subscriptionMessage = (
  subscription: DigestSubscription,
  { lang, portalUrl, now }: { lang: Lang; portalUrl: string; now: Date },
): Message => {
  const words = DIGEST_CHAT_WORDS[lang];
  const { id, place, schedule, nextAt, paused, mail } = subscription;
  const title = place.kind === 'staff' ? words.mine : words.ofChannel(place.name);
  const value = { subscriptionId: id };
  const lines = [
    paused === null ? words.when(scheduleText(schedule)[lang]) : `${PAUSE_WORDS[paused][lang]}.`,
    ...(nextAt === null ? [] : [words.next(momentText(nextAt, schedule.zone, lang), schedule.zone)]),
    ...(mail ? [words.byMail] : []),
  ];
  const notes = paused === null ? clockNotes(schedule, now) : [];
  return {
    lang,
    summary: `${title}: ${lines.join(' ')}`,
    parts: [
      { kind: 'title', text: title },
      { kind: 'text', text: lines.join('\n'), tone: paused === null ? 'good' : 'attention' },
      ...notes.map((note): Part => ({ kind: 'text', text: note[lang], tone: 'attention' })),
      {
        kind: 'actions',
        actions: [
          paused === null
            ? { kind: 'button', id: 'digest.pause', label: words.pause, style: 'normal', value }
            : { kind: 'button', id: 'digest.resume', label: words.resume, style: 'primary', value },
          {
            kind: 'button',
            id: 'digest.change',
            label: words.change,
            style: 'normal',
            value,
            form: digestForm(lang, standingOf(subscription)),
          },
          ...(place.kind === 'staff'
            ? [
                {
                  kind: 'button',
                  id: 'digest.preview',
                  label: words.preview,
                  style: 'normal',
                  value: {},
                } satisfies Action,
              ]
            : []),
          { kind: 'link', label: words.openDigests, url: `${portalUrl}/digests` },
        ],
      },
    ],
  };
};

/** For somebody who has none: the form behind a button. Pure. */
export const digestInvitation = (lang: Lang, { typed, zone }: { typed: string; zone: string }): Message => {
  const words = DIGEST_CHAT_WORDS[lang];
  return {
    lang,
    summary: words.none(typed),
    parts: [
      { kind: 'title', text: words.mine },
      { kind: 'text', text: words.none(typed) },
      {
        kind: 'actions',
        actions: [
          {
            kind: 'button',
            id: 'digest.change',
            label: words.setUp,
            style: 'primary',
            value: {},
            form: digestForm(lang, { zone }),
          },
          { kind: 'button', id: 'digest.preview', label: words.preview, style: 'normal', value: {} },
        ],
      },
    ],
  };
};
