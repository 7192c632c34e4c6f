import { Router } from 'express';
import { z } from 'zod';
import { LANGS, ROLES } from '../../core/index.ts';
import { clearAway, loadAway, saveAway } from '../account/save-away.ts';
import {
  actorOf,
  field,
  flash,
  formErrors,
  formOf,
  missing,
  needs,
  type PortalContext,
  param,
  parse,
  parseForm,
  render,
  textOf,
  textsOf,
  viewerOf,
} from '../http/index.ts';
import { fill } from '../words/text.ts';
import { InvitedPage, InvitePage, PeoplePage, PersonPage } from './people-pages.tsx';
import { WORDS } from './words.ts';

const roles = field.texts(ROLES.length).pipe(z.array(z.enum(ROLES)));

/** Staff: list, invitation, roles, disabling. */
export const peopleRoutes = (ctx: PortalContext): Router => {
  const { core } = ctx;
  const router = Router();
  const manage = needs('people.manage');

  router.get('/people', manage, async (_req, res) => {
    const now = await core.serverTime();
    const [people, absences] = await Promise.all([core.people.list(), core.absences.present(now)]);
    render(res, <PeoplePage people={people} absences={absences} now={now} />);
  });

  router.get('/people/invite', manage, (_req, res) => {
    render(res, <InvitePage values={{ name: '', email: '', lang: viewerOf(res).lang, roles: ['marketer'] }} />);
  });

  router.post('/people/invite', manage, async (req, res) => {
    const values = formOf(req);
    try {
      const input = parse(
        z.object({ name: field.text(100), email: field.text(320), lang: z.enum(LANGS), roles }),
        values,
      );
      const { staff, token } = await core.people.invite(actorOf(res), input);
      render(res, <InvitedPage staff={staff} link={`${core.config.portal.url}/invitation/${token}`} />);
    } catch (error) {
      const errors = formErrors(error);
      const shown = {
        name: textOf(values, 'name'),
        email: textOf(values, 'email'),
        lang: textOf(values, 'lang'),
        roles: textsOf(values, 'roles'),
      };
      render(res, <InvitePage values={shown} errors={errors} />, errors.status);
    }
  });

  const personOf = async (id: string) => {
    const [staff, identities, away] = await Promise.all([
      core.people.byId(id),
      core.people.identitiesOf(id),
      loadAway(ctx, id),
    ]);
    if (staff === undefined) throw missing(WORDS.unknown);
    return { staff, identities, away };
  };

  router.get('/people/:id', manage, async (req, res) => {
    const person = await personOf(param(req, 'id'));
    render(res, <PersonPage {...person} roles={person.staff.roles} />);
  });

  router.post('/people/:id/roles', manage, async (req, res) => {
    const person = await personOf(param(req, 'id'));
    try {
      const input = parseForm(z.object({ roles }), req);
      const staff = await core.people.setRoles(actorOf(res), person.staff.id, input.roles);
      flash(req, fill(WORDS.rolesSaved, { name: staff.name }));
      res.redirect(303, '/people');
    } catch (error) {
      const errors = formErrors(error);
      render(res, <PersonPage {...person} roles={textsOf(formOf(req), 'roles')} errors={errors} />, errors.status);
    }
  });

  router.post('/people/:id/status', manage, async (req, res) => {
    const person = await personOf(param(req, 'id'));
    try {
      const { status } = parseForm(z.object({ status: z.enum(['active', 'disabled']) }), req);
      const staff = await core.people.setStatus(actorOf(res), person.staff.id, status);
      flash(req, fill(status === 'active' ? WORDS.enabled : WORDS.disabled, { name: staff.name }));
      res.redirect(303, '/people');
    } catch (error) {
      const errors = formErrors(error);
      render(res, <PersonPage {...person} roles={person.staff.roles} errors={errors} />, errors.status);
    }
  });

  router.post('/people/:id/away', manage, async (req, res) => {
    const person = await personOf(param(req, 'id'));
    const { staff, away } = person;
    await saveAway(ctx, req, res, {
      person: staff,
      next: `/people/${staff.id}`,
      again: async (typed) =>
        render(res, <PersonPage {...person} roles={staff.roles} away={{ ...away, typed }} />, typed.errors.status),
    });
  });

  router.post('/people/:id/away/clear', manage, async (req, res) => {
    const { staff } = await personOf(param(req, 'id'));
    await clearAway(ctx, req, res, { staffId: staff.id, next: `/people/${staff.id}` });
  });

  return router;
};
