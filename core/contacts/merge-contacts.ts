import type { Consent, Contact } from './contact.ts';
import { TAG_LIMITS } from './tag.ts';

type Parts = Pick<
  Contact,
  'address' | 'externalId' | 'attributes' | 'consent' | 'lists' | 'tags' | 'topics' | 'pausedUntil' | 'createdAt'
>;

const union = (a: readonly string[] = [], b: readonly string[] = []): readonly string[] => [...new Set([...a, ...b])];

/**
 * One person out of two contacts. What the kept one has stays; the other fills in what is missing. A refusal of either
 * stands; a consent of the other counts only where its address is taken over, because consent belongs to an address.
 */
export const mergedContact = (kept: Contact, gone: Contact): Parts => {
  const takesAddress = kept.address === null && gone.address !== null;
  const refusal = [kept.consent, gone.consent].find(({ status }) => status === 'refused');
  const consent: Consent = refusal ?? (takesAddress && kept.consent.status === 'unknown' ? gone.consent : kept.consent);
  const topics = { ...(kept.topics ?? {}) };
  for (const [topic, said] of Object.entries(gone.topics ?? {})) {
    if (said.status === 'refused' || (takesAddress && topics[topic] === undefined)) topics[topic] = said;
  }
  const pauses = [kept.pausedUntil, gone.pausedUntil].filter((at) => at !== undefined);
  const pausedUntil = pauses.sort((a, b) => b.getTime() - a.getTime())[0];
  const lists = union(kept.lists, gone.lists);
  const tags = union(kept.tags, gone.tags).slice(0, TAG_LIMITS.perContact);
  return {
    address: kept.address ?? gone.address,
    externalId: kept.externalId ?? gone.externalId,
    attributes: { ...gone.attributes, ...kept.attributes },
    consent,
    ...(lists.length === 0 ? {} : { lists }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(Object.keys(topics).length === 0 ? {} : { topics }),
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
    createdAt: kept.createdAt < gone.createdAt ? kept.createdAt : gone.createdAt,
  };
};
