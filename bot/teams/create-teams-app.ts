import type { IncomingMessage, ServerResponse } from 'node:http';
import { Application, type TurnState } from '@microsoft/teams-ai';
import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import type { TeamsApp } from '../chat-app.ts';
import type { ActionResult } from '../flow/action-values.ts';
import { runCommand } from '../flow/commands.ts';
import { answerTo, type BotContext } from '../flow/context.ts';
import { helpMessage } from '../views/answers.ts';
import type { Message } from '../views/message.ts';
import { createAnswerSender } from './answer-sender.ts';
import { createBearerVerifier, RequestRefused } from './bearer-verifier.ts';
import { executedAction, runClicked, submittedAction } from './card-actions.ts';
import { createConnectorClient } from './connector-client.ts';
import { createTokenSource } from './connector-credentials.ts';
import { openShareDialog, sentence, submitShareDialog } from './insights/share-dialog.ts';
import { messageText } from './message-text.ts';
import { authenticate, type RequestGuard, RequestUnreadable, readActivity } from './read-request.ts';
import { createRecentActivities } from './recent-activities.ts';
import {
  commandText,
  conversationOf,
  type IncomingActivity,
  incomingActivity,
  speakerIdentityOf,
  tenantOf,
} from './teams-activity.ts';
import { createTeamsNotifier } from './teams-notifier.ts';
import { TEAMS_WORDS } from './teams-words.ts';
import { VerifiedAdapter } from './verified-adapter.ts';

/** Teams gives an invoke five seconds; the rest is for the way back. */
const INVOKE_MS = 4_000;
const MESSAGE_ANSWER = 'application/vnd.microsoft.activity.message';

/** A message with a button of its own, or with more than one way to go on. */
const leadsOn = ({ parts }: Message): boolean => {
  const actions = parts.flatMap((part) => (part.kind === 'actions' ? part.actions : []));
  return actions.length > 1 || actions.some(({ kind }) => kind === 'button');
};

/** The library starts its typing timer whatever the option says, and has one timer for all turns that run at once. */
class QuietApplication extends Application<TurnState> {
  override startTypingTimer(): void {}
}

/**
 * The Teams side: one endpoint in, one notifier out.
 * @throws where there is no application id and a listener is beyond loopback: anybody could speak to the bot then
 */
export const createTeamsApp = (ctx: BotContext, options: { invokeMs?: number } = {}): TeamsApp => {
  const { teams, local } = ctx.core.config;
  const logger = ctx.logger.child({ platform: 'teams' });
  if (teams.appId === undefined && !local) {
    throw new Error('TEAMS_APP_ID is missing: without it the bot takes requests from this machine only');
  }
  const token = createTokenSource(teams);
  const connector = createConnectorClient(token);
  const notifier = createTeamsNotifier(connector, teams.appId);
  const sender = createAnswerSender(connector, logger);
  const guard: RequestGuard = {
    verify:
      teams.appId === undefined
        ? undefined
        : createBearerVerifier({
            appId: teams.appId,
            ...(teams.openIdMetadataUrl === undefined ? {} : { metadataUrl: teams.openIdMetadataUrl }),
          }),
    tenantId: teams.tenantId,
  };
  const recent = createRecentActivities<InvokeResponse | undefined>();
  const unfinished = new Set<Promise<unknown>>();

  const finishLater = (work: Promise<unknown>): void => {
    const kept = work
      .catch((error: unknown) => logger.error({ err: error }, 'late work failed'))
      .finally(() => unfinished.delete(kept));
    unfinished.add(kept);
  };

  /** What comes in time; undefined where it does not. */
  const inTime = async <T>(work: Promise<T>): Promise<T | undefined> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), options.invokeMs ?? INVOKE_MS);
    });
    const result = await Promise.race([work, late]);
    clearTimeout(timer);
    return result;
  };

  /** What a late answer still has to say: what was done may show on a card; anything else would be seen nowhere. */
  const tellLater = async (activity: IncomingActivity, { message, outcome }: ActionResult, onCard: boolean) => {
    if (outcome !== 'done') return sender.inPerson(activity, message);
    if (leadsOn(message)) return sender.inPlace(activity, message);
    return onCard ? undefined : sender.inPerson(activity, message);
  };

  const onExecute = async (activity: IncomingActivity): Promise<InvokeResponse> => {
    const identity = speakerIdentityOf(activity);
    const clicked = executedAction(activity.value);
    // No card follows an insight, a search or a digest.
    const onCard = !/^(?:insight|search|digest)\./.test(clicked?.actionId ?? '');
    const work = runClicked(ctx, identity, clicked);
    const result = await inTime(work);
    if (result === undefined) finishLater(work.then((known) => tellLater(activity, known, onCard)));
    // Buttons that lead on need a message of their own, in the place where the person clicked.
    if (result !== undefined && leadsOn(result.message)) finishLater(sender.inPlace(activity, result.message));
    const text =
      result === undefined
        ? (onCard ? TEAMS_WORDS.updating : TEAMS_WORDS.resultFollows)[identity.lang ?? 'en']
        : leadsOn(result.message)
          ? result.message.summary
          : messageText(result.message);
    // Words, never a card: a card in this answer would become the clicker's own view and hide later changes of the
    // shared one. The shared card is rewritten by the follower, for everybody at once.
    return { status: 200, body: { statusCode: 200, type: MESSAGE_ANSWER, value: text } };
  };

  const onFetchDialog = async (activity: IncomingActivity): Promise<InvokeResponse> => {
    const identity = speakerIdentityOf(activity);
    const lang = identity.lang ?? 'en';
    const work = openShareDialog(ctx, identity, activity)
      .then((answer) => answer ?? sentence(TEAMS_WORDS.unreadable[lang]))
      .catch((error: unknown) => sentence(messageText(answerTo(ctx, error, lang, 'insight dialog').message)));
    return { status: 200, body: (await inTime(work)) ?? sentence(TEAMS_WORDS.tooSlow[lang]) };
  };

  const onSubmitDialog = async (activity: IncomingActivity): Promise<InvokeResponse> => {
    const identity = speakerIdentityOf(activity);
    const lang = identity.lang ?? 'en';
    const work = submitShareDialog(ctx, identity, activity);
    const known = work.then(
      (submitted) => submitted?.answer ?? sentence(TEAMS_WORDS.unreadable[lang]),
      (error: unknown) => sentence(messageText(answerTo(ctx, error, lang, 'insight dialog').message)),
    );
    const answer = await inTime(known);
    if (answer === undefined) {
      // The dialog is closed by then, and Tandem may have no place in the conversation.
      finishLater(
        work.then((done) => (done === undefined ? undefined : sender.inPerson(activity, done.result.message))),
      );
    }
    return { status: 200, body: answer ?? sentence(TEAMS_WORDS.resultFollows[lang]) };
  };

  const onMessage = async (activity: IncomingActivity): Promise<void> => {
    const identity = speakerIdentityOf(activity);
    const text = commandText(activity);
    const submitted = text === '' ? submittedAction(activity.value) : undefined;
    if (submitted !== undefined) {
      await sender.answer(activity, await runClicked(ctx, identity, submitted));
      return;
    }
    const result = await runCommand(ctx, { identity, text, conversation: conversationOf(activity) });
    // Teams has no answer for one person alone in a channel: what everybody was just told would stand there twice.
    if (!result.saidHere) await sender.answer(activity, result);
  };

  const onInstallation = async (activity: IncomingActivity): Promise<void> => {
    const { name: _name, personal: _personal, ...ref } = conversationOf(activity);
    if (activity.action?.startsWith('remove')) await ctx.core.channels.reportHealth(ref, 'not_invited');
    else await sender.inPlace(activity, helpMessage(speakerIdentityOf(activity).lang ?? 'en', ''));
  };

  const onConversationUpdate = async (activity: IncomingActivity): Promise<void> => {
    const channelId = activity.channelData?.channel?.id;
    if (channelId === undefined || activity.channelData?.eventType !== 'channelDeleted') return;
    const { name: _name, personal: _personal, ...ref } = conversationOf(activity);
    await ctx.core.channels.reportHealth({ ...ref, channelId }, 'gone');
  };

  const adapter = new VerifiedAdapter(teams.appId, token);
  // No turn state is kept: it loses updates when two turns of a conversation overlap.
  const app = new QuietApplication({ adapter, startTypingTimer: false, removeRecipientMention: false });
  const is = (type: string, name?: string) => (context: TurnContext) =>
    Promise.resolve(context.activity.type === type && (name === undefined || context.activity.name === name));
  const respond = async (context: TurnContext, response: InvokeResponse): Promise<void> => {
    await context.sendActivity({ type: 'invokeResponse', value: response });
  };
  const activityOf = (context: TurnContext): IncomingActivity => incomingActivity.parse(context.activity);

  // Routes match in this order.
  app.addRoute(
    is('invoke', 'adaptiveCard/action'),
    async (context) => respond(context, await onExecute(activityOf(context))),
    true,
  );
  app.addRoute(
    is('invoke', 'composeExtension/fetchTask'),
    async (context) => respond(context, await onFetchDialog(activityOf(context))),
    true,
  );
  app.addRoute(
    is('invoke', 'composeExtension/submitAction'),
    async (context) => respond(context, await onSubmitDialog(activityOf(context))),
    true,
  );
  app.addRoute(
    is('invoke'),
    async (context) => {
      logger.info({ invoke: context.activity.name }, 'an invoke that Tandem does not know');
      await respond(context, { status: 400, body: { error: { code: 'NotSupported', message: 'not supported' } } });
    },
    true,
  );
  app.addRoute(is('message'), (context) => onMessage(activityOf(context)));
  app.addRoute(is('installationUpdate'), (context) => onInstallation(activityOf(context)));
  app.addRoute(is('conversationUpdate'), (context) => onConversationUpdate(activityOf(context)));
  adapter.onTurnError = (_context, error) => {
    throw error;
  };

  const keyOf = (activity: IncomingActivity): string | undefined =>
    activity.id === undefined
      ? undefined
      : JSON.stringify([tenantOf(activity), activity.conversation.id, activity.from.id, activity.type, activity.id]);

  const serve = async (request: IncomingMessage & { body?: unknown }): Promise<InvokeResponse | undefined> => {
    const activity = await readActivity(request);
    await authenticate(guard, request, activity);
    const turn = () =>
      adapter.processVerified(activity as unknown as Activity, async (context) => {
        await app.run(context);
      });
    const key = keyOf(activity);
    if (key === undefined) return turn();
    const { answer, repeated } = recent.once(key, turn);
    if (repeated) logger.info({ activity: activity.id }, 'a repeated activity is answered as before');
    return answer;
  };

  const STATUS = { unauthorized: 401, forbidden: 403, unavailable: 503 } as const;
  const refusal = (error: unknown): { status: number; body: unknown } => {
    if (error instanceof RequestRefused) {
      logger.warn({ reason: error.message, kind: error.kind }, 'a Teams request was refused');
      return { status: STATUS[error.kind], body: { error: error.kind } };
    }
    if (error instanceof RequestUnreadable) {
      logger.warn({ reason: error.message }, 'a Teams request could not be read');
      return { status: error.status, body: { error: error.message } };
    }
    logger.error({ err: error }, 'a Teams request failed');
    return { status: 500, body: { error: 'failed' } };
  };

  const messages = async (request: IncomingMessage & { body?: unknown }, response: ServerResponse): Promise<void> => {
    const answer = await serve(request).then((result) => result ?? { status: 200, body: undefined }, refusal);
    response.statusCode = answer.status;
    if (answer.body === undefined) {
      response.end();
      return;
    }
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(answer.body));
  };

  return {
    messages,
    notifier,
    start: () => Promise.resolve(),
    /** Waits for what was answered with "received" and is still being done. */
    async stop() {
      await Promise.all([...unfinished]);
    },
  };
};
