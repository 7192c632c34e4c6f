import type { Lang } from '../../core/index.ts';
import { en } from './words-en.ts';
import { ko } from './words-ko.ts';

/** Every sentence of chat; both languages have the same keys. */
export type ChatWords = typeof en;

export const CHAT_WORDS: Readonly<Record<Lang, ChatWords>> = { en, ko };
