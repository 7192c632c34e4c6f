import type { ComponentChildren } from 'preact';
import type { Tone } from '../http/context.ts';

/** A message across the page: `info`, `good`, `warning` or `danger`. */
export const Banner = ({
  tone,
  role,
  children,
}: {
  tone: Tone;
  role?: 'status' | 'alert' | undefined;
  children: ComponentChildren;
}) => (
  <div class={`banner banner-${tone}`} role={role}>
    {children}
  </div>
);
