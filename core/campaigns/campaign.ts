import type { Lang } from '../common/lang.ts';
import type { Block } from './mail-block.ts';

export const CAMPAIGN_STATES = [
  'draft',
  'in_review',
  'scheduled',
  'sending',
  'paused',
  'held',
  'halted',
  'sent',
  'cancelled',
  'rejected',
  'failed',
] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** What can happen to a campaign. `campaign-states.ts` says what is legal where. */
export type CampaignEvent =
  | 'submit'
  | 'request_changes'
  | 'withdraw'
  | 'approve'
  | 'reject'
  | 'start'
  | 'pause'
  | 'resume'
  | 'hold'
  | 'halt'
  | 'release'
  | 'cancel'
  | 'complete'
  | 'fail';

/**
 * Why the system holds a campaign, so that code never reads the words. It says what leads on: a person releases
 * `overdue` and `preflight`, both keys release `freeze` and `drift`, nothing releases `not_approved` and `changed`.
 */
export const HELD_BY = ['freeze', 'overdue', 'not_approved', 'changed', 'preflight', 'drift'] as const;
export type HeldBy = (typeof HELD_BY)[number];

export const KPIS = ['delivered', 'opened', 'clicked', 'converted'] as const;
export interface Brief {
  readonly goal: string;
  readonly kpi: (typeof KPIS)[number];
  /** Share of the audience in per cent, 0 to 100. */
  readonly kpiTarget: number;
  readonly budget: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Staff id. */
  readonly ownerId: string;
}

export type MailBody =
  | { readonly kind: 'blocks'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'mjml';
      readonly source: string;
      /** As they were written before there was a source, to go back to; nothing of them is sent. */
      readonly blocks?: readonly Block[];
    };

export interface Content {
  readonly fromName: string;
  /** The part before the @; the domain belongs to IT (`SenderDomain`). */
  readonly fromLocalPart: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly preheader: string;
  readonly lang: Lang;
  readonly body: MailBody;
}

/** What a mail may have missed with a person. */
export const MISSED_EVENTS = ['delivered', 'opened', 'clicked'] as const;

/** The audience of a finished campaign less those with whom its mail came that far. */
export interface MissedAudience {
  readonly campaignId: string;
  readonly event: (typeof MISSED_EVENTS)[number];
}

/** Whom a campaign means: everybody in any of the included segments who is in none of the excluded. */
export interface CampaignAudience {
  /** The first of the included segments. */
  readonly segmentId: string | null;
  /** More of them; absent where there are none. */
  readonly alsoIds?: readonly string[];
  /** Segments whose people are left out; absent where there are none. */
  readonly exceptIds?: readonly string[];
  /** What the mail is about: nobody gets it who refused that topic; absent where it is about none. */
  readonly topicId?: string;
  /** Of a resend: only these, read when the audience is frozen. Without an included segment it is all of them. */
  readonly missed?: MissedAudience;
}

export interface Schedule {
  /** Wall-clock time as typed, `YYYY-MM-DDTHH:MM`, in `zone`; null sends as soon as both keys are given. */
  readonly localTime: string | null;
  readonly zone: string;
  /** The same moment in UTC; null as above. */
  readonly at: Date | null;
  /**
   * At the same wall-clock time in each recipient's own zone, and to nobody before `at`; absent where everybody gets it
   * at `at`. Whose zone is not known gets it as in `fallbackZone`.
   */
  readonly local?: { readonly fallbackZone: string };
}

/** At most `mails` of all campaigns to one person within any `days` days. */
export interface FrequencyCap {
  readonly mails: number;
  readonly days: number;
}

/** No mail between these times (`HH:MM`) where the recipient is: it waits until they are over, or is not sent at all. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  readonly policy: 'hold' | 'drop';
}

/** What keeps mail from people who are eligible otherwise. */
export interface SendingLimits {
  readonly cap: FrequencyCap | null;
  readonly quietHours: QuietHours | null;
  /** The attribute that names a contact's time zone, such as Asia/Seoul. */
  readonly zoneAttribute: string | null;
}

/** `cap`: not capped, for a reason. `transactional`: neither capped nor quiet, and it counts towards no cap. */
export const EXEMPTIONS = ['cap', 'transactional'] as const;
export interface Exemption {
  readonly kind: (typeof EXEMPTIONS)[number];
  readonly reason: string;
}

export interface Campaign {
  /** `C-12` everywhere. */
  readonly id: string;
  readonly name: string;
  readonly state: CampaignState;
  /** Grows by one with each edit of its content, audience, brief or schedule. */
  readonly version: number;
  /** Grows by one with each change of any kind; compare-and-set uses it. */
  readonly revision: number;
  readonly brief: Brief;
  readonly content: Content;
  readonly audience: CampaignAudience;
  readonly schedule: Schedule;
  /** Null where every rule holds for it. */
  readonly exemption: Exemption | null;
  /** The domain mail is sent from; IT's section. */
  readonly senderDomain: string;
  readonly authorId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly archivedAt: Date | null;
  /** Why it is paused, held, halted or failed: shown as a banner with the next step. */
  readonly reason: { readonly en: string; readonly ko: string } | null;
  /** Of `held` only; null for a cause of another kind, which a person releases. */
  readonly heldBy: HeldBy | null;
  /** People who matched at approval, and at the launch that was held because they differ too much. */
  readonly drift: { readonly approved: number; readonly found: number } | null;
  /** Of `halted` only. */
  readonly haltedAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Fixed when the second key was given: what is sent is a pure function of this and the contact. */
  readonly approved: ApprovedContent | null;
}

/** Frozen at approval. `hashes` are the lane hashes that both keys named. */
export interface ApprovedContent {
  readonly version: number;
  readonly cycle: number;
  readonly hashes: { readonly marketing: string; readonly it: string };
  readonly segment: {
    /** The first of the included; null for a resend without. */
    readonly id: string | null;
    readonly version: number;
    readonly rule: unknown;
    readonly name: string;
  };
  readonly matching: number;
  /** The sending rules as they hold for it; absent in approvals from before there were any. */
  readonly limits?: SendingLimits;
  readonly at: Date;
}
