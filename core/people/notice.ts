import type { Lang, LocalText } from '../common/lang.ts';
import type { ChannelPurpose, ChatIdentity, ConversationRef } from './chat-identity.ts';

/** Whom a notice is for: one person, privately, or everybody in a channel. */
export type NoticeAudience =
  | {
      readonly kind: 'staff';
      readonly staffId: string;
      /** An account that is not to hear it. */
      readonly except?: Pick<ChatIdentity, 'platform' | 'workspaceId' | 'userId'>;
    }
  | { readonly kind: 'channel'; readonly purpose: ChannelPurpose }
  /** One conversation, whatever it is for. */
  | { readonly kind: 'place'; readonly ref: ConversationRef; readonly lang: Lang };

/** Something that somebody is to hear in chat, once: a reminder, a freeze, a failure, the head of the audit chain. */
export interface Notice {
  /** Unique for ever: the same notice given twice is told once. */
  readonly key: string;
  readonly to: NoticeAudience;
  readonly title: LocalText;
  readonly lines: readonly LocalText[];
  /** Path on the portal with its leading slash, where the reader can act; null where there is nothing to open. */
  readonly path: string | null;
  readonly tone: 'normal' | 'attention' | 'warning';
  /** The review it is about: its card's actions are offered beside the text. */
  readonly campaignId: string | null;
  readonly at: Date;
}

/** One copy of a notice, claimed by a bot to be told at one place. */
export interface NoticeClaim {
  readonly id: string;
  /** Grows by one with each claim: how often it was tried. */
  readonly fence: number;
  readonly notice: Notice;
  /** Where: a channel, or the person's account on that platform. */
  readonly place:
    | { readonly kind: 'channel'; readonly ref: ConversationRef; readonly lang?: Lang }
    | { readonly kind: 'person'; readonly workspaceId: string; readonly userId: string; readonly lang: 'en' | 'ko' };
}
