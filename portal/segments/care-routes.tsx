import { type Request, Router } from 'express';
import { DomainError, type Segment } from '../../core/index.ts';
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
  textOf,
  viewerOf,
} from '../http/index.ts';
import { fill, formatDay } from '../words/text.ts';
import { type CopyKind, CopyPage, VersionsPage } from './care-pages.tsx';
import { WORDS } from './words.ts';

const kindOf = (text: string): CopyKind => (text === 'snapshot' ? 'snapshot' : 'duplicate');

/** What is done with a segment as a whole: duplicate, snapshot, versions, deletion. */
export const careRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  const edit = needs('segments.edit');

  const segmentOf = async (req: Request): Promise<Segment> => {
    const segment = await core.segments.byId(param(req, 'id'));
    if (segment === undefined) throw missing(WORDS.unknown);
    return segment;
  };

  router.get('/segments/:id/copy', edit, async (req, res) => {
    const segment = await segmentOf(req);
    const kind = kindOf(queryText(req, 'kind'));
    const { lang } = viewerOf(res);
    const name =
      kind === 'snapshot'
        ? fill(WORDS.snapshotName, { name: segment.name, day: formatDay(core.clock.now(), lang) })
        : fill(WORDS.copyName, { name: segment.name });
    render(res, <CopyPage segment={segment} kind={kind} name={name[lang]} />);
  });

  router.post('/segments/:id/copy', edit, async (req, res) => {
    const segment = await segmentOf(req);
    const fields = formOf(req);
    const kind = kindOf(textOf(fields, 'kind'));
    const name = textOf(fields, 'name');
    try {
      const make = kind === 'snapshot' ? core.segments.snapshot : core.segments.duplicate;
      const made = await make(actorOf(res), segment.id, { name });
      flash(req, fill(WORDS.saved, { name: made.name, version: made.version }));
      res.redirect(303, `/segments/${made.id}`);
    } catch (error) {
      const errors = formErrors(error);
      render(res, <CopyPage segment={segment} kind={kind} name={name} errors={errors} />, errors.status);
    }
  });

  router.get('/segments/:id/versions', needs('segments.view'), async (req, res) => {
    const segment = await segmentOf(req);
    const { lang } = viewerOf(res);
    const versions = await core.segments.versions(segment.id);
    const staff = new Map(
      (await core.people.byIds([...new Set(versions.map(({ by }) => by))])).map((one) => [one.id, one.name]),
    );
    const shown = await Promise.all(
      versions.map(async (version, i) => {
        const before = versions[i + 1];
        const [sentence, changes] = await Promise.all([
          core.segments.describe(version.rule, lang),
          before === undefined ? undefined : core.segments.differences(before.rule, version.rule, lang),
        ]);
        return { version, by: staff.get(version.by) ?? '', sentence, changes };
      }),
    );
    render(res, <VersionsPage segment={segment} versions={shown} />);
  });

  router.post('/segments/:id/delete', edit, async (req, res) => {
    const segment = await segmentOf(req);
    try {
      await core.segments.remove(actorOf(res), segment.id);
      flash(req, fill(WORDS.deleted, { name: segment.name }));
      res.redirect(303, '/segments');
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'segment.in_use')) throw error;
      flash(req, error.text, 'danger');
      res.redirect(303, `/segments/${segment.id}`);
    }
  });

  return router;
};
