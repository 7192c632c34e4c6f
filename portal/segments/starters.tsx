import { type Core, type EventDefinition, type RuleStarter, rfmStarters } from '../../core/index.ts';
import { useText } from '../http/index.ts';
import { EVENT_WORDS_OF_EDITOR as EVENT } from './event-words.ts';

/** Rules that a new segment may begin with, over one event. */
export interface StarterChoices {
  readonly event: EventDefinition;
  readonly others: readonly EventDefinition[];
  readonly starters: readonly RuleStarter[];
  readonly chosen?: RuleStarter | undefined;
}

/** Undefined where no event has arrived yet. The event is the one that is asked for, else the first with an amount. */
export const startersFor = async (
  core: Core,
  asked: { event: string; id: string; zone: string },
): Promise<StarterChoices | undefined> => {
  const events = await core.events.definitions();
  const amountOf = (event: EventDefinition) => event.properties.find(({ type }) => type === 'number')?.key;
  const event = events.find(({ key }) => key === asked.event) ?? events.find(amountOf) ?? events[0];
  if (event === undefined) return undefined;
  const property = amountOf(event);
  // What is much is looked up for a rule that is used, not for its name.
  const much = property === undefined ? undefined : asked.id === '' ? 0 : await core.events.topSum(event.key, property);
  const starters = rfmStarters({
    event: event.key,
    ...(property === undefined || much === undefined ? {} : { property, much }),
    zone: asked.zone,
  });
  return {
    event,
    others: events.filter((one) => one !== event),
    starters,
    chosen: starters.find(({ id }) => id === asked.id),
  };
};

const addressOf = (event: EventDefinition, id?: string): string =>
  `/segments/new?${new URLSearchParams({ event: event.key, ...(id === undefined ? {} : { starter: id }) })}`;

/** Links that fill the form; nothing is stored by them. */
export const Starters = ({ event, others, starters, chosen }: StarterChoices) => {
  const t = useText();
  return (
    <details class="card starters" open={chosen === undefined}>
      <summary>{t(EVENT.starters)}</summary>
      <p class="muted">{t(EVENT.startersLead, { event: event.label })}</p>
      <p class="actions">
        {starters.map(({ id, name }) => (
          <a
            key={id}
            href={addressOf(event, id)}
            class="button secondary small"
            aria-current={id === chosen?.id ? 'true' : undefined}
          >
            {t(name)}
          </a>
        ))}
      </p>
      {others.length === 0 ? null : (
        <p>
          {t(EVENT.otherEvent)}{' '}
          {others.map((other, i) => (
            <span key={other.key}>
              {i === 0 ? '' : ' · '}
              <a href={addressOf(other)}>{other.label}</a>
            </span>
          ))}
        </p>
      )}
    </details>
  );
};
