import type { Lang, LocalText } from '../common/lang.ts';
import { momentText } from '../common/moment.ts';
import type { Digest, DigestContent, DigestSection } from './digest.ts';

const ROWS = 12;

const WORDS = {
  subject: { en: '{organisation}: digest of {day}', ko: '{organisation} 다이제스트: {day}' },
  period: { en: '{from} to {to} ({zone})', ko: '{from} ~ {to}({zone})' },
  open: { en: 'Open in the portal', ko: '포털에서 열기' },
  change: { en: 'Pause or change', ko: '일시 중지 또는 변경' },
  more: { en: '{n} more in the portal', ko: '포털에 {n}건 더 있음' },
} as const satisfies Record<string, LocalText>;

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
const fill = (text: LocalText, lang: Lang, values: Readonly<Record<string, string>>): string =>
  text[lang].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

export interface DigestMailInput {
  readonly digest: Digest & { readonly content: DigestContent };
  readonly organisation: string;
  /** Without a trailing slash. */
  readonly portalUrl: string;
  pictureUrl(section: DigestSection): string;
}

const CELL = 'padding:4px 10px 4px 0;border-bottom:1px solid #ddd;text-align:left;vertical-align:top';

/** The digest as mail: figures, pictures with their words, tables beside them; every number leads to its list. Pure. */
export const digestMail = ({
  digest,
  organisation,
  portalUrl,
  pictureUrl,
}: DigestMailInput): { readonly subject: string; readonly html: string; readonly text: string } => {
  const { lang, zone, period, content, id, note } = digest;
  const moment = (at: Date): string => momentText(at, zone, lang);
  const subject = fill(WORDS.subject, lang, { organisation, day: moment(period.to) });
  const range = fill(WORDS.period, lang, { from: moment(period.from), to: moment(period.to), zone });
  const address = (path: string): string => `${portalUrl}${path}`;
  const link = (path: string | null, text: string): string =>
    path === null
      ? escapeHtml(text)
      : `<a href="${escapeHtml(address(path))}" style="color:#0b57d0">${escapeHtml(text)}</a>`;
  const own = `/digests/${id}`;

  const htmlOf = (section: DigestSection): string => {
    const { figures, lines, table, chart } = section;
    const shown = table?.rows.slice(0, ROWS) ?? [];
    const more = (table?.rows.length ?? 0) - shown.length;
    return [
      `<h2 style="font-size:1.15em;margin:1.6em 0 .4em">${escapeHtml(section.title[lang])}</h2>`,
      figures.length === 0
        ? ''
        : `<table role="presentation" style="border-collapse:collapse">${figures
            .map(
              (figure) =>
                `<tr><td style="${CELL}">${escapeHtml(figure.label[lang])}</td><td style="${CELL}"><strong>${link(
                  figure.path ?? (figure.items.length === 0 ? null : `${own}/lists/${figure.key}`),
                  figure.value[lang],
                )}</strong></td><td style="${CELL};color:#555">${escapeHtml(figure.note?.[lang] ?? '')}</td></tr>`,
            )
            .join('')}</table>`,
      ...lines.map(({ text, path }) => `<p style="margin:.4em 0">${link(path, text[lang])}</p>`),
      chart === null
        ? ''
        : `<p><img src="${escapeHtml(pictureUrl(section))}" alt="${escapeHtml(chart.alt[lang])}" width="600" style="max-width:100%;height:auto"></p>`,
      table === null || shown.length === 0
        ? ''
        : `<table style="border-collapse:collapse;font-size:.92em"><tr>${table.columns
            .map((column) => `<th style="${CELL}">${escapeHtml(column[lang])}</th>`)
            .join('')}</tr>${shown
            .map(
              ({ path, cells }) =>
                `<tr>${cells
                  .map((cell, n) => `<td style="${CELL}">${link(n === 0 ? path : null, cell[lang])}</td>`)
                  .join('')}</tr>`,
            )
            .join('')}</table>`,
      more > 0 ? `<p>${link(own, fill(WORDS.more, lang, { n: String(more) }))}</p>` : '',
    ].join('');
  };

  const textOf = ({ title, figures, lines, chart, table }: DigestSection): string =>
    [
      title[lang],
      ...figures.map(
        ({ label, value, note: said }) => `- ${label[lang]}: ${value[lang]}${said === null ? '' : ` (${said[lang]})`}`,
      ),
      ...lines.map((line) => `- ${line.text[lang]}`),
      ...(chart === null ? [] : [chart.alt[lang]]),
      ...(table?.rows.slice(0, ROWS).map(({ cells }) => `  ${cells.map((cell) => cell[lang]).join(' · ')}`) ?? []),
    ].join('\n');

  return {
    subject,
    text: [
      subject,
      range,
      ...(note === null ? [] : [note[lang]]),
      ...content.sections.map(textOf),
      `${WORDS.open[lang]}: ${address(own)}`,
      `${WORDS.change[lang]}: ${address('/digests')}`,
    ].join('\n\n'),
    html: [
      `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
      '<body style="font-family:sans-serif;line-height:1.5;max-width:46em;margin:1.5em auto;padding:0 1em;color:#1f1f1f;background:#fff">',
      `<h1 style="font-size:1.4em;margin:0">${escapeHtml(subject)}</h1><p style="color:#555;margin:.3em 0">${escapeHtml(range)}</p>`,
      note === null ? '' : `<p>${escapeHtml(note[lang])}</p>`,
      ...content.sections.map(htmlOf),
      `<p style="margin-top:2em">${link(own, WORDS.open[lang])} · ${link('/digests', WORDS.change[lang])}</p></body></html>`,
    ].join(''),
  };
};
