/** A table of legal moves: from each state, the events that may happen and the state each leads to. */
export type Transitions<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>;

export type Move<State extends string> = { readonly ok: true; readonly to: State } | { readonly ok: false };

/** The state that `event` leads to, or `ok: false` where the table has no such move. */
export const move = <State extends string, Event extends string>(
  table: Transitions<State, Event>,
  from: State,
  event: Event,
): Move<State> => {
  const to = table[from][event];
  return to === undefined ? { ok: false } : { ok: true, to };
};
