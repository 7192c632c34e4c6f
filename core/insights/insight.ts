import type { ChatPlatform } from '../people/chat-identity.ts';
import type { SentimentLabel } from './sentiment/sentiment.ts';

/** Where the employee heard it. */
export const INSIGHT_SOURCES = ['call', 'store', 'support', 'social', 'other'] as const;
export type InsightSource = (typeof INSIGHT_SOURCES)[number];

/** How the customer lets it be quoted: not outside this company, without a name, or with it. */
export const QUOTE_CONSENTS = ['internal', 'anonymous', 'named'] as const;
export type QuoteConsent = (typeof QUOTE_CONSENTS)[number];

/** `linked`: it became part of something. `used`: a brief was made of it. */
export const INSIGHT_STATES = ['new', 'linked', 'used', 'declined', 'withdrawn'] as const;
export type InsightState = (typeof INSIGHT_STATES)[number];

const INSIGHT_LINKS = ['segment', 'campaign', 'persona'] as const;
/** What an insight may be tied to. */
export type InsightLinkKind = (typeof INSIGHT_LINKS)[number];

export interface InsightLink {
  readonly kind: InsightLinkKind;
  /** Id of the segment or the persona, or `C-12`. */
  readonly id: string;
  readonly by: string;
  readonly at: Date;
}

export interface InsightComment {
  readonly by: string;
  readonly at: Date;
  readonly text: string;
}

/** The message in chat that it was made of; null where it was typed. */
export interface InsightOrigin {
  readonly platform: ChatPlatform;
  readonly channelId: string;
  /** Opens the message; null where the platform gave none. */
  readonly permalink: string | null;
}

/** What an employee heard from a customer; called I-12 everywhere. Addresses and telephone numbers are masked before it is stored. */
export interface Insight {
  readonly id: string;
  readonly number: number;
  readonly text: string;
  /** Who said it, in the employee's words ("a guest of the Busan hotel"); empty where nobody was named. */
  readonly customer: string;
  /** Key of the theme; null where none fits yet. */
  readonly themeKey: string | null;
  /** What it is about, in the employee's words ("breakfast buffet"); empty or absent where that was not said. */
  readonly product?: string;
  /** Where ("Busan"); empty or absent where that was not said. */
  readonly region?: string;
  readonly source: InsightSource;
  readonly quoteConsent: QuoteConsent;
  /** An https address with more about it; null where there is none. */
  readonly link: string | null;
  readonly origin: InsightOrigin | null;
  readonly authorId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly state: InsightState;
  /** What stands beside `declined`: the words for the author. */
  readonly reason: string | null;
  /** A guess until a person corrects it. */
  readonly sentiment: {
    readonly label: SentimentLabel;
    /** −1 to 1. */
    readonly score: number;
    /** Staff id of who corrected it; null while it is a guess. */
    readonly correctedBy: string | null;
  };
  /** Everybody who said "I heard that too", the author left out. */
  readonly supporters: readonly string[];
  readonly links: readonly InsightLink[];
  readonly comments: readonly InsightComment[];
  /** Rises with each change; a change names the one that was read. */
  readonly revision: number;
}

/** What insights are about; kept by those who triage. */
export interface Theme {
  /** Lower case, words joined by hyphens; never changes. */
  readonly key: string;
  readonly name: string;
  /** Staff who hear of each new insight in it. */
  readonly followers: readonly string[];
  readonly createdAt: Date;
}
