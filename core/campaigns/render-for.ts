import type { Contact } from '../contacts/contact.ts';
import type { RenderedMail } from './campaign-service.ts';
import {
  type CompiledMail,
  linkPlaceholder,
  PIXEL_PLACEHOLDER,
  PREFERENCES_PLACEHOLDER,
  UNSUBSCRIBE_PLACEHOLDER,
  VIEW_PLACEHOLDER,
} from './compiled-mail.ts';
import { escapeHtml } from './liquid-template.ts';

/** The mail as one contact sees it, before anything is tracked: links lead where they say, Tandem's own go nowhere. */
export const renderFor = (mail: CompiledMail, contact: Contact): RenderedMail => {
  const { variant, variables } = mail.for(contact);
  const fill = (body: string, link: (url: string) => string): string => {
    const known = new Map<string, string>([
      [UNSUBSCRIBE_PLACEHOLDER, '#'],
      [PREFERENCES_PLACEHOLDER, '#'],
      [VIEW_PLACEHOLDER, '#'],
      [PIXEL_PLACEHOLDER, ''],
      ...mail.links.map((url, i): [string, string] => [linkPlaceholder(i), link(url)]),
      ...Object.entries(variables).map(([name, value]): [string, string] => [`%recipient.${name}%`, value]),
    ]);
    return body.replace(/%recipient\.[a-z0-9]+%/g, (placeholder) => known.get(placeholder) ?? placeholder);
  };
  return {
    subject: fill(variant.subject, (url) => url),
    from: mail.from,
    replyTo: mail.replyTo,
    html: fill(variant.html, escapeHtml),
    text: fill(variant.text, (url) => url),
  };
};
