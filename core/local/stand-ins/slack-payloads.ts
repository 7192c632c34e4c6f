import { randomBytes } from 'node:crypto';
import { SLACK_TEAM, type SlackState } from './slack-state.ts';

type Json = Record<string, unknown>;

/** `trigger_id` lives 3 s; a `response_url` takes 5 answers in 30 minutes. */
const TRIGGER_MS = 3_000;
const RESPONSES = 5;
const RESPONSE_MS = 30 * 60_000;

export interface TypedCommand {
  /** `/tandem` where absent. */
  readonly command?: string;
  readonly text: string;
  readonly userId: string;
  readonly channelId: string;
}

/** What Slack sends to the bot when people type, click and send forms. `base` is the stand-in's own address. */
export const createSlackPayloads = (state: SlackState, base: string) => {
  const trigger = (userId: string): string => {
    const id = `${Date.now()}.${randomBytes(6).toString('hex')}`;
    state.triggers.set(id, { userId, expires: Date.now() + TRIGGER_MS });
    return id;
  };
  const responseUrl = (channelId: string, userId: string): string => {
    const id = randomBytes(8).toString('hex');
    state.responseUrls.set(id, { channelId, userId, left: RESPONSES, expires: Date.now() + RESPONSE_MS });
    return `${base}/response/${id}`;
  };

  const commandPayload = (input: TypedCommand): Record<string, string> => {
    const channel = state.channels.get(input.channelId);
    return {
      token: 'unused',
      team_id: SLACK_TEAM.team_id,
      team_domain: 'stand-in',
      channel_id: input.channelId,
      channel_name: input.channelId.startsWith('D')
        ? 'directmessage'
        : channel?.isPrivate
          ? 'privategroup'
          : (channel?.name ?? 'unknown'),
      user_id: input.userId,
      user_name: state.users.get(input.userId)?.name ?? input.userId,
      command: input.command ?? '/tandem',
      text: input.text,
      api_app_id: 'A0STANDIN',
      is_enterprise_install: 'false',
      response_url: responseUrl(input.channelId, input.userId),
      trigger_id: trigger(input.userId),
    };
  };
  const user = (userId: string) => ({
    id: userId,
    username: state.users.get(userId)?.name ?? userId,
    team_id: SLACK_TEAM.team_id,
  });
  const buttonOf = (blocks: readonly Json[] | undefined, actionId: string): Json | undefined =>
    (blocks ?? [])
      .flatMap((block) => (block.type === 'actions' ? (block.elements as Json[]) : []))
      .find((element) => element.action_id === actionId);
  const actionPayload = (messageTs: string, actionId: string, userId: string): Json => {
    const message = state.messages.find((m) => m.ts === messageTs);
    const button = buttonOf(message?.blocks, actionId);
    if (message === undefined || button === undefined) throw new Error(`no button ${actionId} on message ${messageTs}`);
    return {
      type: 'block_actions',
      team: { id: SLACK_TEAM.team_id, domain: 'stand-in' },
      user: user(userId),
      api_app_id: 'A0STANDIN',
      token: 'unused',
      container: { type: 'message', message_ts: messageTs, channel_id: message.channelId, is_ephemeral: false },
      trigger_id: trigger(userId),
      channel: { id: message.channelId, name: state.channels.get(message.channelId)?.name ?? 'unknown' },
      message: { type: 'message', ts: messageTs, text: message.text },
      response_url: responseUrl(message.channelId, userId),
      actions: [{ ...button, type: 'button', block_id: 'b1', action_ts: state.nextTs() }],
      is_enterprise_install: false,
    };
  };
  /** A button of what one person alone was told last. */
  const privateActionPayload = (userId: string, actionId: string): Json => {
    const told = state.toldTo(userId).findLast(({ blocks }) => buttonOf(blocks, actionId) !== undefined);
    const button = buttonOf(told?.blocks, actionId);
    if (told === undefined || button === undefined) throw new Error(`${userId} was told nothing with ${actionId}`);
    const ts = state.nextTs();
    return {
      type: 'block_actions',
      team: { id: SLACK_TEAM.team_id, domain: 'stand-in' },
      user: user(userId),
      api_app_id: 'A0STANDIN',
      token: 'unused',
      container: { type: 'message', message_ts: ts, channel_id: told.channelId, is_ephemeral: true },
      trigger_id: trigger(userId),
      channel: { id: told.channelId, name: state.channels.get(told.channelId)?.name ?? 'directmessage' },
      response_url: responseUrl(told.channelId, userId),
      actions: [{ ...button, type: 'button', block_id: 'b1', action_ts: ts }],
      is_enterprise_install: false,
    };
  };
  /** Somebody chooses the bot's action in the menu of a message. */
  const messageActionPayload = (input: {
    callbackId: string;
    channelId: string;
    userId: string;
    text: string;
  }): Json => {
    const ts = state.nextTs();
    return {
      type: 'message_action',
      callback_id: input.callbackId,
      team: { id: SLACK_TEAM.team_id, domain: 'stand-in' },
      user: { ...user(input.userId), name: state.users.get(input.userId)?.name ?? input.userId },
      channel: { id: input.channelId, name: state.channels.get(input.channelId)?.name ?? 'unknown' },
      message: { type: 'message', user: 'UCUSTOMER', ts, text: input.text },
      message_ts: ts,
      action_ts: ts,
      token: 'unused',
      trigger_id: trigger(input.userId),
      response_url: responseUrl(input.channelId, input.userId),
    };
  };
  const submissionPayload = (viewId: string, values: Readonly<Record<string, string>>): Json => {
    const modal = state.modals.find((m) => m.id === viewId);
    if (modal === undefined) throw new Error(`no modal ${viewId}`);
    const inputs = (modal.view.blocks as Json[]).filter((block) => block.type === 'input');
    const given = inputs.map((block) => {
      const { action_id: actionId, type } = block.element as { action_id: string; type: string };
      const value = values[block.block_id as string] ?? null;
      const said = type === 'static_select' ? { selected_option: value === null ? null : { value } } : { value };
      return [block.block_id as string, { [actionId]: { type, ...said } }];
    });
    return {
      type: 'view_submission',
      team: { id: SLACK_TEAM.team_id, domain: 'stand-in' },
      user: user(modal.userId),
      api_app_id: 'A0STANDIN',
      token: 'unused',
      view: { ...modal.view, id: viewId, state: { values: Object.fromEntries(given) } },
      response_urls: [],
      is_enterprise_install: false,
    };
  };

  return { commandPayload, actionPayload, privateActionPayload, messageActionPayload, submissionPayload };
};
