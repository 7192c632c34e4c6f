import type { ComponentChildren } from 'preact';

/** A part of a page with a heading of its own. */
export const Card = ({
  title,
  id,
  actions,
  children,
}: {
  title?: string | undefined;
  id?: string | undefined;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) => (
  <section class="card" id={id}>
    {title === undefined ? null : (
      <header class="card-head">
        <h2>{title}</h2>
        {actions === undefined ? null : <div class="actions">{actions}</div>}
      </header>
    )}
    {children}
  </section>
);

/** Names and values, side by side. */
export const Facts = ({ facts }: { facts: readonly { label: string; value: ComponentChildren }[] }) => (
  <dl class="facts">
    {facts.map((fact) => (
      <div key={fact.label}>
        <dt>{fact.label}</dt>
        <dd>{fact.value}</dd>
      </div>
    ))}
  </dl>
);
