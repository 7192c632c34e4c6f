import { type Response, Router } from 'express';
import { InvalidInput } from '../../core/index.ts';
import {
  actorOf,
  type Fields,
  type FormErrors,
  flash,
  formErrors,
  formOf,
  invalid,
  needs,
  type PortalContext,
  render,
  textOf,
  textsOf,
} from '../http/index.ts';
import { PolicyPage, policyFields } from './policy-page.tsx';
import { POLICY } from './policy-words.ts';

const DEADLINES = ['remindAfter', 'escalateAfter', 'expireAfter'] as const;

/** Hours as people type them, in minutes. @throws InvalidInput naming each field that is no number */
const deadlinesOf = (fields: Fields): Record<string, number> => {
  const given = DEADLINES.map(
    (name) => [name, Number(textOf(fields, name).trim().replace(',', '.') || 'none')] as const,
  );
  const wrong = given.filter(([, hours]) => !Number.isFinite(hours));
  if (wrong.length > 0) {
    throw new InvalidInput(wrong.map(([field]) => invalid(field, POLICY.notHours)));
  }
  return Object.fromEntries(given.map(([name, hours]) => [name, Math.round(hours * 60)]));
};

/** What the form says, in the shape of a policy. Core parses all of it. */
const policyOf = (fields: Fields) => ({
  lanes: {
    marketing: {
      approvals: textOf(fields, 'lanes.marketing.approvals'),
      reviewers: textsOf(fields, 'lanes.marketing.reviewers'),
    },
    it: { approvals: textOf(fields, 'lanes.it.approvals'), reviewers: textsOf(fields, 'lanes.it.reviewers') },
  },
  hours: {
    zone: textOf(fields, 'hours.zone'),
    days: textsOf(fields, 'hours.days'),
    from: textOf(fields, 'hours.from'),
    to: textOf(fields, 'hours.to'),
    holidays: textOf(fields, 'hours.holidays'),
  },
  ...deadlinesOf(fields),
  escalateTo: textsOf(fields, 'escalateTo'),
  allowedHosts: textOf(fields, 'allowedHosts'),
  privateHosts: textOf(fields, 'privateHosts'),
  driftPercent: textOf(fields, 'driftPercent'),
});

/** The review policy, read and replaced by administrators. */
export const policyRoutes = ({ core }: PortalContext): Router => {
  const router = Router();

  const show = async (res: Response, fields: Fields, errors?: FormErrors): Promise<void> => {
    const staff = (await core.people.list())
      .filter(({ status }) => status === 'active')
      .sort((a, b) => a.name.localeCompare(b.name));
    render(res, <PolicyPage fields={fields} staff={staff} errors={errors} />, errors?.status);
  };

  router.get('/settings/policy', needs('settings.manage'), async (_req, res) => {
    await show(res, policyFields(await core.policy.current()));
  });

  router.post('/settings/policy', needs('settings.manage'), async (req, res) => {
    const fields = formOf(req);
    try {
      await core.policy.save(actorOf(res), policyOf(fields), Number(textOf(fields, 'revision')) || 0);
      flash(req, POLICY.saved);
      res.redirect(303, '/settings/policy');
    } catch (error) {
      await show(res, fields, formErrors(error));
    }
  });

  return router;
};
