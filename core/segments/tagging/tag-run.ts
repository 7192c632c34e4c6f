import type { Actor } from '../../people/staff.ts';

export const TAG_RUN_PHASES = ['pending', 'running', 'done', 'undoing', 'undone'] as const;
export type TagRunPhase = (typeof TAG_RUN_PHASES)[number];

/** Whose tags are changed: everybody whom a search finds, or who is in a segment, when the run begins to read. */
export type TagRunSource =
  | { readonly kind: 'search'; readonly query: string }
  | { readonly kind: 'segment'; readonly segmentId: string };

/** One tag put on many contacts, or taken off them. */
export interface TagRun {
  readonly id: string;
  readonly tag: string;
  readonly way: 'add' | 'remove';
  readonly source: TagRunSource;
  readonly phase: TagRunPhase;
  /** How many were found when it was asked for; it reads anew, so that it may be some more or less. */
  readonly total: number;
  /** Read so far; while it is undone, still to be given back. */
  readonly seen: number;
  /** Whose tags it changed. */
  readonly changed: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** Tags of many contacts at once, in the background, with a way back. */
export interface TagRunService {
  /** @throws contact.not_allowed, contact.tag_invalid, segment.not_found */
  begin(actor: Actor, input: { tag: string; way: 'add' | 'remove'; source: TagRunSource }): Promise<TagRun>;
  /**
   * Gives everybody whom it changed back what they had. Who got the tag from somebody else as well loses it too.
   * @throws contact.not_allowed, segment.tag_run_not_done
   */
  undo(actor: Actor, id: string): Promise<TagRun>;
  byId(id: string): Promise<TagRun | undefined>;
  /** The newest first, at most 50. */
  list(): Promise<readonly TagRun[]>;
  /** Works on what is due; the sweep calls this. Each run is worked on by one process at a time. */
  runDue(): Promise<number>;
}
