import type { App, MessageShortcut } from '@slack/bolt';
import { invitationFor, type SpeakerIdentity, speakerOf } from '../../flow/context.ts';
import { insightChoices } from '../../flow/insights.ts';
import { plainMessage } from '../../views/answers.ts';
import { insightForm } from '../../views/insight.ts';
import { CHAT_WORDS } from '../../views/words.ts';
import { renderForm } from '../render-blocks.ts';
import type { FormMetadata } from '../review/form-metadata.ts';
import { type Listener, type SlackRuntime, slackIdentity } from '../runtime.ts';
import { readableText } from '../slack-text.ts';

/** The message action that the manifest declares. */
export const INSIGHT_SHORTCUT = 'insight.from_message';

/** Opens the form for an insight, with what is known already. Whoever is not linked is told how. */
export const openInsightForm = async (
  app: App,
  runtime: SlackRuntime,
  {
    identity,
    triggerId,
    listener,
    text,
    origin = {},
  }: {
    identity: SpeakerIdentity;
    triggerId: string;
    listener: Listener;
    text?: string;
    /** Where the words stand in chat. */
    origin?: { readonly channelId?: string; readonly permalink?: string };
  },
): Promise<void> => {
  const { ctx } = runtime;
  const staff = await speakerOf(ctx, identity);
  if (staff === undefined) return runtime.tell(listener, await invitationFor(ctx, identity));
  const { lang } = staff;
  const metadata: FormMetadata = { actionId: 'insight.share', value: origin, lang, listener };
  try {
    const form = insightForm(lang, await insightChoices(ctx), text === undefined ? {} : { text });
    await app.client.views.open({ trigger_id: triggerId, view: renderForm(form, JSON.stringify(metadata), lang) });
  } catch (error) {
    ctx.logger.warn({ err: error }, 'a form could not be opened');
    await runtime.tell(listener, plainMessage(CHAT_WORDS[lang].formNotOpened, lang, 'warning'));
  }
};

/** "Share as an insight" on any message: the form with its words in it, and the way back to it. */
export const registerInsightShortcut = (app: App, runtime: SlackRuntime): void => {
  app.shortcut<MessageShortcut>(
    { type: 'message_action', callback_id: INSIGHT_SHORTCUT },
    async ({ ack, shortcut }) => {
      await ack();
      const { team, user, channel, message, response_url: responseUrl, trigger_id: triggerId } = shortcut;
      await runtime.work(INSIGHT_SHORTCUT, () =>
        openInsightForm(app, runtime, {
          identity: slackIdentity(team?.id ?? user.team_id ?? '', user.id, user.name ?? ''),
          triggerId,
          listener: { userId: user.id, channelId: channel.id, responseUrl },
          text: readableText(message.text ?? ''),
          origin: { channelId: channel.id, permalink: permalinkOf(team?.domain, channel.id, message.ts) },
        }),
      );
    },
  );
};

/** Slack's own form of the address of a message; asking for it would outlive the form's `trigger_id`. */
const permalinkOf = (domain: string | undefined, channelId: string, ts: string): string =>
  `https://${domain ?? 'app'}.slack.com/archives/${channelId}/p${ts.replace('.', '')}`;
