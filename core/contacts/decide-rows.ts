import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import { sameValue } from './attribute-value.ts';
import type { AttributeValue, Consent, SuppressionReason } from './contact.ts';
import type { ContactChange, ContactDocument, ContactStore } from './contact-store.ts';
import type { RowDraft, RowRefusal } from './import-row.ts';

/** A row that is taken, with its contact as it is after the batch. */
export interface AppliedRow {
  readonly row: number;
  readonly result: 'created' | 'updated' | 'unchanged';
  readonly contact: Pick<ContactDocument, '_id' | 'address' | 'consent'>;
}

/** What a batch is about to write that was not there before: made contacts, and attributes of others that had none. */
export interface PlannedAdditions {
  readonly created: readonly string[];
  readonly added: readonly { readonly id: string; readonly attributes: Readonly<Record<string, AttributeValue>> }[];
}

/** What rows come to with people as they were read. */
export interface DecidedRows {
  readonly rows: readonly AppliedRow[];
  readonly refusals: readonly RowRefusal[];
  readonly additions: PlannedAdditions;
  readonly made: readonly ContactDocument[];
  readonly changes: readonly ContactChange[];
}

export interface RowWork {
  readonly store: ContactStore;
  readonly hash: KeyedHash;
  readonly ids: Ids;
  readonly now: () => Date;
}

interface Working {
  readonly document: ContactDocument;
  /** Consent as it was read; undefined for a contact that is new. */
  readonly stored: Consent['status'] | undefined;
  /** Fields to set, by path. */
  readonly set: Record<string, unknown>;
  /** Attributes that a stored contact had not, by key. */
  readonly added: Record<string, AttributeValue>;
  consent: Consent | undefined;
}

/**
 * What an import may do to consent: it fills in what is unknown and records a refusal; it never turns a refusal into
 * anything else, and never forgets a grant. Undefined: nothing changes.
 */
const mergeConsent = (stored: Consent, incoming: Consent): Consent | undefined => {
  if (stored.status === incoming.status || stored.status === 'refused' || incoming.status === 'unknown')
    return undefined;
  return incoming;
};

/**
 * Reads who exists, and decides what each row makes and changes; a later row about the same contact changes what the earlier
 * one made. Nothing is written. An address or external id that is set is never replaced: consent and suppression hang on
 * it, and the embedded server keeps a replaced value of a unique index taken. Contacts whose ids are among `tried` were made
 * by an earlier try: their rows count as created.
 */
export const decideRows = async (
  {
    store,
    hash,
    ids,
    now,
  }: Pick<RowWork, 'hash' | 'ids' | 'now'> & {
    store: Pick<ContactStore, 'byAddressHashes' | 'byExternalIds' | 'suppressionsAmong'>;
  },
  drafts: readonly RowDraft[],
  tried: ReadonlySet<string> = new Set(),
): Promise<DecidedRows> => {
  const hashOf = new Map<string, string>();
  for (const { address, addressHash } of drafts) {
    if (address !== undefined && !hashOf.has(address)) hashOf.set(address, addressHash ?? hash.personal(address));
  }
  const hashes = [...hashOf.values()];
  const byAddressRows = hashes.length === 0 ? [] : await store.byAddressHashes(hashes);
  // Who is found by address need not be read again by external id.
  const found = new Set(byAddressRows.map(({ externalId }) => externalId));
  const externalIds = [
    ...new Set(drafts.flatMap(({ externalId: id }) => (id === undefined || found.has(id) ? [] : [id]))),
  ];
  const [suppressed, byExternalRows] = await Promise.all([
    // Read after the contacts: an erasure suppresses before it removes, so whoever is gone by then is known to be erased.
    hashes.length === 0 ? new Map<string, SuppressionReason>() : store.suppressionsAmong(hashes),
    externalIds.length === 0 ? [] : store.byExternalIds(externalIds),
  ]);
  const known = new Map<string, Working>();
  for (const document of [...byAddressRows, ...byExternalRows]) {
    if (known.has(document._id)) continue;
    known.set(document._id, { document, stored: document.consent.status, set: {}, added: {}, consent: undefined });
  }
  const byAddress = new Map<string, Working>();
  const byExternal = new Map<string, Working>();
  for (const working of known.values()) {
    if (working.document.address !== undefined) byAddress.set(working.document.address, working);
    if (working.document.externalId !== undefined) byExternal.set(working.document.externalId, working);
  }

  const fresh: Working[] = [];
  const refusals: RowRefusal[] = [];
  const rows: AppliedRow[] = [];
  const ours = new Set(tried);

  for (const draft of drafts) {
    const a = draft.address === undefined ? undefined : byAddress.get(draft.address);
    const e = draft.externalId === undefined ? undefined : byExternal.get(draft.externalId);
    const addressHash = draft.address === undefined ? undefined : hashOf.get(draft.address);
    const erased = addressHash !== undefined && suppressed.get(addressHash) === 'erased';
    const refusal = erased ? erasedRow(draft.row) : conflict(draft, a, e);
    if (refusal !== undefined) {
      refusals.push(refusal);
      continue;
    }
    const target = a ?? e;
    if (target === undefined) {
      const at = now();
      const working: Working = {
        document: {
          _id: ids.next(),
          ...(draft.address === undefined || addressHash === undefined ? {} : { address: draft.address, addressHash }),
          ...(draft.externalId === undefined ? {} : { externalId: draft.externalId }),
          attributes: Object.fromEntries(draft.attributes),
          consent: draft.consent,
          createdAt: at,
          updatedAt: at,
        },
        stored: undefined,
        set: {},
        added: {},
        consent: undefined,
      };
      fresh.push(working);
      if (draft.address !== undefined) byAddress.set(draft.address, working);
      if (draft.externalId !== undefined) byExternal.set(draft.externalId, working);
      rows.push({ row: draft.row, result: 'created', contact: working.document });
      continue;
    }
    const changed = change(target, draft, addressHash);
    if (draft.address !== undefined && a === undefined) byAddress.set(draft.address, target);
    if (draft.externalId !== undefined && e === undefined) byExternal.set(draft.externalId, target);
    // Made by this very batch before another writer interrupted it.
    const result = ours.delete(target.document._id) ? 'created' : changed ? 'updated' : 'unchanged';
    rows.push({ row: draft.row, result, contact: target.document });
  }

  // Ids of one millisecond come in no order; contacts are listed by id and should stand as in the file.
  const inOrder = fresh.map((working) => working.document._id).sort();
  for (const [i, working] of fresh.entries()) working.document._id = inOrder[i] ?? working.document._id;
  const at = now();
  return {
    rows,
    refusals,
    additions: {
      created: inOrder,
      added: [...known.values()].flatMap(({ document, added }) =>
        Object.keys(added).length === 0 ? [] : [{ id: document._id, attributes: added }],
      ),
    },
    made: fresh.map((working) => working.document),
    changes: [...known.values()]
      .filter((working) => Object.keys(working.set).length > 0 || working.consent !== undefined)
      .map(({ document, stored, set, consent }) => ({
        id: document._id,
        set: { ...set, updatedAt: at },
        ...(consent === undefined || stored === undefined ? {} : { consent: { from: stored, to: consent } }),
      })),
  };
};

const erasedRow = (row: number): RowRefusal => ({
  row,
  reason: 'erased',
  text: {
    en: 'The person with this address was erased on request and is not stored again. Remove the row. Whoever comes back agrees under another address.',
    ko: '이 주소의 사람은 요청에 따라 삭제되어 다시 저장하지 않습니다. 이 행을 지우세요. 다시 받으려는 사람은 다른 주소로 동의해야 합니다.',
  },
});

const conflict = (draft: RowDraft, a: Working | undefined, e: Working | undefined): RowRefusal | undefined => {
  if (a !== undefined && e !== undefined && a !== e) {
    return {
      row: draft.row,
      reason: 'two_contacts',
      text: {
        en: 'The address belongs to one contact and the external id to another. Correct one of them.',
        ko: '주소와 외부 ID가 서로 다른 연락처에 속합니다. 둘 중 하나를 고치세요.',
      },
    };
  }
  if (
    a !== undefined &&
    draft.externalId !== undefined &&
    (a.document.externalId ?? draft.externalId) !== draft.externalId
  ) {
    return {
      row: draft.row,
      reason: 'external_id_differs',
      text: {
        en: 'The contact with this address has another external id. Correct the id, or leave it out.',
        ko: '이 주소의 연락처에는 다른 외부 ID가 있습니다. ID를 고치거나 비워 두세요.',
      },
    };
  }
  if (a === undefined && draft.address !== undefined && (e?.document.address ?? draft.address) !== draft.address) {
    return {
      row: draft.row,
      reason: 'address_differs',
      text: {
        en: 'The contact with this external id has another address, and consent belongs to an address. Leave the id out to make a contact of the new address.',
        ko: '이 외부 ID의 연락처에는 다른 주소가 있으며, 수신 동의는 주소에 속합니다. 새 주소의 연락처를 만들려면 ID를 비워 두세요.',
      },
    };
  }
  return undefined;
};

const change = (working: Working, draft: RowDraft, addressHash: string | undefined): boolean => {
  const { document, stored, set } = working;
  let changed = false;
  const put = (path: string, value: unknown): void => {
    if (stored !== undefined) set[path] = value;
    changed = true;
  };
  if (draft.address !== undefined && addressHash !== undefined && document.address !== draft.address) {
    document.address = draft.address;
    document.addressHash = addressHash;
    put('address', document.address);
    put('addressHash', document.addressHash);
  }
  if (draft.externalId !== undefined && document.externalId !== draft.externalId) {
    document.externalId = draft.externalId;
    put('externalId', draft.externalId);
  }
  for (const [key, value] of draft.attributes) {
    const before: AttributeValue | undefined = document.attributes[key];
    if (sameValue(before, value)) continue;
    document.attributes[key] = value;
    if (stored !== undefined && (before === undefined || Object.hasOwn(working.added, key))) working.added[key] = value;
    put(`attributes.${key}`, value);
  }
  const consent = mergeConsent(document.consent, draft.consent);
  if (consent !== undefined) {
    document.consent = consent;
    if (stored !== undefined) working.consent = consent;
    changed = true;
  }
  return changed;
};
