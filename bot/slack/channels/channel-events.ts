import type { App } from '@slack/bolt';
import { channelChanged } from '../../flow/channel-here.ts';
import type { SlackRuntime } from '../runtime.ts';

type Health = Parameters<typeof channelChanged>[2];

/** What Slack tells of a channel's fate, and what it means for cards. The manifest subscribes to exactly these. */
export const CHANNEL_EVENTS = {
  channel_archive: 'archived',
  group_archive: 'archived',
  channel_unarchive: 'ok',
  group_unarchive: 'ok',
  channel_left: 'not_invited',
  group_left: 'not_invited',
  channel_deleted: 'gone',
  group_deleted: 'gone',
} as const satisfies Record<string, Health>;

/** The portal says what stands in the way of cards as soon as Slack does. A repeated event changes nothing. */
export const registerChannelEvents = (app: App, runtime: SlackRuntime): void => {
  const changed = (workspaceId: string, channelId: string, health: Health): Promise<void> =>
    runtime.work('channel event', () =>
      channelChanged(runtime.ctx, { platform: 'slack', workspaceId, channelId }, health),
    );
  for (const [name, health] of Object.entries(CHANNEL_EVENTS)) {
    app.event(name as keyof typeof CHANNEL_EVENTS, ({ event, body }) => changed(body.team_id, event.channel, health));
  }
  app.event('member_joined_channel', async ({ event, body, context }) => {
    if (event.user === context.botUserId) await changed(body.team_id, event.channel, 'ok');
  });
};
