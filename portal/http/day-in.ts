import { DateTime } from 'luxon';

/** The beginning of a day `YYYY-MM-DD` in a zone; undefined where the text is none. Pure. */
export const dayIn = (text: string, zone: string): DateTime | undefined => {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? DateTime.fromISO(text, { zone }) : undefined;
  return day?.isValid === true ? day : undefined;
};
