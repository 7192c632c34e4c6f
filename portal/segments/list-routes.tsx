import { readFile } from 'node:fs/promises';
import { type Request, type Response, Router } from 'express';
import { DomainError, isStaticList, type ListReport, type LocalText, type TakenReport } from '../../core/index.ts';
import {
  actorOf,
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
} from '../http/index.ts';
import { fill } from '../words/text.ts';
import { entriesOfFile, LIST_FILE_LIMIT } from './list-entries.ts';
import { NewListPage, PeoplePage } from './list-pages.tsx';
import { WORDS } from './words.ts';

/** Unknown entries that a message names. */
const NAMED = 5;

/** What was typed, and after it what the file holds. */
const entriesOf = async (req: Request): Promise<string> => {
  const typed = textOf(formOf(req), 'entries');
  const file = uploadOf(req);
  if (file === undefined) return typed;
  if (file.size > LIST_FILE_LIMIT) {
    throw new DomainError({ code: 'segment.file_too_large', kind: 'invalid', field: 'file', text: WORDS.fileTooLarge });
  }
  return `${typed}\n${entriesOfFile(await readFile(file.path))}`.trim();
};

const joined = (one: LocalText, other: LocalText): LocalText => ({
  en: `${one.en} ${other.en}`,
  ko: `${one.ko} ${other.ko}`,
});

const told = (report: ListReport | TakenReport): LocalText => {
  const done =
    'added' in report
      ? fill(WORDS.addedPeople, { added: report.added, already: report.already })
      : fill(WORDS.takenPeople, { taken: report.taken });
  if (report.unknownCount === 0) return done;
  const some = report.unknown.slice(0, NAMED).join(', ') + (report.unknownCount > NAMED ? ', …' : '');
  return joined(done, fill(WORDS.unknownPeople, { n: report.unknownCount, some }));
};
const toneOf = ({ unknownCount }: ListReport | TakenReport) => (unknownCount === 0 ? 'good' : 'warning');

/** Static lists: a new one, and who stands on it. */
export const listRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  const edit = needs('segments.edit');

  router.get('/segments/lists/new', edit, (_req, res) => render(res, <NewListPage name="" entries="" />));

  router.post('/segments/lists/new', edit, async (req, res) => {
    const name = textOf(formOf(req), 'name');
    let entries = textOf(formOf(req), 'entries');
    try {
      entries = await entriesOf(req);
      const list = await core.segments.createList(actorOf(res), { name });
      if (entries !== '') {
        const report = await core.segments
          .addToList(actorOf(res), list.id, { entries })
          .catch((error: unknown) => peopleFailed(res, list.id, entries, error));
        if (report === undefined) return;
        flash(req, told(report), toneOf(report));
      }
      res.redirect(303, `/segments/${list.id}`);
    } catch (error) {
      const errors = formErrors(error);
      render(res, <NewListPage name={name} entries={entries} errors={errors} />, errors.status);
    }
  });

  /** The list stands; what was wrong with the people is shown beside them. */
  const peopleFailed = async (res: Response, id: string, entries: string, error: unknown): Promise<undefined> => {
    const segment = await core.segments.byId(id);
    if (segment === undefined) throw error;
    const errors = formErrors(error);
    render(res, <PeoplePage segment={segment} entries={entries} errors={errors} />, errors.status);
  };

  router.post('/segments/:id/people', edit, async (req, res) => {
    const segment = await core.segments.byId(param(req, 'id'));
    if (segment === undefined || !isStaticList(segment)) throw missing(WORDS.unknown);
    const fields = formOf(req);
    let entries = textOf(fields, 'entries');
    try {
      entries = await entriesOf(req);
      const change = textOf(fields, 'do') === 'take' ? core.segments.takeFromList : core.segments.addToList;
      const report = await change(actorOf(res), segment.id, { entries });
      flash(req, told(report), toneOf(report));
      res.redirect(303, `/segments/${segment.id}`);
    } catch (error) {
      await peopleFailed(res, segment.id, entries, error);
    }
  });

  return router;
};
