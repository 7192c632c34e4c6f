import type { Lang } from '../../common/lang.ts';
import type { ConversationRef } from '../../people/chat-identity.ts';

/** Why nothing is posted: somebody paused it, its channel does not take it, or whoever saved it may not search any more. */
export const SAVED_SEARCH_PAUSES = ['person', 'channel', 'owner'] as const;
export type SavedSearchPause = (typeof SAVED_SEARCH_PAUSES)[number];

/** Words that a channel hears of whenever something new has them. */
export interface SavedSearch {
  /** Derived from channel and words: the same words are saved once in a channel. */
  readonly id: string;
  readonly query: string;
  readonly ref: ConversationRef;
  /** As people read it: `#campaigns`. */
  readonly channelName: string;
  /** Language of what is posted. */
  readonly lang: Lang;
  /** Staff id of whoever saved it: what that person may not see is not posted. */
  readonly ownerId: string;
  /** Null while it is active. */
  readonly paused: SavedSearchPause | null;
  /** What came to be since then is new. */
  readonly since: Date;
  /** Grows by one with each change. */
  readonly revision: number;
}

/** Longest query, in characters. */
export const QUERY_LIMIT = 200;
/** Of one channel, the paused ones too. */
export const SAVED_IN_CHANNEL = 20;
