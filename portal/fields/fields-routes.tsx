import { type Request, type Response, Router } from 'express';
import { isDomainError } from '../../core/index.ts';
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
  queryText,
  render,
  textOf,
} from '../http/index.ts';
import { fill } from '../words/text.ts';
import { FieldsPage, type Refused } from './fields-page.tsx';
import { FIELDS } from './words.ts';

/** Access to restricted fields: asked for by marketing, granted, refused and ended by IT. */
export const fieldsRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  const show = async (req: Request, res: Response, refused?: Refused): Promise<void> => {
    const [requests, attributes] = await Promise.all([core.fields.list(), core.contacts.attributes()]);
    const live = new Set(
      requests.filter(({ state }) => state === 'asked' || state === 'granted').map(({ key }) => key),
    );
    const [staff, uses] = await Promise.all([
      core.people.byIds([...new Set(requests.flatMap((one) => [one.askedBy, one.decidedBy ?? '', one.endedBy ?? '']))]),
      Promise.all([...live].map(async (key) => [key, await core.fields.usesOf(key)] as const)),
    ]);
    render(
      res,
      <FieldsPage
        requests={requests}
        uses={new Map(uses)}
        names={new Map(staff.map(({ id, name }) => [id, name]))}
        askable={attributes.filter(({ key, restricted }) => restricted === true && !live.has(key))}
        chosen={queryText(req, 'field')}
        refused={refused}
      />,
      refused?.errors.status,
    );
  };

  /** Does it and goes back to the list; a form that is refused is shown again with what was typed. */
  const answer = async (
    req: Request,
    res: Response,
    form: Refused['form'],
    fields: Fields,
    act: () => Promise<{ readonly id: string }>,
    done: (typeof FIELDS)[keyof typeof FIELDS],
  ): Promise<void> => {
    try {
      const { id } = await act();
      flash(req, fill(done, { id }));
      res.redirect(303, `/fields#${id}`);
    } catch (error) {
      await show(req, res, { form, fields, errors: formErrors(error) });
    }
  };

  /** The fields of one form of one request, without what tells it from the others. */
  const fieldsOf = (req: Request, kind: 'grant' | 'refuse', id: string): Fields => {
    const all = formOf(req);
    const names = ['purpose', 'days', 'comment'] as const;
    return Object.fromEntries(names.map((name) => [name, textOf(all, `${kind}.${id}.${name}`)]));
  };

  router.get('/fields', needs('fields.view'), (req, res) => show(req, res));

  /** What cards and digests call a request: its place on the list. */
  router.get('/fields/:id', needs('fields.view'), async (req, res) => {
    const request = await core.fields.byId(param(req, 'id').toUpperCase());
    if (request === undefined) throw missing(FIELDS.unknown);
    res.redirect(303, `/fields#${request.id}`);
  });

  router.post('/fields', needs('fields.ask'), async (req, res) => {
    const fields = formOf(req);
    const [field, reason, campaign] = ['field', 'reason', 'campaign'].map((name) => textOf(fields, name));
    const input = { field: field ?? '', reason: reason ?? '', campaign: campaign ?? '' };
    await answer(req, res, 'ask', fields, () => core.fields.ask(actorOf(res), input), FIELDS.asked);
  });

  router.post('/fields/:id/grant', needs('fields.grant'), async (req, res) => {
    const id = param(req, 'id');
    const fields = fieldsOf(req, 'grant', id);
    const [purpose, days, comment] = ['purpose', 'days', 'comment'].map((name) => textOf(fields, name));
    const input = { purpose: purpose ?? '', days: days ?? '', comment: comment ?? '' };
    await answer(req, res, `grant ${id}`, fields, () => core.fields.grant(actorOf(res), id, input), FIELDS.granted);
  });

  router.post('/fields/:id/refuse', needs('fields.grant'), async (req, res) => {
    const id = param(req, 'id');
    const fields = fieldsOf(req, 'refuse', id);
    const input = { comment: textOf(fields, 'comment') };
    await answer(req, res, `refuse ${id}`, fields, () => core.fields.refuse(actorOf(res), id, input), FIELDS.refused);
  });

  router.post('/fields/:id/end', needs('fields.view'), async (req, res) => {
    try {
      const { id } = await core.fields.end(actorOf(res), param(req, 'id'));
      flash(req, fill(FIELDS.ended, { id }));
    } catch (error) {
      if (!isDomainError(error) || error.kind === 'not_found' || error.kind === 'forbidden') throw error;
      flash(req, error.text, 'danger');
    }
    res.redirect(303, '/fields');
  });

  return router;
};
