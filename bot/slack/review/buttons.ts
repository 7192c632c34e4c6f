import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { Lang } from '../../../core/index.ts';
import { isActionId, runAction } from '../../flow/actions.ts';
import { formChoices } from '../../flow/card-facts.ts';
import { actionForm } from '../../views/action-forms.ts';
import { plainMessage } from '../../views/answers.ts';
import { CHAT_WORDS } from '../../views/words.ts';
import { LINK_ACTION, renderForm } from '../render-blocks.ts';
import { type Listener, type SlackRuntime, slackIdentity } from '../runtime.ts';
import { type FormMetadata, jsonOf } from './form-metadata.ts';

const langOf = (value: unknown): Lang =>
  typeof value === 'object' && value !== null && 'lang' in value && value.lang === 'ko' ? 'ko' : 'en';

const listenerOf = (body: BlockAction): Listener => ({
  userId: body.user.id,
  channelId: body.channel?.id ?? body.container?.channel_id ?? body.user.id,
  responseUrl: body.response_url === '' ? undefined : body.response_url,
});

/** Every button of every message. One that asks for words opens its form; `trigger_id` lives 3 seconds, so that comes first. */
export const registerButtons = (app: App, runtime: SlackRuntime): void => {
  app.action<BlockAction<ButtonAction>>({ type: 'block_actions' }, async ({ ack, action, body, context }) => {
    await ack();
    if (action.action_id.startsWith(LINK_ACTION)) return;
    const listener = listenerOf(body);
    const value = jsonOf(action.value);
    const lang = langOf(value);
    const asked = isActionId(action.action_id) ? action.action_id : undefined;
    const form = asked === undefined ? undefined : actionForm(asked, lang);
    const identity = slackIdentity(body.team?.id ?? '', body.user.id, body.user.name ?? body.user.username ?? '');
    await runtime.work(action.action_id, async () => {
      if (asked === undefined || form === undefined) {
        if (!(await runtime.isFirst(context))) return;
        const { message } = await runAction(runtime.ctx, { identity, actionId: action.action_id, value, fields: {} });
        return runtime.tell(listener, message);
      }
      const metadata: FormMetadata = { actionId: action.action_id, value, lang, listener };
      try {
        const choices = await formChoices(runtime.ctx, asked, value);
        await app.client.views.open({
          trigger_id: body.trigger_id,
          view: renderForm(actionForm(asked, lang, choices) ?? form, JSON.stringify(metadata), lang),
        });
      } catch (error) {
        runtime.ctx.logger.warn({ err: error }, 'a form could not be opened');
        await runtime.tell(listener, plainMessage(CHAT_WORDS[lang].formNotOpened, lang, 'warning'));
      }
    });
  });
};
