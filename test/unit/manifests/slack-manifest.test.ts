import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { VERBS } from '../../../bot/flow/commands.ts';
import { CHANNEL_EVENTS } from '../../../bot/slack/channels/channel-events.ts';
import { SLASH_COMMANDS } from '../../../bot/slack/commands/slash-command.ts';
import { SLACK_PATH } from '../../../bot/slack/create-slack-app.ts';
import { INSIGHT_SHORTCUT } from '../../../bot/slack/insights/insight-form.ts';
import { filesUnder } from '../../support/files-under.ts';

/** The structure and lengths of docs.slack.dev/reference/app-manifest, as far as Tandem uses it. */
const manifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(1), minor_version: z.literal(1) }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().min(1).max(140),
    long_description: z.string().min(174).max(4000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/i),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().min(1).max(80), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z][a-z0-9_-]{0,30}$/),
          url: z.url({ protocol: /^https$/ }),
          description: z.string().min(1).max(2000),
          usage_hint: z.string().max(1000),
          should_escape: z.boolean(),
        }),
      )
      .max(50),
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(24),
          type: z.enum(['message', 'global']),
          callback_id: z.string().min(1).max(255),
          description: z.string().min(1).max(150),
        }),
      )
      .max(10),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({
      request_url: z.url({ protocol: /^https$/ }),
      bot_events: z.array(z.string()).max(100),
    }),
    interactivity: z.strictObject({ is_enabled: z.literal(true), request_url: z.url({ protocol: /^https$/ }) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.literal(false),
    token_rotation_enabled: z.literal(false),
  }),
});

/** Scopes by method and by event (docs.slack.dev/reference); undefined where Slack asks for none. */
const SCOPES_OF_METHODS: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'conversations.info': ['channels:read', 'groups:read'],
  'views.open': [],
  'views.publish': [],
};
const SCOPES_OF_EVENTS: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  member_joined_channel: ['channels:read', 'groups:read'],
  channel_archive: ['channels:read'],
  channel_unarchive: ['channels:read'],
  channel_deleted: ['channels:read'],
  channel_left: ['channels:read'],
  group_archive: ['groups:read'],
  group_unarchive: ['groups:read'],
  group_deleted: ['groups:read'],
  group_left: ['groups:read'],
};

const root = process.cwd();
const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(root, 'manifests/slack-manifest.json'), 'utf8')));
const source = filesUnder(join(root, 'bot/slack'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

describe('the Slack app manifest', () => {
  test('declares the slash commands that the code handles, and no other', () => {
    expect(manifest.features.slash_commands.map((command) => command.command)).toEqual([...SLASH_COMMANDS]);
  });

  test('declares the message actions that the code handles, and no other', () => {
    expect(manifest.features.shortcuts.map((shortcut) => shortcut.callback_id)).toEqual([INSIGHT_SHORTCUT]);
  });

  test('hints at every verb', () => {
    const hint = manifest.features.slash_commands[0]?.usage_hint ?? '';
    expect(hint.split(' | ').map((usage) => usage.split(' ')[0])).toEqual(expect.arrayContaining([...VERBS]));
  });

  test('subscribes to the events that the code listens to, and no other', () => {
    const handled = ['app_home_opened', 'member_joined_channel', ...Object.keys(CHANNEL_EVENTS)].sort();
    expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual(handled);
    const listened = [...source.matchAll(/app\.event\('([a-z_]+)'/g)].map((match) => match[1]);
    expect(listened.sort()).toEqual(['app_home_opened', 'member_joined_channel']);
  });

  test('asks for the scopes that its methods and events need, and no other', () => {
    const called = [...source.matchAll(/client\.([a-z]+)\.([a-zA-Z]+)\(/g)].map((match) => `${match[1]}.${match[2]}`);
    expect(called.filter((method) => SCOPES_OF_METHODS[method] === undefined)).toEqual([]);
    const needed = new Set([
      'commands',
      ...called.flatMap((method) => SCOPES_OF_METHODS[method] ?? []),
      ...manifest.settings.event_subscriptions.bot_events.flatMap((event) => SCOPES_OF_EVENTS[event] ?? ['unknown']),
    ]);
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
  });

  test('sends everything to the one address that the bot listens on', () => {
    const urls = [
      ...manifest.features.slash_commands.map((command) => command.url),
      manifest.settings.event_subscriptions.request_url,
      manifest.settings.interactivity.request_url,
    ];
    expect(new Set(urls.map((url) => new URL(url).pathname))).toEqual(new Set([SLACK_PATH]));
  });
});
