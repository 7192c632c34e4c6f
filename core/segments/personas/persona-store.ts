import { type Database, isDuplicateKey, type StoreIndexes } from '../../common/database-store.ts';
import type { Persona } from './persona.ts';

type PersonaDocument = Omit<Persona, 'id'> & { readonly _id: string; readonly nameKey: string };

/** Holds a name: a document of its own, because the embedded server keeps a replaced value of a unique index taken. */
interface NameDocument {
  /** The name key. */
  _id: string;
  personaId: string;
}

export const PERSONA_INDEXES: readonly StoreIndexes[] = [
  {
    collection: 'personas',
    indexes: [{ key: { segmentId: 1 } }],
    shapes: [{ fields: { segmentId: 'equal' } }, { fields: { _id: 'equal', revision: 'equal' } }],
  },
];

export const personaNameKey = (name: string): string =>
  name.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();

const toPersona = ({ _id, nameKey: _, ...rest }: PersonaDocument): Persona => ({ id: _id, ...rest });

export type PersonaStore = ReturnType<typeof createPersonaStore>;

export const createPersonaStore = (database: Database) => {
  const personas = database.connection.collection<PersonaDocument>('personas');
  const names = database.connection.collection<NameDocument>('persona_names');

  /** False where another persona has the name. A holder that has it no longer, as its process died, is replaced. */
  const holdName = async (key: string, personaId: string): Promise<boolean> => {
    try {
      await names.insertOne({ _id: key, personaId });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const holder = await names.findOne({ _id: key });
    if (holder === null) return holdName(key, personaId);
    if (holder.personaId === personaId) return true;
    const held = await personas.findOne({ _id: holder.personaId });
    // Not stored yet, or never: its maker is between the two writes, so the name counts as taken.
    if (held === null || held.nameKey === key) return false;
    return (await names.findOneAndUpdate({ _id: key, personaId: holder.personaId }, { $set: { personaId } })) !== null;
  };
  const releaseName = (key: string, personaId: string) => names.deleteOne({ _id: key, personaId });

  return {
    byId: async (id: string): Promise<Persona | undefined> => {
      const found = await personas.findOne({ _id: id });
      return found === null ? undefined : toPersona(found);
    },
    ofSegment: async (segmentId: string): Promise<Persona[]> =>
      (await personas.find({ segmentId }).toArray()).map(toPersona),
    /** By name. */
    list: async (): Promise<Persona[]> =>
      (await personas.find({}).toArray()).sort((a, b) => (a.nameKey < b.nameKey ? -1 : 1)).map(toPersona),
    /** False where the name is taken. */
    insert: async ({ id, ...rest }: Persona): Promise<boolean> => {
      const nameKey = personaNameKey(rest.name);
      if (!(await holdName(nameKey, id))) return false;
      await personas.insertOne({ _id: id, nameKey, ...rest });
      return true;
    },
    /** Compare-and-set on the revision that was read. */
    replace: async (
      before: Persona,
      change: Pick<Persona, 'name' | 'segmentId' | 'pictureId' | 'needs' | 'words' | 'updatedAt'>,
    ): Promise<Persona | 'changed' | 'name_taken'> => {
      const [nameKey, old] = [personaNameKey(change.name), personaNameKey(before.name)];
      if (nameKey !== old && !(await holdName(nameKey, before.id))) return 'name_taken';
      const after = await personas.findOneAndUpdate(
        { _id: before.id, revision: before.revision },
        { $set: { ...change, nameKey }, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      );
      if (nameKey !== old) await releaseName(after === null ? nameKey : old, before.id);
      return after === null ? 'changed' : toPersona(after);
    },
    remove: async ({ id, name }: Persona): Promise<void> => {
      await personas.deleteOne({ _id: id });
      await releaseName(personaNameKey(name), id);
    },
  };
};
