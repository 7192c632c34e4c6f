import { FIELD_ACCESS_LIMITS, type FieldUses, type Lang, type ShownFieldRequest } from '../../core/index.ts';
import { FIELD_CHAT_WORDS } from './field-words.ts';
import { cutText, formatMoment } from './format.ts';
import type { Action, Form, Message, Part } from './message.ts';

export interface FieldCardOptions {
  readonly lang: Lang;
  /** Without a trailing slash. */
  readonly portalUrl: string;
  readonly timeZone: string;
  /** Display names by staff id, for everyone whom the request names. */
  readonly names: Readonly<Record<string, string>>;
  readonly uses: FieldUses;
}

/** Campaigns and segments that are named on a card; the portal names all. */
const NAMED_USES = 8;
const DAYS_USUAL = '30';

/** What an IT reviewer says with a grant or a refusal; `initial` is what stands in it to begin with. Pure. */
export const fieldForm = (
  id: 'field.grant' | 'field.refuse',
  lang: Lang,
  initial: Readonly<Record<string, string>> = {},
): Form => {
  const words = FIELD_CHAT_WORDS[lang];
  const { purpose, comment } = FIELD_ACCESS_LIMITS;
  const refusing = id === 'field.refuse';
  const said = {
    id: 'comment',
    label: refusing ? words.why : words.commentOptional,
    hint: words.commentHint,
    multiline: true,
    required: refusing,
    maxLength: comment,
  };
  if (refusing) return { title: words.refuseTitle, submit: words.refuse, fields: [said] };
  return {
    title: words.grantTitle,
    submit: words.grant,
    fields: [
      {
        id: 'purpose',
        label: words.purpose,
        hint: words.purposeHint,
        multiline: true,
        required: true,
        maxLength: purpose,
        ...(initial.purpose === undefined ? {} : { initial: initial.purpose }),
      },
      {
        id: 'days',
        label: words.days,
        hint: words.daysHint,
        multiline: false,
        required: true,
        maxLength: 4,
        initial: DAYS_USUAL,
      },
      said,
    ],
  };
};

const stateOf = (request: ShownFieldRequest, { lang, timeZone, names }: FieldCardOptions): Part => {
  const words = FIELD_CHAT_WORDS[lang];
  const at = (moment: Date | null): string => (moment === null ? '–' : formatMoment(moment, timeZone, lang));
  const who = (id: string | null): string => names[id ?? ''] ?? words.system;
  const text = (line: string, tone: 'attention' | 'good' | 'warning'): Part => ({ kind: 'text', text: line, tone });
  switch (request.state) {
    case 'asked':
      return text(words.waits(who(request.askedBy), at(request.askedAt)), 'attention');
    case 'granted':
      return text(words.granted(who(request.decidedBy), at(request.until)), 'good');
    case 'refused':
      return text(words.refused(who(request.decidedBy), at(request.decidedAt)), 'warning');
    case 'ended':
      return text(
        request.endedBy?.startsWith('system:') === true
          ? words.endedByTime(at(request.endedAt))
          : words.endedBy(who(request.endedBy), at(request.endedAt)),
        'warning',
      );
  }
};

const usesText = ({ campaigns, segments }: FieldUses): string => {
  const all = [...campaigns.map(({ id, name }) => `${id} ${name}`), ...segments.map(({ name }) => name)];
  const more = all.length - NAMED_USES;
  return [...all.slice(0, NAMED_USES).map((name) => cutText(name, 80)), ...(more > 0 ? [`+${more}`] : [])].join(', ');
};

/** A field request as it stands; IT's buttons are there while it waits. Pure. */
export const fieldCard = (request: ShownFieldRequest, options: FieldCardOptions): Message => {
  const { lang, portalUrl, uses } = options;
  const words = FIELD_CHAT_WORDS[lang];
  const title = words.title(request.id, cutText(request.label, 100));
  const fact = (label: string, value: string) => (value === '' ? [] : [{ label, value: cutText(value, 600) }]);
  const value = { requestId: request.id, lang };
  const decisions: Action[] =
    request.state !== 'asked'
      ? []
      : [
          {
            kind: 'button',
            id: 'field.grant',
            label: words.grant,
            style: 'primary',
            value,
            form: fieldForm('field.grant', lang, { purpose: request.reason }),
          },
          {
            kind: 'button',
            id: 'field.refuse',
            label: words.refuse,
            style: 'danger',
            value,
            form: fieldForm('field.refuse', lang),
          },
        ];
  return {
    lang,
    summary: `${title}: ${words.states[request.state]}`,
    parts: [
      { kind: 'title', text: title },
      stateOf(request, options),
      {
        kind: 'facts',
        facts: [
          ...fact(words.reason, request.reason),
          ...fact(words.campaign, request.campaignId ?? ''),
          ...fact(words.purpose, request.purpose ?? ''),
          ...fact(words.period, request.days === null ? '' : words.periodDays(request.days)),
          ...fact(words.comment, request.comment),
          ...fact(words.usedBy, usesText(uses)),
        ],
      },
      {
        kind: 'actions',
        actions: [...decisions, { kind: 'link', label: words.open, url: `${portalUrl}/fields#${request.id}` }],
      },
    ],
  };
};

/** What is asked for and what is granted, and how to ask. `typed` stands before what is typed. Pure. */
export const fieldList = (
  requests: readonly ShownFieldRequest[],
  { lang, portalUrl, timeZone, typed }: Pick<FieldCardOptions, 'lang' | 'portalUrl' | 'timeZone'> & { typed: string },
): Message => {
  const words = FIELD_CHAT_WORDS[lang];
  const live = requests.filter(({ state }) => state === 'asked' || state === 'granted').slice(0, 30);
  const line = ({ id, label, state, until }: ShownFieldRequest): string => {
    const end = until === null ? '' : ` ${words.until(formatMoment(until, timeZone, lang))}`;
    return `• ${words.listLine(id, cutText(label, 60), `${words.states[state]}${end}`)}`;
  };
  return {
    lang,
    summary: words.listTitle,
    parts: [
      { kind: 'title', text: words.listTitle },
      { kind: 'text', text: live.length === 0 ? words.listNone : live.map(line).join('\n') },
      { kind: 'text', text: words.how(typed), tone: 'subtle' },
      { kind: 'actions', actions: [{ kind: 'link', label: words.open, url: `${portalUrl}/fields` }] },
    ],
  };
};

/** What an IT reviewer's own list says of field requests; nothing where none waits. Pure. */
export const fieldsWaiting = (
  requests: readonly ShownFieldRequest[],
  { lang, portalUrl }: Pick<FieldCardOptions, 'lang' | 'portalUrl'>,
): readonly Part[] => {
  if (requests.length === 0) return [];
  const words = FIELD_CHAT_WORDS[lang];
  const rows = requests
    .slice(0, 10)
    .map(({ id, label, reason }) => `• ${words.listLine(id, cutText(label, 60), cutText(reason, 120))}`);
  return [
    { kind: 'text', text: `${words.waiting}: ${requests.length}`, tone: 'subtle' },
    { kind: 'text', text: rows.join('\n') },
    { kind: 'actions', actions: [{ kind: 'link', label: words.listTitle, url: `${portalUrl}/fields` }] },
  ];
};
