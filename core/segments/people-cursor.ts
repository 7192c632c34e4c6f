/** Where a page of people begins: behind this contact, in the order of when they were made, then of ids. */
export interface PeoplePlace {
  readonly at: Date;
  /** Empty: nobody of that moment was seen yet. */
  readonly id: string;
}

export const writePlace = ({ at, id }: PeoplePlace): string => `${at.getTime()}.${id}`;

/** Undefined for the beginning, and for what is no place: addresses of pages are kept, and older ones held an id alone. */
export const readPlace = (text: string): PeoplePlace | undefined => {
  const parts = /^(\d{1,15})\.(.{0,100})$/.exec(text);
  return parts === null ? undefined : { at: new Date(Number(parts[1])), id: parts[2] ?? '' };
};

/** Everybody behind a place. */
export const behind = (place: PeoplePlace | undefined): Readonly<Record<string, unknown>> => {
  if (place === undefined) return {};
  if (place.id === '') return { createdAt: { $gte: place.at } };
  return { $or: [{ createdAt: { $gt: place.at } }, { createdAt: place.at, _id: { $gt: place.id } }] };
};
