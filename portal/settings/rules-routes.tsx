import { type Response, Router } from 'express';
import {
  actorOf,
  type Fields,
  type FormErrors,
  flash,
  formErrors,
  formOf,
  needs,
  type PortalContext,
  render,
  textOf,
} from '../http/index.ts';
import { RulesPage, rulesFields } from './rules-page.tsx';
import { RULES } from './rules-words.ts';

/** What the form says, in the shape of the rules; a group whose fields are empty is off. Core parses all of it. */
const rulesOf = (fields: Fields) => {
  const text = (name: string): string => textOf(fields, name).trim();
  const given = (...names: readonly string[]): boolean => names.some((name) => text(name) !== '');
  return {
    cap: given('cap.mails', 'cap.days') ? { mails: text('cap.mails'), days: text('cap.days') } : null,
    quietHours: given('quietHours.from', 'quietHours.to')
      ? { from: text('quietHours.from'), to: text('quietHours.to'), policy: text('quietHours.policy') }
      : null,
    zoneAttribute: text('zoneAttribute'),
    latenessMinutes: text('latenessMinutes'),
  };
};

/** The sending rules, read and replaced by administrators. */
export const rulesRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  const show = async (res: Response, fields: Fields, errors?: FormErrors): Promise<void> => {
    const attributes = await core.contacts.attributes();
    render(res, <RulesPage fields={fields} attributes={attributes} errors={errors} />, errors?.status);
  };

  router.get('/settings/rules', needs('settings.manage'), async (_req, res) => {
    await show(res, rulesFields(await core.rules.current()));
  });

  router.post('/settings/rules', needs('settings.manage'), async (req, res) => {
    const fields = formOf(req);
    try {
      await core.rules.save(actorOf(res), rulesOf(fields), Number(textOf(fields, 'revision')) || 0);
      flash(req, RULES.saved);
      res.redirect(303, '/settings/rules');
    } catch (error) {
      await show(res, fields, formErrors(error));
    }
  });

  return router;
};
