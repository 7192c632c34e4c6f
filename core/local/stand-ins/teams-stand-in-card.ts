export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** A card as it came over the wire. */
export interface StandInCard {
  readonly type?: string;
  readonly refresh?: unknown;
  readonly body?: readonly unknown[];
  readonly actions?: readonly unknown[];
}

export interface StandInAction {
  readonly title: string;
  readonly verb: string;
  readonly data: Record<string, unknown>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object in a card that has a `type`, cards behind buttons included. */
export const cardElements = (card: unknown): Record<string, unknown>[] => {
  if (Array.isArray(card)) return card.flatMap(cardElements);
  if (!isRecord(card)) return [];
  const inner = Object.entries(card)
    // What a fallback or a button's data holds is not on the screen.
    .filter(([key]) => key !== 'fallback' && key !== 'data')
    .flatMap(([, value]) => cardElements(value));
  return typeof card.type === 'string' ? [card, ...inner] : inner;
};

/** The Execute button with this verb, if the card shows one. */
export const findAction = (card: StandInCard, verb: string): StandInAction | undefined => {
  const found = cardElements(card).find((each) => each.type === 'Action.Execute' && each.verb === verb);
  return found === undefined
    ? undefined
    : { title: String(found.title), verb, data: isRecord(found.data) ? found.data : {} };
};

/** All words on a card, for reading in tests. */
export const cardText = (card: unknown): string =>
  cardElements(card)
    .flatMap((each) => {
      const facts = Array.isArray(each.facts) ? (each.facts as Record<string, unknown>[]) : [];
      return [each.text, each.title, ...facts.flatMap((fact) => [fact.title, fact.value])];
    })
    .filter((text) => typeof text === 'string')
    .join('\n');
