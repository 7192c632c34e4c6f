import type { Actor } from '../../people/staff.ts';

export const PERSONA_LIMITS = { name: 60, line: 200, lines: 12 } as const;

/** A made-up person who stands for a segment: who it is about, in the words of those whom it is about. */
export interface Persona {
  readonly id: string;
  /** Unique, whatever its case and spacing. */
  readonly name: string;
  /** The live segment that it stands for. */
  readonly segmentId: string;
  /** An uploaded picture; null where there is none. */
  readonly pictureId: string | null;
  /** What they need, a line each. */
  readonly needs: readonly string[];
  /** How they say it themselves, a line each. */
  readonly words: readonly string[];
  /** Rises with each change; a change names the one that was read. */
  readonly revision: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** As a form gives it: `needs` and `words` with a line each. */
export interface PersonaInput {
  readonly name?: unknown;
  readonly segmentId?: unknown;
  readonly pictureId?: unknown;
  readonly needs?: unknown;
  readonly words?: unknown;
}

/** Personas: made by marketing, read by everybody. */
export interface PersonaService {
  /**
   * Its segment is followed from now on, so that its size has a trend.
   * @throws InvalidInput by field, segment.not_allowed, persona.name_taken, persona.segment_unknown
   */
  create(actor: Actor, input: PersonaInput): Promise<Persona>;
  /** @throws as create, persona.not_found, persona.changed_meanwhile */
  update(actor: Actor, id: string, input: PersonaInput & { revision: number }): Promise<Persona>;
  /** Insights that name it keep its id. @throws persona.not_found, segment.not_allowed */
  remove(actor: Actor, id: string): Promise<void>;
  byId(id: string): Promise<Persona | undefined>;
  /** By its whole name, or by the beginning of it where only one begins so. */
  named(text: string): Promise<Persona | undefined>;
  /** By name. */
  list(): Promise<readonly Persona[]>;
}
