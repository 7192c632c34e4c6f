import type { ChatPlatform } from './chat-identity.ts';
import type { Notice, NoticeClaim } from './notice.ts';

/** What people are to hear in chat. The bot follows it as it follows cards; any number of bot processes may. */
export interface NoticeService {
  /** Stores one copy for each place: every linked account of a person, or the channel of each platform. Idempotent by key. */
  tell(notice: Omit<Notice, 'at'>): Promise<void>;
  /** Claims one copy that is due on that platform, for 30 s, by compare-and-set. */
  claimNext(platform: ChatPlatform): Promise<NoticeClaim | undefined>;
  done(claim: NoticeClaim): Promise<void>;
  /** Tried again after `retryAfterMs`; `gone` gives this copy up. */
  failed(claim: NoticeClaim, input: { retryAfterMs: number; gone?: boolean }): Promise<void>;
}
