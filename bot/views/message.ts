import type { LaneState, Lang } from '../../core/index.ts';

/** A message as plain data: no markup of any platform. Two pure renderers make Block Kit and Adaptive Cards of it. */
export interface Message {
  /** Language of the texts, for the platform's accessibility fields. */
  readonly lang: Lang;
  /** One line that stands for the whole message in notifications. */
  readonly summary: string;
  readonly parts: readonly Part[];
}

/** Where a lane stands on a card; undecided where its review has ended without it. */
export type SectionState = LaneState | 'undecided';

export type Part =
  | { readonly kind: 'title'; readonly text: string }
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly tone?: 'normal' | 'subtle' | 'good' | 'attention' | 'warning';
    }
  | { readonly kind: 'facts'; readonly facts: readonly { readonly label: string; readonly value: string }[] }
  | { readonly kind: 'section'; readonly label: string; readonly state: SectionState; readonly text: string }
  | { readonly kind: 'picture'; readonly url: string; readonly alt: string }
  | { readonly kind: 'divider' }
  | { readonly kind: 'actions'; readonly actions: readonly Action[] };

export type Action =
  | {
      readonly kind: 'button';
      /** One of the action ids that both platforms handle. */
      readonly id: ActionId;
      readonly label: string;
      readonly style: 'normal' | 'primary' | 'danger';
      /** An id and a version, never a permission. */
      readonly value: Readonly<Record<string, string | number>>;
      /** Asks for words first: a modal on Slack, fields in the card on Teams. */
      readonly form?: Form;
    }
  | { readonly kind: 'link'; readonly label: string; readonly url: string };

export interface Form {
  readonly title: string;
  readonly submit: string;
  readonly fields: readonly FormField[];
}
export interface FormField {
  readonly id: string;
  readonly label: string;
  readonly multiline: boolean;
  readonly required: boolean;
  readonly maxLength: number;
  readonly hint?: string;
  /** What stands in it to begin with. */
  readonly initial?: string;
  /** One of these is chosen; without them it is typed. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

export type ActionId =
  | 'review.approve'
  | 'review.request_changes'
  | 'review.reject'
  | 'review.delegate'
  | 'review.later'
  | 'preflight.waive'
  | 'delivery.accepted'
  | 'delivery.not_accepted'
  | 'campaign.pause'
  | 'campaign.halt'
  | 'campaign.resume'
  | 'campaign.cancel'
  | 'insight.share'
  | 'insight.save'
  | 'insight.support'
  | 'insight.theme'
  | 'insight.edit'
  | 'insight.follow'
  | 'insight.withdraw'
  | 'insight.comment'
  | 'insight.brief'
  | 'field.grant'
  | 'field.refuse'
  | 'insight.decline'
  | 'insight.link'
  | 'search.pause'
  | 'search.resume'
  | 'search.delete'
  | 'digest.pause'
  | 'digest.resume'
  | 'digest.change'
  | 'digest.preview'
  | 'digest.results'
  | 'digest.costs'
  | 'digest.reviews'
  | 'digest.preflight'
  | 'digest.incidents'
  | 'digest.insights';
