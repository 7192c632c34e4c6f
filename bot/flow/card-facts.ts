import type { CampaignView, Lang } from '../../core/index.ts';
import type { CardOptions } from '../views/review-card.ts';
import type { BotContext } from './context.ts';

/** What a campaign's card shows beside the campaign itself, read now. */
export const cardFacts = async ({ core }: BotContext, { campaign }: CampaignView, lang: Lang): Promise<CardOptions> => {
  const { id, state, startedAt, heldBy } = campaign;
  const [sum, preflight, halt] = await Promise.all([
    core.deliveries.sum(id),
    state === 'in_review' || heldBy === 'preflight' ? core.campaigns.preflight(id) : undefined,
    state === 'halted' && startedAt !== null ? core.deliveries.haltState(id) : undefined,
  ]);
  const waiverNames = await core.people.byIds([...new Set(preflight?.waivers.map(({ by }) => by) ?? [])]);
  const names = Object.fromEntries(waiverNames.map((one) => [one.id, one.name]));
  return { lang, portalUrl: core.config.portal.url, sum, preflight, halt, names };
};
