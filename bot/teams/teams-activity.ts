import { z } from 'zod';
import type { Lang } from '../../core/index.ts';
import type { Conversation, SpeakerIdentity } from '../flow/context.ts';

const id = z.string().min(1).max(1_000);
const name = z.string().max(1_000).optional();

/** The part of an activity that Tandem reads; everything else is carried along for the library and never trusted. */
export const incomingActivity = z.looseObject({
  type: z.string().min(1).max(100),
  id: id.optional(),
  name,
  channelId: z.string().min(1).max(100),
  serviceUrl: z.url({ protocol: /^https?$/ }).max(500),
  from: z.looseObject({ id, name, aadObjectId: z.string().max(200).optional() }),
  /** The bot; the library ends a turn without it. */
  recipient: z.looseObject({ id, name }),
  conversation: z.looseObject({
    id,
    name,
    conversationType: z.string().max(100).optional(),
    isGroup: z.boolean().optional(),
    tenantId: z.string().max(200).optional(),
  }),
  text: z.string().max(100_000).nullish(),
  locale: z.string().max(100).nullish(),
  action: z.string().max(100).nullish(),
  value: z.unknown().optional(),
  channelData: z
    .looseObject({
      tenant: z.looseObject({ id: z.string().max(200).optional() }).optional(),
      channel: z.looseObject({ id: z.string().max(1_000).optional(), name }).optional(),
      team: z.looseObject({ id: z.string().max(1_000).optional(), name }).optional(),
      eventType: z.string().max(100).optional(),
    })
    .nullish(),
});
export type IncomingActivity = z.infer<typeof incomingActivity>;

/** Where Teams names no tenant (the Agents Playground may not). */
export const NO_TENANT = 'local';

export const tenantOf = (activity: IncomingActivity): string =>
  activity.channelData?.tenant?.id ?? activity.conversation.tenantId ?? NO_TENANT;

const langOf = (activity: IncomingActivity): Lang => (activity.locale?.toLowerCase().startsWith('ko') ? 'ko' : 'en');

export const speakerIdentityOf = (activity: IncomingActivity): SpeakerIdentity => ({
  platform: 'teams',
  workspaceId: tenantOf(activity),
  userId: activity.from.aadObjectId ?? activity.from.id,
  displayName: activity.from.name ?? '',
  lang: langOf(activity),
});

/** A reply chain is named `CHANNEL;messageid=ROOT`; the channel itself is what stands before. */
const rootConversationId = (conversationId: string): string => conversationId.split(';')[0] ?? conversationId;

export const conversationOf = (activity: IncomingActivity): Conversation => ({
  platform: 'teams',
  workspaceId: tenantOf(activity),
  channelId: rootConversationId(activity.conversation.id),
  serviceUrl: activity.serviceUrl,
  name:
    activity.channelData?.channel?.name ??
    activity.conversation.name ??
    activity.channelData?.team?.name ??
    (langOf(activity) === 'ko' ? '이 대화' : 'This conversation'),
  personal: activity.conversation.conversationType === 'personal',
});

/** How Teams writes the signs that mean something in its markup. */
const DECODED: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/**
 * The bot's mention and markup taken off: `<at>Tandem</at> status C-1` and its HTML form become `status C-1`. Whoever
 * else is mentioned stays by name, because it may be part of a reason.
 */
export const commandText = (activity: IncomingActivity): string =>
  (activity.text ?? '')
    .trim()
    .replace(/<at(?:\s[^<>]{0,500})?>(.{0,500}?)<\/at>/gis, (_mention, name: string, at: number) =>
      at === 0 || name.trim() === activity.recipient.name ? ' ' : name,
    )
    .replace(/<[^>]{0,500}>/g, ' ')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => DECODED[entity] ?? entity)
    .trim();
