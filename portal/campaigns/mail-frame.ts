import type { Lang, RenderedMail } from '../../core/index.ts';
import { CAMPAIGN } from './words.ts';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** The mail with its head over it, as a mailbox shows them together; `note` says who it is shown for where that is open. */
export const withHead = (
  { html, subject, from }: Pick<RenderedMail, 'html' | 'subject' | 'from'>,
  note?: string,
): string => {
  const above =
    note === undefined
      ? ''
      : `<p style="font:14px/1.5 system-ui,sans-serif;margin:0;padding:8px 16px;background:#fff4d6;color:#5c3c00">${escapeHtml(note)}</p>`;
  const head =
    above +
    '<div style="font:14px/1.5 system-ui,sans-serif;padding:12px 16px;background:#fff;color:#1c2733;border-bottom:1px solid #d9dee4;overflow-wrap:anywhere">' +
    `<strong style="font-size:16px">${escapeHtml(subject)}</strong><br><span style="color:#4a5866">${escapeHtml(from)}</span></div>`;
  return /<body[^>]*>/i.test(html) ? html.replace(/<body[^>]*>/i, (body) => body + head) : head + html;
};

/** What stands in the frame while the mail cannot be made. */
export const failedMail = (why: string, lang: Lang): string =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${escapeHtml(CAMPAIGN.previewFails[lang])}</title></head>` +
  '<body style="font:16px/1.6 system-ui,sans-serif;margin:0;padding:24px;background:#fff;color:#1c2733">' +
  `<p><strong>${escapeHtml(CAMPAIGN.previewFails[lang])}</strong></p><p>${escapeHtml(why)}</p></body></html>`;
