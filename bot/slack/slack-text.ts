import type { MarkdownText, PlainText } from './block-kit.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const DECODED: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** A message's words as its reader sees them: mentions and links by their text, signs without Slack's escaping. Pure. */
export const readableText = (text: string): string =>
  text
    .replace(/<[!@#]([^<>|]{0,200})(?:\|([^<>]{0,200}))?>/gu, (_, id: string, shown?: string) => `@${shown ?? id}`)
    .replace(
      /<((?:https?|mailto):[^<>|]{1,2000})(?:\|([^<>]{0,500}))?>/gu,
      (_, url: string, shown?: string) => shown ?? url,
    )
    .replace(/&(?:amp|lt|gt);/g, (entity) => DECODED[entity] ?? entity);

export interface Fitted {
  readonly text: string;
  readonly cut: boolean;
}

/**
 * Escapes what Slack reads as control (so that nobody's words can mention a channel or hide a link) and cuts to
 * `limit` without splitting an entity or a surrogate pair. Empty text becomes a dash, because Slack refuses empty ones.
 */
export const escapeWithin = (text: string, limit: number): Fitted => {
  const whole = text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
  if (whole.trim() === '') return { text: '–', cut: false };
  if (whole.length <= limit) return { text: whole, cut: false };
  let kept = '';
  for (const character of text) {
    const escaped = ENTITIES[character] ?? character;
    if (kept.length + escaped.length > limit - 1) break;
    kept += escaped;
  }
  return { text: `${kept}…`, cut: true };
};

/** Cuts without escaping: plain_text is shown as it is. */
export const plainWithin = (text: string, limit: number): PlainText => {
  const given = text.trim() === '' ? '–' : text;
  let kept = given;
  if (given.length > limit) {
    kept = '';
    for (const character of given) {
      if (kept.length + character.length > limit - 1) break;
      kept += character;
    }
    kept += '…';
  }
  return { type: 'plain_text', text: kept, emoji: false };
};

export const markdown = (text: string): MarkdownText => ({ type: 'mrkdwn', text });
