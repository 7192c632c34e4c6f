import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import { type Actor, actedBy } from '../people/staff.ts';
import { attributeLabelled, isAttributeKey, keyFromLabel, labelKey, mayNameAttribute } from './attribute-key.ts';
import { type AttributeStore, SEARCHABLE_LIMIT } from './attribute-store.ts';
import type { AttributeDefinition, AttributeType } from './contact.ts';
import { contactErrors, requireContactPermission } from './contact-errors.ts';
import type { ContactStore } from './contact-store.ts';

export type AttributeService = ReturnType<typeof createAttributeService>;

/** Definitions of attributes: made by imports and by staff, never changed in type. */
export const createAttributeService = ({
  store,
  contacts,
  clock,
  audit,
}: {
  store: AttributeStore;
  contacts: ContactStore;
  clock: Clock;
  audit: AuditService;
}) => {
  const byKey = async (key: string, field: string): Promise<AttributeDefinition> => {
    const found = isAttributeKey(key) ? (await store.list()).find((definition) => definition.key === key) : undefined;
    if (found === undefined) throw contactErrors.attributeUnknown(key.slice(0, 64), field);
    return found;
  };

  /** The attribute with this label, made where there is none. @throws contact.attribute_type_conflict */
  const ensure = async (label: string, type: AttributeType, field = 'type'): Promise<AttributeDefinition> => {
    const shown = label.normalize('NFC').trim();
    for (;;) {
      const all = await store.list();
      const known = attributeLabelled(all, shown);
      if (known !== undefined) {
        if (known.type !== type) throw contactErrors.attributeTypeConflict(known.label, known.type, field);
        return known;
      }
      const key = shown.length > 200 ? undefined : keyFromLabel(shown, new Set(all.map((d) => d.key.toLowerCase())));
      if (key === undefined) throw contactErrors.labelInvalid();
      if (!mayNameAttribute(shown)) throw contactErrors.labelReserved(shown);
      const createdAt = clock.now();
      // Where somebody else takes the label or the key meanwhile, look again.
      if (
        await store.insert({
          _id: key,
          label: shown,
          labelKey: labelKey(shown),
          foldedKey: key.toLowerCase(),
          type,
          createdAt,
        })
      ) {
        return { key, label: shown, type, searchable: false, createdAt };
      }
    }
  };

  return {
    list: () => store.list(),
    byKey,
    ensure,

    async define(actor: Actor, { label, type }: { label: string; type: AttributeType }): Promise<AttributeDefinition> {
      requireContactPermission(actor, 'contacts.edit');
      const definition = await ensure(label, type);
      await audit.append({
        ...actedBy(actor),
        action: 'attribute.defined',
        subject: definition.key,
        data: { type },
      });
      return definition;
    },

    async setSearchable(actor: Actor, key: string, searchable: boolean): Promise<AttributeDefinition> {
      requireContactPermission(actor, 'settings.manage');
      const definition = await byKey(key, 'key');
      if (searchable) {
        if (!(await store.markSearchable(key))) throw contactErrors.tooManySearchable(SEARCHABLE_LIMIT);
        await contacts.indexAttribute(key);
      } else {
        await store.unmarkSearchable(key);
        await contacts.dropAttributeIndex(key);
      }
      if (definition.searchable !== searchable) {
        await audit.append({
          ...actedBy(actor),
          action: searchable ? 'attribute.searchable' : 'attribute.not_searchable',
          subject: key,
          data: {},
        });
      }
      return { ...definition, searchable };
    },

    async setRestricted(actor: Actor, key: string, restricted: boolean): Promise<AttributeDefinition> {
      requireContactPermission(actor, 'settings.manage');
      const definition = await byKey(key, 'key');
      await store.setRestricted(key, restricted);
      if ((definition.restricted === true) !== restricted) {
        await audit.append({
          ...actedBy(actor),
          action: restricted ? 'attribute.restricted' : 'attribute.not_restricted',
          subject: key,
          data: {},
        });
      }
      return { ...definition, restricted };
    },
  };
};
