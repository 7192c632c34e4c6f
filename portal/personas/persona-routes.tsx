import { readFile } from 'node:fs/promises';
import { type Request, type Response, Router } from 'express';
import { DomainError, isDomainError, type Persona } from '../../core/index.ts';
import {
  actorOf,
  type Fields,
  flash,
  formErrors,
  formOf,
  missing,
  needs,
  type PortalContext,
  param,
  render,
  textOf,
  uploadOf,
  viewerOf,
} from '../http/index.ts';
import { trendOf } from '../segments/follow-routes.tsx';
import { fill } from '../words/text.ts';
import { PersonaFormPage, PersonaListPage, PersonaPage } from './persona-pages.tsx';
import { PERSONAS } from './words.ts';

/** Insights shown beside a persona. */
const INSIGHTS = 10;

const fieldsOf = ({ name, segmentId, pictureId, needs: lines, words, revision }: Persona): Fields => ({
  name,
  segmentId,
  pictureId: pictureId ?? '',
  needs: lines.join('\n'),
  words: words.join('\n'),
  revision: String(revision),
});

/** Personas: read by every member of staff, made by marketing. */
export const personaRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  const view = needs('insights.share');
  const edit = needs('segments.edit');

  const personaOf = async (req: Request): Promise<Persona> => {
    const persona = await core.personas.byId(param(req, 'id'));
    if (persona === undefined) throw missing(PERSONAS.unknown);
    return persona;
  };
  const form = async (
    res: Response,
    persona: Persona | undefined,
    fields: Fields,
    refused: { errors?: ReturnType<typeof formErrors>; conflict?: boolean } = {},
  ): Promise<void> => {
    const segments = await core.segments.list();
    render(
      res,
      <PersonaFormPage persona={persona} segments={segments} fields={fields} {...refused} />,
      refused.errors?.status ?? 200,
    );
  };

  router.get('/personas', view, async (_req, res) => {
    const [personas, segments] = await Promise.all([core.personas.list(), core.segments.list()]);
    const listed = await Promise.all(
      personas.map(async (persona) => ({
        persona,
        segment: segments.find(({ id }) => id === persona.segmentId),
        size: (await core.follows.sizes(persona.segmentId)).at(-1)?.matching,
      })),
    );
    render(res, <PersonaListPage personas={listed} />);
  });

  router.get('/personas/new', edit, (_req, res) => form(res, undefined, {}));

  router.get('/personas/:id', view, async (req, res) => {
    const persona = await personaOf(req);
    const { lang } = viewerOf(res);
    const [segment, trend, insights] = await Promise.all([
      core.segments.byId(persona.segmentId),
      trendOf(core, persona.segmentId, lang),
      core.insights.list({ linkedTo: persona.id }, { limit: INSIGHTS + 1 }),
    ]);
    const count = segment === undefined ? undefined : await core.segments.count(segment.rule);
    render(
      res,
      <PersonaPage
        persona={persona}
        segment={segment}
        count={count}
        {...trend}
        insights={insights.filter(({ state }) => state !== 'withdrawn').slice(0, INSIGHTS)}
        more={insights.length > INSIGHTS}
      />,
    );
  });

  router.get('/personas/:id/edit', edit, async (req, res) => {
    const persona = await personaOf(req);
    await form(res, persona, fieldsOf(persona));
  });

  /** The id of a picture that came with the form, of the one that stood before, or none. */
  const pictureOf = async (req: Request, res: Response, fields: Fields): Promise<string> => {
    const upload = uploadOf(req);
    if (upload === undefined) return textOf(fields, 'removePicture') === 'yes' ? '' : textOf(fields, 'pictureId');
    try {
      const { fileName, path } = upload;
      const content = await readFile(path);
      return (await core.campaigns.addPicture(actorOf(res), { fileName, content, alt: '' })).id;
    } catch (error) {
      if (!isDomainError(error) || error.field !== 'picture') throw error;
      const { code, kind, text } = error;
      throw new DomainError({ code, kind, text, field: 'file' });
    }
  };

  const save = async (req: Request, res: Response, persona: Persona | undefined): Promise<void> => {
    let fields = formOf(req);
    try {
      // Stored before the rest is looked at, so that a refused form keeps the picture as well.
      fields = { ...fields, pictureId: await pictureOf(req, res, fields), removePicture: '' };
      const actor = actorOf(res);
      const saved =
        persona === undefined
          ? await core.personas.create(actor, fields)
          : await core.personas.update(actor, persona.id, { ...fields, revision: Number(textOf(fields, 'revision')) });
      flash(req, fill(PERSONAS.saved, { name: saved.name }));
      res.redirect(303, `/personas/${saved.id}`);
    } catch (error) {
      const errors = formErrors(error);
      const conflict = isDomainError(error) && error.code === 'persona.changed_meanwhile';
      if (!conflict || persona === undefined) return form(res, persona, fields, { errors });
      const present = (await core.personas.byId(persona.id)) ?? persona;
      await form(
        res,
        present,
        { ...fields, revision: String(present.revision) },
        { errors: { ...errors, fields: {}, general: [] }, conflict },
      );
    }
  };

  router.post('/personas', edit, (req, res) => save(req, res, undefined));
  router.post('/personas/:id', edit, async (req, res) => save(req, res, await personaOf(req)));
  router.post('/personas/:id/delete', edit, async (req, res) => {
    const { id, name } = await personaOf(req);
    await core.personas.remove(actorOf(res), id);
    flash(req, fill(PERSONAS.deleted, { name }));
    res.redirect(303, '/personas');
  });

  return router;
};
