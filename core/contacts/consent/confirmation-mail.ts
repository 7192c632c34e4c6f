import type { Lang } from '../../common/lang.ts';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const WORDS = {
  en: {
    subject: (organisation: string) => `Please confirm: mail from ${organisation}`,
    lead: (organisation: string) => `Somebody, probably you, asked for mail from ${organisation} to this address.`,
    press: 'Confirm',
    other: 'If it was not you, do nothing: without your confirmation no mail follows. The link holds for seven days.',
  },
  ko: {
    subject: (organisation: string) => `수신 확인 요청: ${organisation}`,
    lead: (organisation: string) => `이 주소로 ${organisation}의 메일을 신청하셨습니다.`,
    press: '확인',
    other: '신청하지 않으셨다면 그대로 두세요. 확인하지 않으면 메일을 보내지 않습니다. 링크는 7일 동안 유효합니다.',
  },
} as const;

/** The mail that asks somebody to confirm. It advertises nothing, so that it may be sent before there is consent. */
export const confirmationMail = (input: {
  readonly organisation: string;
  readonly postalAddress: string;
  readonly wording: string;
  readonly link: string;
  readonly lang: Lang;
}): { readonly subject: string; readonly html: string; readonly text: string } => {
  const words = WORDS[input.lang];
  const lead = words.lead(input.organisation);
  const sender = `${input.organisation} · ${input.postalAddress}`;
  const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;
  return {
    subject: words.subject(input.organisation),
    text: [lead, input.wording, `${words.press}: ${input.link}`, words.other, sender].join('\n\n'),
    html: [
      `<!doctype html><html lang="${input.lang}"><head><meta charset="utf-8"><title>${escapeHtml(words.subject(input.organisation))}</title></head>`,
      '<body style="font-family:sans-serif;line-height:1.6;max-width:34em;margin:2em auto;padding:0 1em">',
      paragraph(lead),
      paragraph(input.wording),
      `<p><a href="${escapeHtml(input.link)}" style="display:inline-block;padding:.6em 1.4em;background:#1d4ed8;color:#fff;border-radius:.4em;text-decoration:none">${words.press}</a></p>`,
      paragraph(words.other),
      `<p style="font-size:.85em;color:#555">${escapeHtml(sender)}</p></body></html>`,
    ].join(''),
  };
};
