import { randomBytes } from 'node:crypto';
import {
  type ChatPlatform,
  type ConversationRef,
  type Core,
  isDomainError,
  type Lang,
  type Logger,
  type Staff,
} from '../../core/index.ts';
import { errorMessage, linkInvitation, unexpectedMessage } from '../views/answers.ts';
import type { Message } from '../views/message.ts';
import type { ChatNotifier } from './notifier.ts';

/** What every handler of both platforms gets. */
export interface BotContext {
  readonly core: Core;
  readonly logger: Logger;
  /** Filled by each platform's app when it is made; absent where the platform is off. */
  readonly notifiers: Partial<Record<ChatPlatform, ChatNotifier>>;
  /** Makes the card followers look at once, so that shared cards change while the clicker still looks at them. */
  nudge(): void;
}

/** Who speaks, as the platform vouches for it. */
export interface SpeakerIdentity {
  readonly platform: ChatPlatform;
  readonly workspaceId: string;
  readonly userId: string;
  readonly displayName: string;
  /** The platform's guess at the person's language, for people we do not know. */
  readonly lang?: Lang;
}

/** Where somebody speaks. */
export interface Conversation extends ConversationRef {
  /** As people read it: `#campaigns`. */
  readonly name: string;
  /** A conversation of one person with the bot. */
  readonly personal: boolean;
}

/** What became of a request: `unlinked` and `refused` changed nothing. */
export type Outcome = 'done' | 'refused' | 'unlinked' | 'failed';

export const speakerOf = (ctx: BotContext, identity: SpeakerIdentity): Promise<Staff | undefined> =>
  ctx.core.people.byIdentity(identity.platform, identity.workspaceId, identity.userId);

/** Where a workspace is reached to speak to its people (Teams); undefined where no channel of it is known. */
export const serviceUrlOf = async (
  { core }: BotContext,
  platform: ChatPlatform,
  workspaceId: string,
): Promise<string | undefined> =>
  (await core.channels.list()).find((one) => one.platform === platform && one.workspaceId === workspaceId)?.serviceUrl;

/** The language for somebody we do not know: what the platform says, else that of the campaign channel. */
export const guessLang = async (ctx: BotContext, { lang, platform, workspaceId }: SpeakerIdentity): Promise<Lang> =>
  lang ?? (await ctx.core.channels.get(platform, workspaceId))?.lang ?? 'en';

/** The way to connect a chat account that nobody owns yet. */
export const invitationFor = async (ctx: BotContext, identity: SpeakerIdentity): Promise<Message> => {
  const { platform, workspaceId, userId, displayName } = identity;
  const { token } = await ctx.core.people.startLink({ platform, workspaceId, userId, displayName });
  return linkInvitation(`${ctx.core.config.portal.url}/link/${token}`, await guessLang(ctx, identity));
};

/** Turns whatever was thrown into an answer: a domain error in words, anything else as a reference that the log has too. */
export const answerTo = (
  ctx: BotContext,
  error: unknown,
  lang: Lang,
  where: string,
): { message: Message; outcome: Outcome } => {
  if (isDomainError(error)) {
    ctx.logger.info({ code: error.code, where }, 'refused');
    return { message: errorMessage(error, lang), outcome: 'refused' };
  }
  const reference = randomBytes(4).toString('hex');
  ctx.logger.error({ err: error, reference, where }, 'a chat request failed');
  return { message: unexpectedMessage(reference, lang), outcome: 'failed' };
};
