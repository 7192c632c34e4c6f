import { type Request, Router } from 'express';
import type { TagRun, TagRunSource } from '../../core/index.ts';
import {
  actorOf,
  flash,
  formErrors,
  formOf,
  missing,
  needs,
  type PortalContext,
  param,
  queryText,
  render,
  renderFragment,
  textOf,
} from '../http/index.ts';
import { NewTagRunPage, type ShownSource, TagRunPage, TagRunProgress, TagRunsPage } from './tag-run-pages.tsx';
import { TAG_RUNS } from './tag-run-words.ts';

/** Tags of everybody whom a search finds, or who is in a segment. */
export const tagRunRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  const edit = needs('contacts.edit');

  const sourceOf = (segmentId: string, query: string): TagRunSource =>
    segmentId === '' ? { kind: 'search', query } : { kind: 'segment', segmentId };

  const shownSource = async (source: TagRunSource): Promise<ShownSource> => {
    if (source.kind === 'search') {
      const { query } = source;
      return { query, href: query === '' ? '/contacts' : `/contacts?q=${encodeURIComponent(query)}` };
    }
    const segment = await core.segments.byId(source.segmentId);
    return segment === undefined
      ? { href: undefined }
      : { segment: segment.name, href: `/segments/${segment.id}/contacts` };
  };

  /** How many it is about now. */
  const totalOf = async (source: TagRunSource): Promise<number> => {
    if (source.kind === 'search') return (await core.contacts.search({ query: source.query, limit: 1 })).total;
    const segment = await core.segments.byId(source.segmentId);
    if (segment === undefined) throw missing(TAG_RUNS.unknown);
    return (await core.segments.count(segment.rule)).matching;
  };

  const formProps = async (source: TagRunSource) => {
    const [total, shown, tags] = await Promise.all([totalOf(source), shownSource(source), core.contacts.tags()]);
    const fields: Record<string, string> =
      source.kind === 'search' ? { q: source.query } : { segment: source.segmentId };
    return { source: shown, total, fields, tags: tags.map(({ tag }) => tag) };
  };

  const runOf = async (req: Request): Promise<TagRun> => {
    const run = await core.tagRuns.byId(param(req, 'id'));
    if (run === undefined) throw missing(TAG_RUNS.unknown);
    return run;
  };

  router.get('/contacts/tags', edit, async (_req, res) => {
    await render(res, <TagRunsPage runs={await core.tagRuns.list()} />);
  });

  router.get('/contacts/tags/new', edit, async (req, res) => {
    const source = sourceOf(queryText(req, 'segment', 60), queryText(req, 'q'));
    await render(res, <NewTagRunPage {...(await formProps(source))} tag="" way="add" />);
  });

  router.post('/contacts/tags', edit, async (req, res) => {
    const fields = formOf(req);
    const source = sourceOf(textOf(fields, 'segment'), textOf(fields, 'q'));
    const tag = textOf(fields, 'tag');
    const way = textOf(fields, 'way') === 'remove' ? 'remove' : 'add';
    try {
      const run = await core.tagRuns.begin(actorOf(res), { tag, way, source });
      res.redirect(303, `/contacts/tags/${run.id}`);
    } catch (error) {
      const errors = formErrors(error);
      await render(
        res,
        <NewTagRunPage {...(await formProps(source))} tag={tag} way={way} errors={errors} />,
        errors.status,
      );
    }
  });

  router.get('/contacts/tags/:id', edit, async (req, res) => {
    const run = await runOf(req);
    const [source, staff] = await Promise.all([shownSource(run.source), core.people.byId(run.createdBy)]);
    await render(res, <TagRunPage run={run} source={source} by={staff?.name ?? run.createdBy} />);
  });

  router.get('/contacts/tags/:id/progress', edit, async (req, res) => {
    renderFragment(res, <TagRunProgress run={await runOf(req)} />);
  });

  router.post('/contacts/tags/:id/undo', edit, async (req, res) => {
    const { id } = await runOf(req);
    await core.tagRuns.undo(actorOf(res), id);
    flash(req, TAG_RUNS.undone);
    res.redirect(303, `/contacts/tags/${id}`);
  });

  return router;
};
