import { can, type RenderedMail } from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Card, Facts } from '../layout/index.ts';
import { CAMPAIGN } from './words.ts';

/** A mail made for one reader, or why it cannot be made. */
export type Previewed =
  | { readonly ok: true; readonly mail: RenderedMail; readonly as: PreviewReader }
  | { readonly ok: false; readonly why: string; readonly as: PreviewReader };

/** Whose eyes the preview borrows. `missed` is a query that found nobody. */
export interface PreviewReader {
  readonly contactId: string | undefined;
  readonly shownAs: string | undefined;
  readonly query: string;
  readonly missed: boolean;
}

/** Desktop or phone: two radio buttons that only the style sheet listens to. */
export const DeviceSwitch = () => {
  const t = useText();
  return (
    <fieldset class="device-switch">
      <legend class="visually-hidden">{t(CAMPAIGN.preview)}</legend>
      <label>
        <input type="radio" name="device" value="desktop" checked />
        <span>{t(CAMPAIGN.previewDesktop)}</span>
      </label>
      <label>
        <input type="radio" name="device" value="phone" />
        <span>{t(CAMPAIGN.previewPhone)}</span>
      </label>
    </fieldset>
  );
};

const ReaderForm = ({ campaignId, as }: { campaignId: string; as: PreviewReader }) => {
  const t = useText();
  const { staff } = useViewer();
  if (staff === undefined || !can(staff, 'contacts.view')) return null;
  return (
    <form method="get" action={`/campaigns/${campaignId}#preview`} class="field">
      <label for="preview-as">{t(CAMPAIGN.previewAs)}</label>
      <div class="reader-line">
        <input
          id="preview-as"
          type="search"
          name="as"
          value={as.query}
          aria-describedby="preview-as-hint"
          autoComplete="off"
        />
        <button type="submit" class="secondary">
          {t(CAMPAIGN.previewShow)}
        </button>
      </div>
      <small id="preview-as-hint" class="field-hint">
        {t(CAMPAIGN.previewAsHint)}
      </small>
    </form>
  );
};

/** The mail as somebody gets it: head, body in a frame of its own, plain text. */
export const PreviewCard = ({ campaignId, preview }: { campaignId: string; preview: Previewed }) => {
  const t = useText();
  const { as } = preview;
  const contact = as.contactId === undefined ? '' : `?contact=${encodeURIComponent(as.contactId)}`;
  return (
    <Card title={t(CAMPAIGN.preview)} id="preview">
      <ReaderForm campaignId={campaignId} as={as} />
      <p class="muted" role="status">
        {as.missed ? t(CAMPAIGN.previewNobody, { query: as.query }) : null}
        {!as.missed && as.shownAs !== undefined ? t(CAMPAIGN.previewedAs, { who: as.shownAs }) : null}
        {!as.missed && as.shownAs === undefined ? t(CAMPAIGN.previewMadeUp) : null}
      </p>
      {preview.ok ? (
        <>
          <Facts
            facts={[
              { label: t(CAMPAIGN.subject), value: <strong>{preview.mail.subject}</strong> },
              { label: t(CAMPAIGN.from), value: preview.mail.from },
              { label: t(CAMPAIGN.replyTo), value: preview.mail.replyTo },
            ]}
          />
          <div class="preview">
            <DeviceSwitch />
            <div class="preview-stage">
              <iframe title={t(CAMPAIGN.previewFrame)} sandbox="" src={`/campaigns/${campaignId}/preview${contact}`} />
            </div>
          </div>
          <details>
            <summary>{t(CAMPAIGN.previewText)}</summary>
            <pre class="mail-text">{preview.mail.text}</pre>
          </details>
        </>
      ) : (
        <div class="empty">
          <h3>{t(CAMPAIGN.previewFails)}</h3>
          <p>{preview.why}</p>
        </div>
      )}
    </Card>
  );
};
