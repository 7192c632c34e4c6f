import { type ConsentRecord, type Contact, can, type Topic } from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Card, Facts, PostButton, When } from '../layout/index.ts';
import { ACT_WORDS, CONSENT_CARD as CARD, WAY_WORDS } from './consent-words.ts';
import { CONSENT_WORDS } from './words.ts';

/** Consent by topic, a pause, and what is on record of how it came about. */
export const EvidenceCard = (props: {
  contact: Contact;
  topics: readonly Topic[];
  records: readonly ConsentRecord[];
  wordings: ReadonlyMap<string, string>;
  suppressed: boolean;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const { contact, topics, records, wordings } = props;
  const names = new Map(topics.map(({ id, name }) => [id, name]));
  const shown = topics.filter(({ id, archived }) => !archived || contact.topics?.[id] !== undefined);
  const mayAsk =
    staff !== undefined &&
    can(staff, 'contacts.edit') &&
    contact.address !== null &&
    !props.suppressed &&
    contact.consent.status !== 'granted';
  return (
    <Card title={t(CARD.evidence)} id="evidence">
      <Facts
        facts={[
          ...shown.map(({ id, name }) => {
            const said = contact.topics?.[id]?.status;
            return { label: t(name), value: t(said === undefined ? CARD.saidNothing : CONSENT_WORDS[said]) };
          }),
          ...(contact.pausedUntil === undefined || contact.pausedUntil.getTime() <= Date.now()
            ? []
            : [{ label: t(CARD.pausedUntil), value: <When at={contact.pausedUntil} /> }]),
        ]}
      />
      {records.length === 0 ? <p class="muted">{t(CARD.evidenceNone)}</p> : null}
      <ul class="rows">
        {records.map(({ id, act, way, topic, source, at, network, wording }) => (
          <li key={id}>
            <div>
              <strong>{t(ACT_WORDS[act])}</strong>:{' '}
              {topic === null ? t(CARD.allMail) : t(names.get(topic) ?? CARD.topics)}
              <div class="muted">
                {t(WAY_WORDS[way])} · {source} · <When at={at} />
                {network === null ? '' : ` · ${t(CARD.network, { network })}`}
              </div>
              {wording === null ? null : (
                <details>
                  <summary>{t(CARD.wording, { version: wording })}</summary>
                  <p>{wordings.get(wording)}</p>
                </details>
              )}
            </div>
          </li>
        ))}
      </ul>
      {mayAsk ? <PostButton action={`/contacts/${contact.id}/ask`} label={t(CARD.ask)} /> : null}
    </Card>
  );
};
