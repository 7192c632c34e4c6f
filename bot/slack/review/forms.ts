import type { App } from '@slack/bolt';
import type { Lang } from '../../../core/index.ts';
import type { ActionResult } from '../../flow/action-values.ts';
import { isActionId, runAction } from '../../flow/actions.ts';
import { actionForm } from '../../views/action-forms.ts';
import { formatCount } from '../../views/format.ts';
import type { Form } from '../../views/message.ts';
import { CHAT_WORDS } from '../../views/words.ts';
import { FORM_CALLBACK } from '../render-blocks.ts';
import { type Listener, type SlackRuntime, slackIdentity } from '../runtime.ts';
import { formMetadata, jsonOf } from './form-metadata.ts';

/** Slack waits 3 s for the answer to a submission; a slower one is closed and told in the channel. */
const PATIENCE_MS = 2_200;

interface Given {
  readonly value?: string | null | undefined;
  readonly selected_option?: { readonly value: string } | null | undefined;
}
type Values = Readonly<Record<string, Readonly<Record<string, Given>>>>;

const fieldsOf = (values: Values): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([id, inputs]) => {
      const [given] = Object.values(inputs);
      return [id, given?.selected_option?.value ?? given?.value ?? ''];
    }),
  );

/** What the form itself forbids: said at once, beside the field, with what was typed still there. */
const wrongFields = (form: Form, fields: Readonly<Record<string, string>>, lang: Lang): Record<string, string> => {
  const words = CHAT_WORDS[lang];
  const wrong: Record<string, string> = {};
  for (const field of form.fields) {
    const text = (fields[field.id] ?? '').trim();
    if (field.required && text === '') wrong[field.id] = words.required;
    else if (text.length > field.maxLength) wrong[field.id] = words.tooLong(formatCount(field.maxLength, lang));
  }
  return wrong;
};

const within = <T>(promise: Promise<T>, ms: number): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** The forms behind buttons: errors stay in the form, so that nothing typed is lost; success is told privately. */
export const registerForms = (app: App, runtime: SlackRuntime): void => {
  app.view(FORM_CALLBACK, async ({ ack, body, view, context }) => {
    const metadata = formMetadata.safeParse(jsonOf(view.private_metadata));
    const form =
      metadata.success && isActionId(metadata.data.actionId)
        ? actionForm(metadata.data.actionId, metadata.data.lang)
        : undefined;
    if (!metadata.success || form === undefined) {
      runtime.ctx.logger.warn('a form came back without what it was sent with');
      await ack({
        response_action: 'errors',
        errors: { [view.blocks[0]?.block_id ?? 'comment']: CHAT_WORDS.en.noSuchField },
      });
      return;
    }
    const { actionId, value, lang } = metadata.data;
    const fields = fieldsOf(view.state.values);
    const wrong = wrongFields(form, fields, lang);
    if (Object.keys(wrong).length > 0) {
      await ack({ response_action: 'errors', errors: wrong });
      return;
    }
    const { userId, channelId, responseUrl } = metadata.data.listener;
    const listener: Listener = { userId, channelId, responseUrl };
    const identity = slackIdentity(body.team?.id ?? '', body.user.id, body.user.name ?? '');
    await runtime.work(actionId, async () => {
      const running = runtime
        .isFirst(context)
        .then((first) => (first ? runAction(runtime.ctx, { identity, actionId, value, fields }) : undefined));
      const result = await within(running, PATIENCE_MS);
      if (result !== undefined && (result.outcome === 'refused' || result.outcome === 'failed')) {
        const first = form.fields[0]?.id ?? 'comment';
        await ack({ response_action: 'errors', errors: result.fieldErrors ?? { [first]: result.message.summary } });
        return;
      }
      await ack();
      const known: ActionResult | undefined = result ?? (await running);
      if (known !== undefined) await runtime.tell(listener, known.message);
    });
  });
};
