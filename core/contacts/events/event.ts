import type { Lang, LocalText } from '../../common/lang.ts';

/** What a property of an event can be. */
export const EVENT_VALUE_TYPES = ['text', 'number', 'boolean'] as const;
export type EventValueType = (typeof EVENT_VALUE_TYPES)[number];
export type EventValue = string | number | boolean;

export const EVENT_LIMITS = {
  /** Events taken by one request. */
  batch: 1_000,
  /** Different names in a workspace. */
  names: 50,
  /** Properties that one event may carry. */
  properties: 20,
  /** Properties of a name that rules can ask for: the first that arrived. */
  keptProperties: 8,
  /** Events of a name that are kept with a contact, the newest. */
  recent: 50,
  nameLength: 64,
  textLength: 200,
  idLength: 128,
  /** How far a clock may run ahead of ours. */
  aheadMs: 10 * 60_000,
} as const;

export interface EventProperty {
  /** Letters of any script, digits and `_`; unique within its event. */
  readonly key: string;
  readonly label: string;
  /** That of the first value that arrived; others are refused. */
  readonly type: EventValueType;
}

/** A kind of event: made when its first one arrives. */
export interface EventDefinition {
  /** Letters of any script, digits and `_`; unique. */
  readonly key: string;
  /** The name as it arrived first. Case, spaces, `_` and `-` do not tell names apart. */
  readonly label: string;
  readonly properties: readonly EventProperty[];
}

/**
 * What a contact did, of one kind of event, kept by the intake so that a rule is answered without the events themselves.
 * `count`, `first`, `last` and `totals` are over all of them, `recent` holds the newest.
 */
export interface Activity {
  readonly count: number;
  readonly first: Date;
  readonly last: Date;
  /** The latest first; `p` holds the kept properties by key. */
  readonly recent: readonly { readonly at: Date; readonly p: Readonly<Record<string, EventValue>> }[];
  /** Of numeric properties: how many events had it, and their sum. */
  readonly totals?: Readonly<Record<string, { readonly n: number; readonly sum: number }>>;
}

/** By the key of the event. */
export type Activities = Readonly<Record<string, Activity>>;

/** One event that happened. */
export interface EventFact {
  /** What makes it one: the caller's id, else a digest of what it says. Unique. */
  readonly id: string;
  readonly contactId: string;
  /** Key of its definition. */
  readonly event: string;
  readonly at: Date;
  readonly properties: readonly { readonly name: string; readonly value: EventValue }[];
}

/** What Tandem itself notes of a contact. Callers cannot send events of these names. */
export const NOTED_EVENTS = {
  entered: { name: 'Entered segment', text: { en: 'Entered segment', ko: '세그먼트 진입' } },
  left: { name: 'Left segment', text: { en: 'Left segment', ko: '세그먼트 이탈' } },
} as const satisfies Record<string, { name: string; text: LocalText }>;
export type NotedEvent = keyof typeof NOTED_EVENTS;

/** What a kind of event is called in a language: as it arrived, and what Tandem notes in the reader's. */
export const eventName = ({ label }: Pick<EventDefinition, 'label'>, lang: Lang): string =>
  Object.values(NOTED_EVENTS).find(({ name }) => name === label)?.text[lang] ?? label;

/** Why an event was not taken, and where in the batch it stood, from 0. */
export interface RefusedEvent {
  readonly index: number;
  /** As the caller named it: `properties.amount`. */
  readonly field: string;
  readonly code: string;
  readonly text: LocalText;
}

export interface EventReport {
  readonly accepted: number;
  /** Taken before, or twice in this batch. */
  readonly duplicates: number;
  readonly refused: readonly RefusedEvent[];
}
