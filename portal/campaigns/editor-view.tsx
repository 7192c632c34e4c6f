import { asset } from '../http/assets.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Banner, CsrfField, Field, Page } from '../layout/index.ts';
import { fieldAnchor, fieldWord } from './campaign-texts.ts';
import { AudienceCard, BriefCard, MailCard, ScheduleCard, SenderCard } from './editor-cards.tsx';
import { FIELD } from './editor-form.ts';
import type { Difference, EditorProps } from './editor-props.ts';
import { EDITOR } from './editor-words.ts';
import { DeviceSwitch } from './preview-view.tsx';
import { CAMPAIGN } from './words.ts';

const ErrorSummary = ({ errors, hints }: { errors: FormErrors | undefined; hints: boolean }) => {
  const t = useText();
  if (errors === undefined) return null;
  const fields = Object.entries(errors.fields);
  if (fields.length === 0 && errors.general.length === 0) return null;
  return (
    <Banner tone={hints ? 'warning' : 'danger'} role={hints ? undefined : 'alert'}>
      <p>
        <strong>{t(hints ? EDITOR.hints : EDITOR.problems)}</strong> {hints ? null : t(EDITOR.problemsText)}
      </p>
      <ul>
        {errors.general.map((text) => (
          <li key={text.en}>{t(text)}</li>
        ))}
        {fields.map(([field, texts]) => (
          <li key={field}>
            <a href={`#${fieldAnchor(field)}`}>{t(fieldWord(field) ?? { en: field, ko: field })}</a>:{' '}
            {texts.map((text) => t(text)).join(' ')}
          </li>
        ))}
      </ul>
    </Banner>
  );
};

const Conflict = ({ campaignId, differences }: { campaignId: string; differences: readonly Difference[] }) => {
  const t = useText();
  return (
    <Banner tone="warning" role="alert">
      <p>
        <strong>{t(EDITOR.conflict)}</strong>
      </p>
      {differences.length === 0 ? (
        <p>{t(EDITOR.conflictSame)}</p>
      ) : (
        <>
          <p>{t(EDITOR.conflictText)}</p>
          <div class="table-scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t(EDITOR.conflictField)}</th>
                  <th scope="col">{t(EDITOR.conflictNow)}</th>
                  <th scope="col">{t(EDITOR.conflictYours)}</th>
                </tr>
              </thead>
              <tbody>
                {differences.map(({ field, now, yours }) => (
                  <tr key={field}>
                    <th scope="row">{t(fieldWord(field) ?? { en: field, ko: field })}</th>
                    <td class="pre">{now}</td>
                    <td class="pre">{yours}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <p>
        <a href={`/campaigns/${campaignId}/edit`}>{t(EDITOR.conflictTake)}</a>
      </p>
    </Banner>
  );
};

const PreviewColumn = ({ campaign, form }: EditorProps) => {
  const t = useText();
  return (
    <aside class="editor-preview preview" aria-label={t(EDITOR.livePreview)}>
      <div class="preview-bar">
        <DeviceSwitch />
        <button
          type="submit"
          class="quiet"
          formAction={`/campaigns/${campaign.id}/edit/preview`}
          formTarget="live-preview"
          formNoValidate
          data-preview-button
        >
          {t(EDITOR.refreshPreview)}
        </button>
      </div>
      <Field
        name={FIELD.previewAs}
        label={t(CAMPAIGN.previewAs)}
        hint={t(CAMPAIGN.previewAsHint)}
        value={form.previewAs}
        type="search"
        optional
        autoComplete="off"
      />
      <div class="preview-stage" data-preview-stage>
        <iframe
          title={t(CAMPAIGN.previewFrame)}
          name="live-preview"
          sandbox=""
          src={`/campaigns/${campaign.id}/preview?head=1`}
        />
      </div>
    </aside>
  );
};

/** The editor: brief, sender, mail, audience and schedule on one page, with the mail beside it as it grows. */
export const Editor = (props: EditorProps) => {
  const t = useText();
  const { campaign, form, errors, hints, conflict, unsaved } = props;
  return (
    <Page
      title={campaign.name === '' ? t(EDITOR.title, { id: campaign.id }) : campaign.name}
      active="campaigns"
      back={{ href: `/campaigns/${campaign.id}`, label: t(EDITOR.back) }}
      lead={t(EDITOR.title, { id: campaign.id })}
    >
      {conflict === undefined ? (
        <ErrorSummary errors={errors} hints={hints} />
      ) : (
        <Conflict campaignId={campaign.id} differences={conflict} />
      )}
      {campaign.state === 'in_review' ? (
        <Banner tone="warning">
          <p>{t(EDITOR.inReview)}</p>
        </Banner>
      ) : null}
      <form
        id="editor"
        method="post"
        action={`/campaigns/${campaign.id}/edit`}
        noValidate
        class="editor"
        data-editor
        data-unsaved={unsaved ? 'yes' : undefined}
      >
        <CsrfField />
        <input type="hidden" name="revision" value={String(form.revision)} />
        {/* Enter in a text field presses the first button of a form: it must be this one. */}
        <button type="submit" class="first-submit" tabIndex={-1} aria-hidden="true">
          {t(EDITOR.save)}
        </button>
        <div class="editor-fields">
          <BriefCard {...props} />
          <SenderCard {...props} />
          <MailCard {...props} />
          <AudienceCard {...props} />
          <ScheduleCard {...props} />
          <div class="editor-save">
            <button type="submit">{t(conflict === undefined ? EDITOR.save : EDITOR.saveAgain)}</button>
          </div>
        </div>
        <PreviewColumn {...props} />
      </form>
      <script src={asset('editor.js')} defer />
    </Page>
  );
};
