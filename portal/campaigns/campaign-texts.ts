import { type DomainError, InvalidInput, type LocalText } from '../../core/index.ts';
import { besideField, type FormErrors, formErrors } from '../http/index.ts';
import { EDITOR } from './editor-words.ts';

/** Words for the fields that core names in problems. */
const FIELD_WORDS: Readonly<Record<string, LocalText>> = {
  name: EDITOR.name,
  'brief.goal': EDITOR.goal,
  'brief.kpi': EDITOR.kpi,
  'brief.kpiTarget': EDITOR.kpiTarget,
  'brief.budget': EDITOR.budget,
  'brief.currency': EDITOR.currency,
  'brief.ownerId': EDITOR.owner,
  'content.fromName': EDITOR.fromName,
  'content.fromLocalPart': EDITOR.fromLocalPart,
  'content.replyTo': EDITOR.replyTo,
  'content.subject': EDITOR.subject,
  'content.preheader': EDITOR.preheader,
  'content.lang': EDITOR.lang,
  'content.body': EDITOR.body,
  'content.body.source': EDITOR.mjml,
  'content.body.blocks': EDITOR.blocks,
  brief: EDITOR.brief,
  content: EDITOR.mail,
  'audience.segmentId': EDITOR.segment,
  'audience.alsoIds': EDITOR.also,
  'audience.exceptIds': EDITOR.except,
  'audience.topicId': EDITOR.topic,
  'audience.missed': EDITOR.audience,
  'audience.missed.event': EDITOR.missed,
  exemption: EDITOR.exemption,
  'exemption.kind': EDITOR.exemption,
  'exemption.reason': EDITOR.exemptionReason,
  audience: EDITOR.audience,
  schedule: EDITOR.schedule,
  'schedule.localTime': EDITOR.localTime,
  'schedule.zone': EDITOR.zone,
  'schedule.local': EDITOR.whenLocal,
  'schedule.local.fallbackZone': EDITOR.fallbackZone,
  senderDomain: EDITOR.senderDomain,
};

const BLOCK = /^content\.body\.blocks\.(\d+)/;

/** What a field is called on screen. */
export const fieldWord = (field: string): LocalText | undefined => {
  const known = FIELD_WORDS[field];
  if (known !== undefined) return known;
  const [, index] = BLOCK.exec(field) ?? [];
  if (index === undefined) return undefined;
  const n = Number(index) + 1;
  return { en: `Block ${n}`, ko: `블록 ${n}` };
};

/** Where the editor shows a field; the layout gives its controls these ids. */
export const fieldAnchor = (field: string): string => `f-${field.replace(/[^\p{L}\p{N}]+/gu, '-')}`;

/** Errors of a form as they stand beside their fields. */
export const besideFields = (errors: FormErrors): FormErrors => ({
  ...errors,
  fields: Object.fromEntries(
    Object.entries(errors.fields).map(([field, texts]) => [field, texts.map((text) => besideField(field, text))]),
  ),
});

/** What core refused in a form of a campaign, beside its fields. Throws again whatever a form cannot show. */
export const campaignFormErrors = formErrors;

/** The text with the field's name on screen before it, as it stands in a list. */
export const reasonText = (field: string, text: LocalText): LocalText => {
  const word = fieldWord(field);
  const own = besideField(field, text);
  return word === undefined ? own : { en: `${word.en}: ${own.en}`, ko: `${word.ko}: ${own.ko}` };
};

/** Everything that an error names, with the fields as they are called on screen. */
export const whyOf = (error: DomainError): LocalText => {
  const issues = error instanceof InvalidInput ? error.issues : [error];
  const texts = issues.map((issue) => (issue.field === undefined ? issue.text : reasonText(issue.field, issue.text)));
  return { en: texts.map((text) => text.en).join(' '), ko: texts.map((text) => text.ko).join(' ') };
};

/** Owner, and the author where that is somebody else. */
export const ownerText = (
  names: Readonly<Record<string, string>>,
  ownerId: string,
  authorId: string,
  authorWord: string,
): string => {
  const owner = names[ownerId] ?? '–';
  return ownerId === authorId ? owner : `${owner} (${authorWord}: ${names[authorId] ?? '–'})`;
};
