import { LANES } from '../approvals/approval.ts';
import type { ApprovalService } from '../approvals/approval-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import { contentHash } from '../common/canonical-json.ts';
import { isDomainError } from '../common/errors.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import { type Actor, actedBy } from '../people/staff.ts';
import type { Changes } from './campaign-changes.ts';
import type { Reading } from './campaign-reading.ts';
import type { StoredCampaign } from './campaign-store.ts';
import type { LaneSections } from './lane-hash.ts';
import { madeUpContact } from './made-up-contact.ts';
import { renderFor } from './render-for.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** What was decided on, as it looked: the mail as a made-up contact reads it, and both lanes' sections. */
export interface Snapshot {
  /** SHA-256 of the canonical JSON of all the rest: the audit log names it. */
  readonly hash: string;
  readonly subject: string;
  readonly from: string;
  readonly html: string;
  readonly text: string;
  readonly sections: LaneSections;
}

export type Snapshots = ReturnType<typeof createSnapshots>;

const hashOf = ({ subject, from, html, text, sections }: Omit<Snapshot, 'hash'>): string =>
  contentHash({ subject, from, html, text, sections });

/** Evidence for the audit log: what was decided on, and who of those who could decide looked at it. */
export const createSnapshots = (deps: {
  store: SnapshotStore;
  changes: Changes;
  reading: Reading;
  contacts: ContactService;
  approvals: ApprovalService;
  audit: AuditService;
}) => {
  const { store, changes, reading, contacts, approvals, audit } = deps;

  /** Stores the campaign as it looks now and answers the hash; null where its mail cannot be made. */
  const take = async (campaign: StoredCampaign): Promise<string | null> => {
    const [{ mail }, sections, attributes] = await Promise.all([
      reading.compile(campaign.content, campaign.senderDomain),
      reading.sectionsOf(campaign),
      contacts.attributes(),
    ]);
    if (mail === undefined) return null;
    try {
      const { subject, from, html, text } = renderFor(mail(), madeUpContact(attributes, campaign.content.lang));
      const looks = { subject, from, html, text, sections };
      const hash = hashOf(looks);
      await store.add({ hash, ...looks }, campaign.id, await changes.now());
      return hash;
    } catch (error) {
      if (!isDomainError(error)) throw error;
      return null;
    }
  };

  return {
    take,
    latestOf: store.latestOf,

    /** Undefined where there is none, and where what is stored is not what the hash names any more. */
    async byHash(hash: string): Promise<Snapshot | undefined> {
      const found = await store.byHash(hash);
      return found !== undefined && hashOf(found) === hash ? found : undefined;
    },

    /** Once for each person and content, while a lane waits for them. */
    async viewed(actor: Actor, id: string): Promise<void> {
      if (actor.kind !== 'staff') return;
      const cycle = await approvals.current(id);
      if (cycle?.state !== 'open') return;
      const may = await approvals.mayDecide(cycle);
      const lanes = LANES.filter((lane) => may[lane].some((staff) => staff.id === actor.staff.id));
      if (lanes.length === 0) return;
      const { marketing, it } = cycle.laneHashes;
      const view = `${cycle.id}:${actor.staff.id}:${marketing}:${it}`;
      if (!(await store.addView(view, await changes.now()))) return;
      try {
        await audit.append({
          ...actedBy(actor),
          action: 'campaign.reviewed_view',
          subject: id,
          data: {
            cycle: cycle.number,
            lanes: lanes.join(', '),
            marketing,
            it,
            snapshot: await take(await changes.get(id)),
          },
        });
      } catch (error) {
        // The next look is recorded instead.
        await store.dropView(view);
        throw error;
      }
    },
  };
};
