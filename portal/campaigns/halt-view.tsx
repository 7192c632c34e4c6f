import { type Campaign, can, type HaltState, possibleEvents, type WaitingForPerson } from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { Banner, Card, Field, Form, PostButton, When } from '../layout/index.ts';
import { PREFLIGHT } from './preflight-words.ts';

/** What was typed into a halt that core refused. */
export interface HaltDraft {
  readonly reason: string;
  readonly errors: FormErrors;
}

/** The one command by which either side stops a campaign. */
export const HaltForm = ({ campaign, draft }: { campaign: Campaign; draft: HaltDraft | undefined }) => {
  const t = useText();
  const { staff } = useViewer();
  if (staff === undefined || !can(staff, 'campaigns.halt') || !possibleEvents(campaign).includes('halt')) return null;
  return (
    <details class="card halt" open={draft !== undefined}>
      <summary class="button danger">{t(PREFLIGHT.haltTitle)}</summary>
      <Form action={`/campaigns/${campaign.id}/halt`} errors={draft?.errors}>
        <Field
          name="reason"
          label={t(PREFLIGHT.reason)}
          hint={t(PREFLIGHT.haltHint)}
          value={draft?.reason ?? ''}
          errors={draft?.errors}
        />
        <button type="submit" class="danger">
          {t(PREFLIGHT.halt)}
        </button>
      </Form>
    </details>
  );
};

/** How far a halt is, in exact numbers once nothing is under way. */
export const HaltNumbers = ({ state }: { state: HaltState | undefined }) => {
  const t = useText();
  if (state === undefined) return null;
  return (
    <Banner tone="warning">
      <p>
        <strong>
          {state.halting
            ? t(PREFLIGHT.halting, { sent: state.submitted })
            : t(PREFLIGHT.halted, { sent: state.submitted, held: state.held })}
        </strong>
      </p>
      {state.uncertain === 0 ? null : <p>{t(PREFLIGHT.uncertain, { n: state.uncertain })}</p>}
    </Banner>
  );
};

/** Parts of batches of which only a person can say whether the provider took them. */
export const AskedCard = ({ campaignId, asked }: { campaignId: string; asked: readonly WaitingForPerson[] }) => {
  const t = useText();
  const { staff } = useViewer();
  if (asked.length === 0) return null;
  const answers = staff !== undefined && can(staff, 'campaigns.steer');
  return (
    <Card title={t(PREFLIGHT.askedTitle)} id="asked">
      <p>{t(PREFLIGHT.askedLead)}</p>
      <ul class="preflight-list">
        {asked.map((part) => (
          <li key={part.id} class="preflight-item">
            <p>
              <strong>{t(PREFLIGHT.askedPeople, { n: part.people })}</strong> · {t(part.text)}{' '}
              <small class="muted">
                <When at={part.since} />
              </small>
            </p>
            <p>
              <code>{part.messageId}</code>
            </p>
            {answers ? (
              <div class="actions">
                <PostButton
                  action={`/campaigns/${campaignId}/asked`}
                  label={t(PREFLIGHT.taken)}
                  values={{ part: part.id, evidence: 'accepted' }}
                  confirm={PREFLIGHT.takenSure}
                />
                <PostButton
                  action={`/campaigns/${campaignId}/asked`}
                  label={t(PREFLIGHT.notTaken)}
                  tone="danger"
                  values={{ part: part.id, evidence: 'not_accepted' }}
                  confirm={PREFLIGHT.notTakenSure}
                />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
};
