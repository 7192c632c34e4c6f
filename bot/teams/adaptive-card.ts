/** The part of Adaptive Cards 1.5 that Tandem uses. */
export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly $schema?: string;
  readonly version?: '1.5';
  readonly lang?: 'en' | 'ko';
  readonly fallbackText?: string;
  readonly speak?: string;
  readonly body: readonly CardElement[];
  readonly msteams?: { readonly width: 'Full' };
}

/** Any element may be set off from the one above it. */
export type CardElement = { readonly separator?: boolean; readonly spacing?: Spacing } & (
  | {
      readonly type: 'TextBlock';
      readonly text: string;
      readonly wrap: true;
      readonly size?: 'Default' | 'Large';
      readonly weight?: 'Default' | 'Bolder';
      readonly color?: 'Default' | 'Good' | 'Attention' | 'Warning';
      readonly isSubtle?: boolean;
      readonly style?: 'default' | 'heading';
    }
  | { readonly type: 'FactSet'; readonly facts: readonly { readonly title: string; readonly value: string }[] }
  | {
      readonly type: 'Container';
      readonly style?: 'default' | 'emphasis' | 'good' | 'attention' | 'warning';
      readonly items: readonly CardElement[];
    }
  | { readonly type: 'Image'; readonly url: string; readonly altText: string; readonly size: 'Stretch' }
  | {
      readonly type: 'Input.Text';
      readonly id: string;
      readonly label: string;
      readonly isMultiline: boolean;
      readonly isRequired: boolean;
      readonly errorMessage?: string;
      readonly maxLength: number;
      readonly placeholder?: string;
      readonly value?: string;
    }
  | {
      readonly type: 'Input.ChoiceSet';
      readonly id: string;
      readonly label: string;
      readonly style: 'compact';
      readonly choices: readonly { readonly title: string; readonly value: string }[];
      readonly value?: string;
      readonly isRequired: boolean;
      readonly errorMessage?: string;
    }
  | { readonly type: 'ActionSet'; readonly actions: readonly CardAction[] }
);

type Spacing = 'None' | 'Small' | 'Default' | 'Medium';

export type CardAction =
  | {
      readonly type: 'Action.Execute';
      readonly title: string;
      readonly verb: string;
      readonly data: CardData;
      readonly style?: CardActionStyle;
      readonly associatedInputs: 'auto' | 'none';
      /** For clients that know Submit only; it arrives as a message with this data. */
      readonly fallback: CardSubmit;
    }
  | CardSubmit
  | { readonly type: 'Action.OpenUrl'; readonly title: string; readonly url: string }
  | {
      readonly type: 'Action.ShowCard';
      readonly title: string;
      readonly style?: CardActionStyle;
      readonly card: AdaptiveCard;
    };

export interface CardSubmit {
  readonly type: 'Action.Submit';
  readonly title: string;
  readonly data: CardData;
  readonly style?: CardActionStyle;
  readonly associatedInputs: 'auto' | 'none';
}

export type CardActionStyle = 'default' | 'positive' | 'destructive';
export type CardData = Readonly<Record<string, string | number>>;

export const CARD_CONTENT_TYPE = 'application/vnd.microsoft.card.adaptive';
