import { readFile } from 'node:fs/promises';
import { type Request, type Response, Router } from 'express';
import { type Campaign, type CampaignView, can, DomainError, isDomainError, type LocalText } from '../../core/index.ts';
import {
  actorOf,
  type FormErrors,
  flash,
  formOf,
  isFragment,
  needs,
  type PortalContext,
  queryText,
  render,
  renderFragment,
  sendMailHtml,
  staffOf,
  textOf,
  uploadOf,
  viewerOf,
} from '../http/index.ts';
import { say } from '../words/text.ts';
import { Blocks } from './blocks-view.tsx';
import { besideFields, campaignFormErrors, whyOf } from './campaign-texts.ts';
import { differencesOf } from './differences.ts';
import { MjmlSource } from './editor-cards.tsx';
import {
  type AudienceForm,
  applyOperation,
  audienceOf,
  type BlockForm,
  blockField,
  contentOf,
  type EditorForm,
  editorFormOf,
  exemptionOf,
  FIELD,
  inputOf,
  readAudience,
  readEditorForm,
  readOperation,
  withSource,
} from './editor-form.ts';
import type { EditorChoices, EditorProps } from './editor-props.ts';
import { Editor } from './editor-view.tsx';
import { campaignIdOf, findReader, noSuchCampaign } from './load-campaign.ts';
import { failedMail, withHead } from './mail-frame.ts';
import { CountText } from './sections-view.tsx';
import { CAMPAIGN } from './words.ts';

/** Largest picture, in bytes: mails with heavier ones are cut off or left unread. */
const PICTURE_LIMIT = 5 * 1024 * 1024;

/** What stands between a draft and its submission, beside the fields concerned. */
const errorsFrom = (problems: CampaignView['problems']): FormErrors => {
  const fields: Record<string, LocalText[]> = {};
  for (const { field, en, ko } of problems) fields[field] = [...(fields[field] ?? []), { en, ko }];
  return { status: 422, fields, general: [] };
};

const noPicture = (field: string): DomainError =>
  new DomainError({
    code: 'request.no_picture',
    kind: 'invalid',
    field,
    text: { en: 'Choose a picture file first.', ko: '먼저 사진 파일을 고르세요.' },
  });

const pictureTooLarge = (field: string): DomainError =>
  new DomainError({
    code: 'request.picture_too_large',
    kind: 'invalid',
    field,
    text: {
      en: 'The picture is larger than 5 MB. Save it smaller: 1,200 pixels across is enough for a mail.',
      ko: '사진이 5MB보다 큽니다. 메일에는 가로 1,200픽셀이면 충분하니 줄여서 올려 주세요.',
    },
  });

/** Brief, mail, audience and schedule: one form. */
export const editorRoutes = (ctx: PortalContext): Router => {
  const router = Router();
  const { core } = ctx;

  const load = async (req: Request): Promise<Campaign> => {
    const campaign = await core.campaigns.byId(campaignIdOf(req));
    if (campaign === undefined) throw noSuchCampaign();
    return campaign;
  };

  /** What was typed may not be well-formed yet: then there is nothing to count. */
  const countOf = async (
    form: AudienceForm & Pick<EditorForm, 'exemption' | 'exemptionReason'>,
  ): Promise<EditorChoices['count']> => {
    try {
      return await core.campaigns.countAudience({ audience: audienceOf(form), exemption: exemptionOf(form) });
    } catch (error) {
      if (!isDomainError(error)) throw error;
      return undefined;
    }
  };

  const choicesFor = async (campaign: Campaign, form: EditorForm): Promise<EditorChoices> => {
    const [everyone, segments, pictures, attributes, count, rules, allTopics] = await Promise.all([
      core.people.list(),
      core.segments.list(),
      core.campaigns.pictures(),
      core.contacts.attributes(),
      countOf(form),
      core.rules.current(),
      core.consents.topics(),
    ]);
    const topics = allTopics.filter(({ id, archived }) => !archived || id === form.topicId);
    const ungranted = await core.fields.ungranted(attributes.map(({ key }) => key));
    const staff = everyone.filter((person) => person.status === 'active' || person.id === form.ownerId);
    const senderDomains = [
      ...new Set(
        [core.config.mail.fromDomain, campaign.senderDomain, form.senderDomain].filter((domain) => domain !== ''),
      ),
    ];
    return { staff, segments, pictures, attributes, ungranted, senderDomains, count, rules, topics };
  };

  /** Blocks that are not well-formed yet make no source. */
  const sourced = (form: EditorForm): EditorForm => {
    try {
      return withSource(form, core.campaigns.sourceOf);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      return form;
    }
  };

  const show = async (
    res: Response,
    campaign: Campaign,
    form: EditorForm,
    extra: Partial<Pick<EditorProps, 'errors' | 'hints' | 'conflict' | 'unsaved'>> = {},
    status = 200,
  ): Promise<void> => {
    const choices = await choicesFor(campaign, form);
    render(
      res,
      <Editor
        campaign={campaign}
        form={form.bodyKind === 'blocks' ? sourced(form) : form}
        choices={choices}
        errors={extra.errors}
        hints={extra.hints ?? false}
        conflict={extra.conflict}
        unsaved={extra.unsaved ?? false}
      />,
      status,
    );
  };

  router.get('/campaigns/:id/edit', needs('campaigns.edit'), async (req, res) => {
    const campaign = await load(req);
    const asked = queryText(req, 'check') !== '' || campaign.version > 1;
    const problems = asked ? ((await core.campaigns.view(campaign.id))?.problems ?? []) : [];
    await show(res, campaign, editorFormOf(campaign), { errors: besideFields(errorsFrom(problems)), hints: true });
  });

  router.post('/campaigns/:id/edit', needs('campaigns.edit'), async (req, res) => {
    const id = campaignIdOf(req);
    const form = readEditorForm(formOf(req));
    try {
      await core.campaigns.edit(actorOf(res), id, inputOf(form));
      const problems = (await core.campaigns.view(id))?.problems ?? [];
      if (problems.length > 0) flash(req, CAMPAIGN.savedProblems, 'warning');
      else flash(req, CAMPAIGN.saved);
      res.redirect(303, `/campaigns/${id}`);
    } catch (error) {
      const errors = campaignFormErrors(error);
      const campaign = await load(req);
      if (isDomainError(error) && error.code === 'campaign.changed_meanwhile') {
        const conflict = differencesOf(editorFormOf(campaign), form);
        return show(res, campaign, { ...form, revision: campaign.revision }, { conflict, unsaved: true }, 409);
      }
      await show(res, campaign, form, { errors, unsaved: true }, errors.status);
    }
  });

  /** The changed blocks alone for htmx; the whole editor, still unsaved, for a browser without it. */
  const showBlocks = async (
    req: Request,
    res: Response,
    form: EditorForm,
    input: { focus?: number; errors?: FormErrors },
  ): Promise<void> => {
    const status = input.errors?.status ?? 200;
    if (!isFragment(req)) {
      return show(res, await load(req), form, { unsaved: true, errors: input.errors }, status);
    }
    const pictures = await core.campaigns.pictures();
    renderFragment(
      res,
      <Blocks
        campaignId={campaignIdOf(req)}
        blocks={form.blocks}
        pictures={pictures}
        errors={input.errors}
        focus={input.focus}
      />,
      status,
    );
  };

  router.post('/campaigns/:id/edit/blocks', needs('campaigns.edit'), async (req, res) => {
    const fields = formOf(req);
    const form = readEditorForm(fields);
    const operation = readOperation(textOf(fields, 'operation'));
    const changed = operation === undefined ? undefined : applyOperation(form.blocks, operation);
    await showBlocks(
      req,
      res,
      { ...form, blocks: changed?.blocks ?? form.blocks },
      changed === undefined ? {} : { focus: changed.focus },
    );
  });

  router.post('/campaigns/:id/edit/source', needs('campaigns.edit'), (req, res) => {
    campaignIdOf(req);
    renderFragment(res, <MjmlSource form={sourced(readEditorForm(formOf(req)))} errors={undefined} />);
  });

  router.post('/campaigns/:id/edit/picture', needs('campaigns.edit'), async (req, res) => {
    const form = readEditorForm(formOf(req));
    const index = Number(queryText(req, 'block'));
    const field = `${blockField(index, 'pictureId')}.file`;
    const block = form.blocks[index];
    try {
      const upload = uploadOf(req);
      if (upload === undefined || block === undefined) throw noPicture(field);
      if (upload.size > PICTURE_LIMIT) throw pictureTooLarge(field);
      const picture = await core.campaigns.addPicture(actorOf(res), {
        fileName: upload.fileName,
        content: await readFile(upload.path),
        alt: block.alt,
      });
      const blocks: BlockForm[] = form.blocks.with(index, { ...block, pictureId: picture.id }) as BlockForm[];
      await showBlocks(req, res, { ...form, blocks }, { focus: index });
    } catch (error) {
      const errors = campaignFormErrors(error);
      const texts = [...Object.values(errors.fields).flat(), ...errors.general];
      await showBlocks(req, res, form, { errors: { status: errors.status, general: [], fields: { [field]: texts } } });
    }
  });

  router.post('/campaigns/:id/edit/preview', needs('campaigns.edit'), async (req, res) => {
    const { lang } = viewerOf(res);
    const form = readEditorForm(formOf(req));
    const { contact, reader } = await findReader(ctx, staffOf(res), form.previewAs.trim().slice(0, 200));
    const pictureOrigin = core.config.portal.url;
    try {
      const mail = await core.campaigns.previewContent(contentOf(form), contact);
      const note = reader.missed ? say(CAMPAIGN.previewNobody, lang, { query: reader.query }) : undefined;
      sendMailHtml(res, withHead(mail, note), { pictureOrigin, framed: true });
    } catch (error) {
      if (!isDomainError(error)) throw error;
      res.status(422);
      sendMailHtml(res, failedMail(whyOf(error)[lang], lang), { pictureOrigin, framed: true });
    }
  });

  router.get('/campaigns/:id/edit/audience', needs('campaigns.edit'), async (req, res) => {
    campaignIdOf(req);
    const allowed = can(staffOf(res), 'segments.view');
    const exemption = queryText(req, FIELD.exemption);
    const count = allowed ? await countOf({ ...readAudience(req.query), exemption, exemptionReason: '' }) : undefined;
    renderFragment(res, <CountText count={count} />);
  });

  return router;
};
