import { convert } from 'html-to-text';
import { z } from 'zod';
import { INSIGHT_LIMIT, type Lang } from '../../../core/index.ts';
import type { ActionResult } from '../../flow/action-values.ts';
import { type BotContext, invitationFor, type SpeakerIdentity, speakerOf } from '../../flow/context.ts';
import { insightChoices } from '../../flow/insights.ts';
import { insightForm } from '../../views/insight.ts';
import { INSIGHT_CHAT_WORDS } from '../../views/insight-words.ts';
import type { Message } from '../../views/message.ts';
import { type AdaptiveCard, CARD_CONTENT_TYPE, type CardData } from '../adaptive-card.ts';
import { type ClickedAction, runClicked, submittedAction } from '../card-actions.ts';
import { messageText } from '../message-text.ts';
import { clip, dialogCard, formDialogCard } from '../render-card.ts';
import { conversationOf, type IncomingActivity } from '../teams-activity.ts';

/** The message action that the manifest declares. */
export const SHARE_COMMAND = 'shareInsight';

const fetchValue = z.object({
  commandId: z.literal(SHARE_COMMAND),
  messagePayload: z
    .looseObject({
      body: z.looseObject({ contentType: z.string().nullish(), content: z.string().max(200_000).nullish() }).nullish(),
      linkToMessage: z
        .url({ protocol: /^https$/ })
        .max(1_500)
        .nullish()
        .catch(null),
    })
    .nullish(),
});
const submitValue = z.object({ commandId: z.literal(SHARE_COMMAND), data: z.unknown() });

/** What Teams shows for an invoke of a message extension: a dialog, or one sentence. */
export type DialogAnswer =
  | { readonly task: { readonly type: 'message'; readonly value: string } }
  | {
      readonly task: {
        readonly type: 'continue';
        readonly value: {
          readonly title: string;
          readonly height: 'large' | 'medium';
          readonly width: 'medium';
          readonly card: { readonly contentType: string; readonly content: AdaptiveCard };
        };
      };
    };

export const sentence = (value: string): DialogAnswer => ({ task: { type: 'message', value } });

const dialog = (content: AdaptiveCard, lang: Lang, height: 'large' | 'medium' = 'medium'): DialogAnswer => ({
  task: {
    type: 'continue',
    value: {
      title: INSIGHT_CHAT_WORDS[lang].formTitle,
      height,
      width: 'medium',
      card: { contentType: CARD_CONTENT_TYPE, content },
    },
  },
});

/** A message's words as its reader sees them: links by their text, pictures left out. Pure. */
export const wordsOfMessage = (content: string, contentType: string | null | undefined): string =>
  (contentType === 'text'
    ? content
    : convert(content, {
        wordwrap: false,
        selectors: [
          { selector: 'a', options: { ignoreHref: true } },
          { selector: 'img', format: 'skip' },
        ],
      })
  ).trim();

const shown = (message: Message): DialogAnswer =>
  message.parts.some(({ kind }) => kind === 'actions')
    ? dialog(dialogCard(message), message.lang)
    : sentence(messageText(message));

/**
 * "Share as an insight" on a message: the form with its words in it and the way back to it. Whoever is not linked is told
 * how; undefined where it is not ours or cannot be read.
 */
export const openShareDialog = async (
  ctx: BotContext,
  identity: SpeakerIdentity,
  activity: IncomingActivity,
): Promise<DialogAnswer | undefined> => {
  const parsed = fetchValue.safeParse(activity.value);
  if (!parsed.success) return undefined;
  const staff = await speakerOf(ctx, identity);
  if (staff === undefined) return shown(await invitationFor(ctx, identity));
  const { body, linkToMessage } = parsed.data.messagePayload ?? {};
  const text = wordsOfMessage(body?.content ?? '', body?.contentType);
  const form = insightForm(staff.lang, await insightChoices(ctx), { text: clip(text, INSIGHT_LIMIT) });
  const origin: CardData = {
    channelId: conversationOf(activity).channelId,
    ...(linkToMessage == null ? {} : { permalink: linkToMessage }),
  };
  return dialog(formDialogCard('insight.share', form, origin, staff.lang), staff.lang, 'large');
};

/** The form once more, with what was typed in it and what is wrong above. */
const formAgain = async (ctx: BotContext, clicked: ClickedAction, result: ActionResult): Promise<DialogAnswer> => {
  const { lang } = result.message;
  const typed = Object.fromEntries(Object.entries(clicked.fields).map(([id, value]) => [id, String(value ?? '')]));
  const form = insightForm(lang, await insightChoices(ctx), typed);
  const wrong = Object.values(result.fieldErrors ?? {});
  const lines = wrong.length > 0 ? wrong : [messageText(result.message)];
  const value = Object.fromEntries(Object.entries(clicked.value).filter(([, each]) => typeof each === 'string'));
  return dialog(formDialogCard('insight.share', form, value as CardData, lang, lines), lang, 'large');
};

export interface Submitted {
  readonly result: ActionResult;
  readonly answer: DialogAnswer;
}

/** What was submitted in the dialog, done; undefined where it cannot be read. Never throws for what a person did. */
export const submitShareDialog = async (
  ctx: BotContext,
  identity: SpeakerIdentity,
  activity: IncomingActivity,
): Promise<Submitted | undefined> => {
  const parsed = submitValue.safeParse(activity.value);
  const clicked = parsed.success ? submittedAction(parsed.data.data) : undefined;
  if (clicked === undefined) return undefined;
  const result = await runClicked(ctx, identity, clicked);
  const again = clicked.actionId === 'insight.share' && (result.outcome === 'refused' || result.outcome === 'failed');
  return { result, answer: again ? await formAgain(ctx, clicked, result) : shown(result.message) };
};
