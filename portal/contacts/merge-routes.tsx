import { type Request, type Response, Router } from 'express';
import type { Contact } from '../../core/index.ts';
import {
  actorOf,
  type FormErrors,
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
} from '../http/index.ts';
import { fill } from '../words/text.ts';
import { MergePage } from './merge-page.tsx';
import { MERGE_WORDS, TAG_WORDS } from './merge-words.ts';
import { WORDS } from './words.ts';

/** What the contact's page shows again where something was refused. */
export interface Refused {
  readonly tagErrors?: FormErrors;
  readonly mergeErrors?: FormErrors;
  readonly typed: string;
}

/** Tags of a contact, and merging it with another one. `again` shows the contact's page with what was refused. */
export const mergeRoutes = (
  { core }: PortalContext,
  again: (res: Response, contact: Contact, refused: Refused, status: number) => Promise<void>,
): Router => {
  const router = Router();
  const edit = needs('contacts.edit');

  const contactOf = async (req: Request): Promise<Contact> => {
    const contact = await core.contacts.byId(param(req, 'id'));
    if (contact === undefined) throw missing(WORDS.unknown);
    return contact;
  };

  router.post('/contacts/:id/tags', edit, async (req, res) => {
    const contact = await contactOf(req);
    const fields = formOf(req);
    const [add, remove] = [textOf(fields, 'tag'), textOf(fields, 'remove')];
    try {
      const changed = await core.contacts.tag(actorOf(res), [contact.id], remove === '' ? { add } : { remove });
      const tag = (remove || add).trim();
      if (changed === 0 && remove === '') flash(req, TAG_WORDS.full, 'warning');
      else flash(req, fill(remove === '' ? TAG_WORDS.added : TAG_WORDS.removed, { tag }));
      res.redirect(303, `/contacts/${contact.id}#tags`);
    } catch (error) {
      const tagErrors = formErrors(error);
      await again(res, contact, { tagErrors, typed: add }, tagErrors.status);
    }
  });

  const preview = async (res: Response, kept: Contact, goneId: string, errors?: FormErrors): Promise<void> => {
    const both = await core.contacts.mergePreview(kept.id, goneId);
    const attributes = await core.contacts.attributes();
    render(res, <MergePage {...both} attributes={attributes} errors={errors} />, errors?.status ?? 200);
  };

  router.get('/contacts/:id/merge', edit, async (req, res) => {
    await preview(res, await contactOf(req), queryText(req, 'other'));
  });

  router.post('/contacts/:id/merge', edit, async (req, res) => {
    const kept = await contactOf(req);
    const fields = formOf(req);
    const typed = textOf(fields, 'other');
    if (textOf(fields, 'do') !== 'merge') {
      try {
        const other = await core.contacts.named(typed);
        await core.contacts.mergePreview(kept.id, other.id);
        res.redirect(303, `/contacts/${kept.id}/merge?other=${other.id}`);
      } catch (error) {
        const mergeErrors = formErrors(error);
        await again(res, kept, { mergeErrors, typed }, mergeErrors.status);
      }
      return;
    }
    try {
      await core.contacts.merge(actorOf(res), kept.id, typed);
      flash(req, MERGE_WORDS.merged);
      res.redirect(303, `/contacts/${kept.id}`);
    } catch (error) {
      await preview(res, kept, typed, formErrors(error));
    }
  });

  return router;
};
