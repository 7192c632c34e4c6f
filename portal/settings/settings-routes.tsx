import { Router } from 'express';
import { z } from 'zod';
import { actorOf, flash, formErrors, needs, type PortalContext, param, parseForm, render } from '../http/index.ts';
import { fill } from '../words/text.ts';
import { apiKeyRoutes } from './api-key-routes.tsx';
import { costRoutes } from './cost-routes.tsx';
import { policyRoutes } from './policy-routes.tsx';
import { rulesRoutes } from './rules-routes.tsx';
import { SettingsPage } from './settings-page.tsx';
import { topicRoutes } from './topic-routes.tsx';
import { warmUpRoutes } from './warm-up-routes.tsx';
import { WORDS } from './words.ts';

/** Channels, sending, organisation and attributes. */
export const settingsRoutes = (ctx: PortalContext): Router => {
  const { core } = ctx;
  const router = Router();

  const read = async () => {
    const [channels, attributes, policy, rules, warmUp, costRates] = await Promise.all([
      core.channels.list(),
      core.contacts.attributes(),
      core.policy.current(),
      core.rules.current(),
      core.warmUp.standing(),
      core.costs.rates(),
    ]);
    const people = await core.people.byIds(channels.map((channel) => channel.setBy));
    return {
      channels,
      attributes,
      policy,
      rules,
      warmUp,
      costRates,
      names: new Map(people.map((staff) => [staff.id, staff.name])),
      config: core.config,
    };
  };

  router.get('/settings', needs('channels.manage'), async (_req, res) => {
    render(res, <SettingsPage {...(await read())} />);
  });

  router.post('/settings/attributes/:key', needs('settings.manage'), async (req, res) => {
    try {
      const yesOrNo = z.enum(['yes', 'no']);
      const marks = z.union([z.object({ searchable: yesOrNo }), z.object({ restricted: yesOrNo })]);
      const mark = parseForm(marks, req);
      if ('restricted' in mark) {
        const { label, restricted } = await core.contacts.setRestricted(
          actorOf(res),
          param(req, 'key'),
          mark.restricted === 'yes',
        );
        flash(req, fill(restricted === true ? WORDS.nowRestricted : WORDS.nowOpen, { label }));
        return res.redirect(303, '/settings#attributes');
      }
      const { searchable } = mark;
      const attribute = await core.contacts.setSearchable(actorOf(res), param(req, 'key'), searchable === 'yes');
      flash(req, fill(attribute.searchable ? WORDS.marked : WORDS.unmarked, { label: attribute.label }));
      res.redirect(303, '/settings#attributes');
    } catch (error) {
      const errors = formErrors(error);
      render(res, <SettingsPage {...(await read())} errors={errors} />, errors.status);
    }
  });

  router.use(policyRoutes(ctx));
  router.use(rulesRoutes(ctx), warmUpRoutes(ctx), costRoutes(ctx));
  router.use(apiKeyRoutes(ctx), topicRoutes(ctx));
  return router;
};
