import type { Lang, LocalText } from '../common/lang.ts';
import type { ChatPlatform, ConversationRef } from '../people/chat-identity.ts';
import type { DigestSchedule } from './digest-schedule.ts';

/** Whom a digest is for: one person, privately, or everybody in a channel. */
export type DigestPlace =
  | { readonly kind: 'staff'; readonly staffId: string }
  | { readonly kind: 'channel'; readonly ref: ConversationRef; readonly name: string };

/** Why nothing comes: somebody paused it, its channel does not take it, or whoever set it up is gone. */
export const PAUSE_REASONS = ['person', 'archived', 'not_invited', 'gone', 'owner'] as const;
export type DigestPause = (typeof PAUSE_REASONS)[number];

/** What somebody asked to read, when and where. One for each person and one for each channel. */
export interface DigestSubscription {
  /** Derived from the place: the same place has the same one for ever. */
  readonly id: string;
  readonly place: DigestPlace;
  readonly schedule: DigestSchedule;
  readonly lang: Lang;
  /** Beside chat, by mail to the person. Who has no chat account gets mail all the same. */
  readonly mail: boolean;
  /** Staff id of whoever set it up last: it shows what that person may see. */
  readonly ownerId: string;
  /** Null while it is active. */
  readonly paused: DigestPause | null;
  /** When the next one is due; null while it is paused. */
  readonly nextAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a digest counts (`from` included, `to` not), and the same days a week earlier, which it is compared with. */
export interface DigestPeriod {
  readonly from: Date;
  readonly to: Date;
  readonly before: { readonly from: Date; readonly to: Date };
}

/** `due`: not built yet. `ready`: on its way or sent. `empty`: there was nothing to say. `dropped`: paused before it was built. */
export type DigestState = 'due' | 'ready' | 'empty' | 'dropped' | 'preview';

/** One digest, kept as it was sent. */
export interface Digest {
  readonly id: string;
  readonly subscriptionId: string;
  readonly place: DigestPlace;
  readonly period: DigestPeriod;
  readonly zone: string;
  readonly lang: Lang;
  readonly ownerId: string;
  readonly state: DigestState;
  /** When it was due. */
  readonly at: Date;
  /** What there is to say of its time (a clock change); null where there is nothing. */
  readonly note: LocalText | null;
  /** Null while it is due, and where there was nothing to say. */
  readonly content: DigestContent | null;
}

export const DIGEST_SECTIONS = [
  'results',
  'costs',
  'changes',
  'reviews',
  'preflight',
  'incidents',
  'fields',
  'insights',
  'thanks',
] as const;
export type DigestSectionKey = (typeof DIGEST_SECTIONS)[number];

/** What was counted, in both languages, so that every surface shows the same and shows it for ever. */
export interface DigestContent {
  readonly id: string;
  readonly sections: readonly DigestSection[];
  readonly countedAt: Date;
}

export interface DigestSection {
  readonly key: DigestSectionKey;
  readonly title: LocalText;
  readonly figures: readonly DigestFigure[];
  readonly lines: readonly DigestLine[];
  readonly table: DigestTable | null;
  readonly chart: DigestChart | null;
}

/** A number with its name. It opens `path`, or `items`: the list as it was then. */
export interface DigestFigure {
  /** Unique in its digest. */
  readonly key: string;
  readonly label: LocalText;
  readonly value: LocalText;
  /** What it was a week earlier, mostly. */
  readonly note: LocalText | null;
  readonly items: readonly DigestItem[];
  /** On the portal with its leading slash: a list that is counted when it is opened. */
  readonly path?: string;
}

export interface DigestItem {
  readonly label: string;
  /** Path on the portal with its leading slash. */
  readonly path: string;
}

export interface DigestLine {
  readonly text: LocalText;
  readonly path: string | null;
}

export interface DigestTable {
  readonly columns: readonly LocalText[];
  /** The first cell leads to `path`. */
  readonly rows: readonly { readonly path: string | null; readonly cells: readonly LocalText[] }[];
}

/** Bars, one group for each label. */
export interface DigestChart {
  readonly title: LocalText;
  readonly labels: readonly LocalText[];
  readonly series: readonly { readonly name: LocalText; readonly values: readonly number[] }[];
  readonly unit: '%' | '';
  /** What the picture shows, in words. */
  readonly alt: LocalText;
}

/** One copy of a digest, claimed by a bot to be posted at one place. */
export interface DigestClaim {
  readonly id: string;
  /** Grows by one with each claim. */
  readonly fence: number;
  readonly digest: Digest & { readonly content: DigestContent };
  readonly place:
    | { readonly kind: 'channel'; readonly ref: ConversationRef }
    | { readonly kind: 'person'; readonly workspaceId: string; readonly userId: string };
}

export type DigestWay = ChatPlatform | 'mail';
