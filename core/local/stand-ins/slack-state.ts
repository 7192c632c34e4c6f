type Json = Record<string, unknown>;

export const SLACK_TEAM = { team_id: 'T0STANDIN', user_id: 'U0TANDEM', bot_id: 'B0TANDEM' } as const;

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  isArchived: boolean;
  hasBot: boolean;
}

export interface SlackMessage {
  readonly channelId: string;
  readonly ts: string;
  /** The message it answers. */
  readonly threadTs: string | undefined;
  text: string;
  blocks: readonly Json[];
  edits: number;
}

export interface SlackEphemeral {
  readonly channelId: string;
  readonly userId: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly via: 'response_url' | 'chat.postEphemeral';
}

export interface SlackModal {
  readonly id: string;
  readonly userId: string;
  readonly view: Json;
  closed: boolean;
}

/** What the stand-in knows: channels and people, and all that the bot said. */
export const slackState = () => {
  let last = 0;
  const channels = new Map<string, SlackChannel>();
  const users = new Map<string, { readonly id: string; readonly name: string; readonly locale: string }>();
  const messages: SlackMessage[] = [];
  const ephemerals: SlackEphemeral[] = [];
  return {
    channels,
    users,
    messages,
    ephemerals,
    modals: [] as SlackModal[],
    homes: new Map<string, Json>(),
    triggers: new Map<string, { readonly userId: string; readonly expires: number }>(),
    responseUrls: new Map<
      string,
      { readonly channelId: string; readonly userId: string; left: number; readonly expires: number }
    >(),
    /** `at` in milliseconds: when the call came. */
    calls: [] as { readonly method: string; readonly args: Json; readonly at: number }[],
    refusals: [] as { readonly method: string; readonly error: string; readonly detail: readonly string[] }[],
    /** Grows with each call, as Slack's does within a channel. */
    nextTs(): string {
      last = Math.max(last + 1, Date.now() * 1000);
      return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
    },
    addChannel(input: {
      id: string;
      name: string;
      isPrivate?: boolean;
      isArchived?: boolean;
      hasBot?: boolean;
    }): SlackChannel {
      const channel = {
        id: input.id,
        name: input.name,
        isPrivate: input.isPrivate ?? false,
        isArchived: input.isArchived ?? false,
        hasBot: input.hasBot ?? true,
      };
      channels.set(channel.id, channel);
      return channel;
    },
    addUser(input: { id: string; name: string; locale?: string }): void {
      users.set(input.id, { id: input.id, name: input.name, locale: input.locale ?? 'en-US' });
    },
    /** Top-level messages of a channel, oldest first. */
    inChannel: (channelId: string): SlackMessage[] =>
      messages.filter((message) => message.channelId === channelId && message.threadTs === undefined),
    repliesTo: (ts: string): SlackMessage[] => messages.filter((message) => message.threadTs === ts),
    /** What one person alone was told, oldest first. */
    toldTo: (userId: string): SlackEphemeral[] => ephemerals.filter((said) => said.userId === userId),
  };
};

export type SlackState = ReturnType<typeof slackState>;

/** All words of a message, for assertions: what a reader sees, in order. */
export const slackWords = (blocks: readonly Json[]): string => {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        if (key === 'text' && typeof item === 'string') found.push(item);
        else if (key !== 'confirm') walk(item);
      }
    }
  };
  walk(blocks);
  return found.join('\n');
};
