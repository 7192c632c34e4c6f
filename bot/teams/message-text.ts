import type { Message, Part } from '../views/message.ts';
import { cardActivity, clip } from './render-card.ts';

const TEXT_CHARACTERS = 4_000;
/** A message takes 80 KB; what somebody typed is given back whole in it. */
const MESSAGE_CHARACTERS = 20_000;

const textOf = (part: Part): string => {
  switch (part.kind) {
    case 'title':
    case 'text':
      return part.text;
    case 'facts':
      return part.facts.map((fact) => `${fact.label}: ${fact.value}`).join('\n');
    case 'section':
      return `${part.label}: ${part.text}`;
    case 'picture':
      return part.alt;
    case 'divider':
      return '';
    case 'actions':
      return part.actions
        .flatMap((action) => (action.kind === 'link' ? [`${action.label}: ${action.url}`] : []))
        .join('\n');
  }
};

/** A message in words alone, for the line under a card that answers a click. Buttons are left out, links stay. */
export const messageText = (message: Message, most = TEXT_CHARACTERS): string =>
  clip(
    message.parts
      .map(textOf)
      .filter((text) => text !== '')
      .join('\n'),
    most,
  );

/** What goes to the connector: words alone where the message is nothing else, else a card. */
export const messageActivity = (message: Message): object =>
  message.parts.every((part) => part.kind === 'text')
    ? {
        type: 'message',
        text: messageText(message, MESSAGE_CHARACTERS),
        textFormat: 'plain',
        summary: clip(message.summary, 300),
      }
    : cardActivity(message);
