import type { Clock } from '../common/clock.ts';
import { can } from '../people/permissions.ts';
import type { Staff } from '../people/staff.ts';
import { buildDigest } from './build-digest.ts';
import type { DigestContent, DigestPeriod } from './digest.ts';
import { type DigestAccess, type DigestFactsDeps, readDigestFacts } from './digest-facts.ts';
import type { DigestStore } from './digest-store.ts';

/** What a reader's digest may show. */
export const accessOf = (staff: Staff): DigestAccess => (can(staff, 'reports.view') ? 'reports' : 'insights');

/** Counts of periods. Everybody whose digest covers the same time and may see the same reads the same edition. */
export interface DigestEditions {
  /** As it was counted first, and kept. */
  of(period: DigestPeriod, access: DigestAccess): Promise<DigestContent>;
  /** Counted now, under an id of its own, and kept for a week. */
  preview(id: string, period: DigestPeriod, access: DigestAccess): Promise<DigestContent>;
}

export const createDigestEditions = (deps: {
  store: DigestStore;
  facts: DigestFactsDeps;
  clock: Clock;
}): DigestEditions => {
  const { store, clock } = deps;
  const count = async (id: string, period: DigestPeriod, access: DigestAccess): Promise<DigestContent> => {
    const facts = await readDigestFacts(deps.facts, period, access);
    return { id, sections: buildDigest(facts), countedAt: clock.now() };
  };
  const named = ({ from, to }: DigestPeriod, access: DigestAccess): string =>
    `${access}-${from.getTime().toString(36)}-${to.getTime().toString(36)}`;

  return {
    async of(period, access) {
      const id = named(period, access);
      return (await store.edition(id)) ?? store.keepEdition(await count(id, period, access));
    },
    preview: async (id, period, access) => store.keepEdition(await count(id, period, access), clock.now()),
  };
};
