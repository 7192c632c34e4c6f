import type { App } from '@slack/bolt';
import { type Command, parseCommand, runCommand } from '../../flow/commands.ts';
import type { Conversation } from '../../flow/context.ts';
import { plainMessage } from '../../views/answers.ts';
import { CHAT_WORDS } from '../../views/words.ts';
import { openInsightForm } from '../insights/insight-form.ts';
import { type Listener, type SlackRuntime, slackIdentity } from '../runtime.ts';

/** The slash commands that the code handles: the manifest declares exactly these. */
export const SLASH_COMMANDS = ['/tandem', '/insight'] as const;

interface SlashCommand {
  readonly team_id: string;
  readonly channel_id: string;
  readonly channel_name: string;
  readonly user_id: string;
  readonly user_name: string;
  readonly text: string;
  readonly response_url: string;
  readonly trigger_id: string;
}

const SHOW_ITS_NAME: ReadonlySet<Command['kind']> = new Set(['channel_here', 'digest', 'saved_search']);
/** Slack calls every private channel `privategroup` here; its name is asked for only where it is shown. */
const conversationOf = async (app: App, command: SlashCommand): Promise<Conversation> => {
  const { team_id: workspaceId, channel_id: channelId, channel_name: name } = command;
  const personal = channelId.startsWith('D');
  const conversation = { platform: 'slack', workspaceId, channelId, name: `#${name}`, personal } as const;
  if (name !== 'privategroup' || !SHOW_ITS_NAME.has(parseCommand(command.text).kind)) return conversation;
  try {
    const { channel } = await app.client.conversations.info({ channel: channelId });
    return { ...conversation, name: `#${channel?.name ?? channelId}` };
  } catch {
    return { ...conversation, name: channelId };
  }
};

const listenerOf = ({ user_id: userId, channel_id: channelId, response_url: responseUrl }: SlashCommand): Listener => ({
  userId,
  channelId,
  responseUrl,
});

export const registerCommands = (app: App, runtime: SlackRuntime): void => {
  const run = async (
    command: SlashCommand,
    text: string,
    context: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    if (!(await runtime.isFirst(context))) return;
    const { message } = await runCommand(runtime.ctx, {
      identity: slackIdentity(command.team_id, command.user_id, command.user_name),
      text,
      conversation: await conversationOf(app, command),
    });
    await runtime.tell(listenerOf(command), message);
  };

  app.command('/tandem', async ({ ack, command, context }) => {
    await ack();
    await runtime.work('command', () => run(command, command.text, context));
  });
  // With words it shares them; alone it opens the form, whose `trigger_id` lives three seconds.
  app.command('/insight', async ({ ack, command, context }) => {
    await ack();
    await runtime.work('command', () => {
      if (command.text.trim() !== '') return run(command, `insight ${command.text}`, context);
      const identity = slackIdentity(command.team_id, command.user_id, command.user_name);
      return openInsightForm(app, runtime, { identity, triggerId: command.trigger_id, listener: listenerOf(command) });
    });
  });
  // Bolt leaves a command without a listener unanswered until Slack gives up on it.
  app.command(/^(?!\/(?:tandem|insight)$)/, async ({ ack, command }) => {
    await ack();
    runtime.ctx.logger.warn({ command: command.command }, 'an unknown slash command');
    await runtime.work('command', () =>
      runtime.tell(
        { userId: command.user_id, channelId: command.channel_id, responseUrl: command.response_url },
        plainMessage(CHAT_WORDS.en.otherCommand(command.command), 'en', 'attention'),
      ),
    );
  });
};
