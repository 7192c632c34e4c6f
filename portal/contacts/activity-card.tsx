import { type Contact, type EventDefinition, type EventFact, eventName, type LocalText } from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Card, When } from '../layout/index.ts';
import { formatNumber } from '../words/text.ts';

const WORDS = {
  title: { en: 'Events', ko: '이벤트' },
  none: { en: 'No event has arrived yet.', ko: '아직 수집된 이벤트가 없습니다.' },
  times: { en: '{n}×, last', ko: '{n}회, 마지막' },
} as const satisfies Record<string, LocalText>;

/** What the contact did: each kind with its count, and the latest one by one. */
export const ActivityCard = (props: {
  contact: Contact;
  definitions: readonly EventDefinition[];
  facts: readonly EventFact[];
}) => {
  const t = useText();
  const { lang } = useViewer();
  const labels = new Map(props.definitions.map((definition) => [definition.key, eventName(definition, lang)]));
  const kinds = Object.entries(props.contact.activity ?? {});
  return (
    <Card title={t(WORDS.title)} id="events">
      {kinds.length === 0 ? <p class="muted">{t(WORDS.none)}</p> : null}
      <ul class="rows">
        {kinds.map(([key, { count, last }]) => (
          <li key={key}>
            <strong>{labels.get(key) ?? key}</strong>
            <span class="muted">
              {t(WORDS.times, { n: formatNumber(count, lang) })} <When at={last} />
            </span>
          </li>
        ))}
      </ul>
      {props.facts.length === 0 ? null : (
        <ol class="history">
          {props.facts.map(({ id, event, at, properties }) => (
            <li key={id}>
              {labels.get(event) ?? event}{' '}
              <span class="muted">
                <When at={at} /> {properties.map(({ name, value }) => `${name}: ${value}`).join(', ')}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
};
