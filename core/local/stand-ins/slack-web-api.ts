import { messageComplaints, viewComplaints } from './slack-limits.ts';
import { SLACK_TEAM, type SlackChannel, type SlackState } from './slack-state.ts';

type Json = Record<string, unknown>;
export type SlackArguments = Readonly<Record<string, unknown>>;

/** An answer with `ok: false`. */
export class SlackRefusal extends Error {
  readonly detail: readonly string[];
  constructor(code: string, detail: readonly string[] = []) {
    super(code);
    this.detail = detail;
  }
}

export const textOf = (args: SlackArguments, key: string): string => {
  const value = args[key];
  return typeof value === 'string' ? value : '';
};
export const blocksOf = (args: SlackArguments): readonly Json[] =>
  Array.isArray(args.blocks) ? (args.blocks as Json[]) : [];

/** The Web API's methods that Tandem calls, with their documented refusals. */
export const createSlackMethods = (
  state: SlackState,
  socketUrl: () => string,
): Readonly<Record<string, (args: SlackArguments) => Json>> => {
  /** A message to a person goes into their conversation with the app, which Slack opens by itself. */
  const direct = (userId: string): SlackChannel =>
    state.channels.get(`D${userId}`) ?? state.addChannel({ id: `D${userId}`, name: 'direct', isPrivate: true });
  const channelFor = (args: SlackArguments): SlackChannel => {
    const id = textOf(args, 'channel');
    const channel = state.users.has(id) ? direct(id) : state.channels.get(id);
    if (channel === undefined || (channel.isPrivate && !channel.hasBot)) throw new SlackRefusal('channel_not_found');
    return channel;
  };
  const writable = (args: SlackArguments): SlackChannel => {
    const channel = channelFor(args);
    if (channel.isArchived) throw new SlackRefusal('is_archived');
    if (!channel.hasBot) throw new SlackRefusal('not_in_channel');
    const complaints = messageComplaints(args);
    if (complaints.some((complaint) => complaint.startsWith('no_text'))) throw new SlackRefusal('no_text');
    if (complaints.length > 0) throw new SlackRefusal('invalid_blocks', complaints);
    return channel;
  };
  const viewFor = (args: SlackArguments): Json => {
    const complaints = viewComplaints(args.view);
    if (complaints.length > 0) throw new SlackRefusal('invalid_arguments', complaints);
    return args.view as Json;
  };

  const methods: Readonly<Record<string, (args: SlackArguments) => Json>> = {
    'auth.test': () => ({ url: 'https://stand-in.slack.test/', team: 'Stand-in', ...SLACK_TEAM }),
    'chat.postMessage': (args) => {
      const channel = writable(args);
      const threadTs = textOf(args, 'thread_ts');
      if (threadTs !== '' && !state.messages.some((m) => m.channelId === channel.id && m.ts === threadTs)) {
        throw new SlackRefusal('thread_not_found');
      }
      const ts = state.nextTs();
      state.messages.push({
        channelId: channel.id,
        ts,
        threadTs: threadTs === '' ? undefined : threadTs,
        text: textOf(args, 'text'),
        blocks: blocksOf(args),
        edits: 0,
      });
      return { channel: channel.id, ts };
    },
    'chat.update': (args) => {
      const channel = writable(args);
      const message = state.messages.find((m) => m.channelId === channel.id && m.ts === textOf(args, 'ts'));
      if (message === undefined) throw new SlackRefusal('message_not_found');
      message.text = textOf(args, 'text');
      message.blocks = blocksOf(args);
      message.edits += 1;
      return { channel: channel.id, ts: message.ts };
    },
    'chat.postEphemeral': (args) => {
      const channel = writable(args);
      if (!state.users.has(textOf(args, 'user'))) throw new SlackRefusal('user_not_in_channel');
      state.ephemerals.push({
        channelId: channel.id,
        userId: textOf(args, 'user'),
        text: textOf(args, 'text'),
        blocks: blocksOf(args),
        via: 'chat.postEphemeral',
      });
      return { message_ts: state.nextTs() };
    },
    'conversations.info': (args) => {
      const channel = channelFor(args);
      return {
        channel: {
          id: channel.id,
          name: channel.name,
          is_archived: channel.isArchived,
          is_private: channel.isPrivate,
          is_member: channel.hasBot,
        },
      };
    },
    'users.info': (args) => {
      const user = state.users.get(textOf(args, 'user'));
      if (user === undefined) throw new SlackRefusal('user_not_found');
      return { user: { id: user.id, name: user.name, real_name: user.name, locale: user.locale } };
    },
    'views.open': (args) => {
      const trigger = state.triggers.get(textOf(args, 'trigger_id'));
      if (trigger === undefined) throw new SlackRefusal('invalid_trigger_id');
      state.triggers.delete(textOf(args, 'trigger_id'));
      if (trigger.expires < Date.now()) throw new SlackRefusal('expired_trigger_id');
      const view = viewFor(args);
      const id = `V${state.nextTs().replace('.', '')}`;
      state.modals.push({ id, userId: trigger.userId, view, closed: false });
      return { view: { ...view, id } };
    },
    'views.publish': (args) => {
      state.homes.set(textOf(args, 'user_id'), viewFor(args));
      return {};
    },
    'apps.connections.open': () => ({ url: socketUrl() }),
  };
  return methods;
};
