import type { BatchDoc, PartDoc, PlacesDoc, Recipient } from './delivery-doc.ts';

/** A batch with everyone who has a place in it. */
export interface PlacedBatch {
  readonly batch: BatchDoc;
  readonly places: PlacesDoc;
}

const recipientAt = ({ contactIds, addresses, variables }: PlacesDoc, position: number): Recipient => ({
  position,
  contactId: contactIds[position] ?? '',
  address: addresses[position] ?? '',
  variables: variables[position] ?? '{}',
});

/** Who is in one part of a batch, in the order of their positions. Pure. */
export const peopleOf = (
  part: Pick<PartDoc, 'from' | 'to'>,
  places: PlacesDoc,
  { excluded }: Pick<BatchDoc, 'excluded'>,
): Recipient[] => {
  const out = new Set(excluded.map(({ position }) => position));
  const people: Recipient[] = [];
  for (let position = part.from; position < part.to; position += 1) {
    if (!out.has(position)) people.push(recipientAt(places, position));
  }
  return people;
};

/** The part of a batch that a position is in; undefined for one who is left out. Pure. */
export const partWith = (batch: BatchDoc, position: number): PartDoc | undefined =>
  batch.excluded.some((out) => out.position === position)
    ? undefined
    : [batch, ...batch.waiting, ...batch.settled].find(({ from, to }) => from <= position && position < to);

/** A contact's place in a batch; undefined where they have none, or are left out of its mail. Pure. */
export const recipientIn = ({ batch, places }: PlacedBatch, contactId: string): Recipient | undefined => {
  const position = places.contactIds.indexOf(contactId);
  return partWith(batch, position) === undefined ? undefined : recipientAt(places, position);
};
