import type { ComponentChildren } from 'preact';

export type BadgeTone = 'neutral' | 'info' | 'good' | 'warning' | 'danger' | 'accent';

/** A short state, in words; the colour only repeats what the words say. */
export const Badge = ({ tone = 'neutral', children }: { tone?: BadgeTone; children: ComponentChildren }) => (
  <span class={`badge badge-${tone}`}>{children}</span>
);
